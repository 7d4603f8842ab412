import type { CallProblem, CallState } from './call-state.ts';

export type Ended = Extract<CallState, { phase: 'ended' }>;

export const isOfMicrophone = (problem: CallProblem): boolean => problem.startsWith('microphone_');

export interface Offers {
  /** To call once more. */
  readonly again: boolean;
  /** To leave a voice note in the call's place. */
  readonly note: boolean;
  /** To test the microphone. */
  readonly test: boolean;
}

const unanswered = new Set<Ended['reason']>(['missed', 'no_answer', 'busy', 'declined']);

/** What can be done about the way a call went: nothing where people have talked and hung up. */
export function offersAfter({ reason }: Ended, problem: CallProblem | null): Offers {
  const test = problem !== null && isOfMicrophone(problem);
  if (reason === 'not_started') return { again: problem !== 'in_another_call', note: !test, test };
  const isUnanswered = unanswered.has(reason);
  return { again: (isUnanswered && reason !== 'declined') || reason === 'failed', note: isUnanswered, test };
}
