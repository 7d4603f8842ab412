import { AskError } from '../connection.ts';
import type { CallProblem } from './call-state.ts';

/** Why the server could not be asked, or what it refused, as a word that the page explains. */
export function problemOf(error: unknown): CallProblem {
  if (!(error instanceof AskError)) return 'failed';
  if (error.code === 'offline' || error.code === 'timed_out') return 'offline';
  if (error.code === 'unavailable' || error.code === 'full') return error.code;
  // As many as there may be are in this call already.
  if (error.code === 'too_many') return 'full';
  if (error.code === 'forbidden') return 'not_allowed';
  return error.code === 'conflict' ? 'in_another_call' : 'failed';
}
