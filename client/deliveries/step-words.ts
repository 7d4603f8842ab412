import { windowInWords } from '../window-words.ts';
import { statusWords, t } from './strings.ts';
import type { EntryBody } from '#protocol';

/** A step of the delivery in one line, with the time that was agreed on; `now` on the server's clock, epoch ms. */
export function stepInWords(step: Extract<EntryBody, { kind: 'status' }>, now: number): string {
  const { status, window, takenBack } = step;
  if (takenBack) return t().notThereYet;
  const { short } = statusWords()[status];
  return window ? `${short} · ${windowInWords(window, now)}` : short;
}
