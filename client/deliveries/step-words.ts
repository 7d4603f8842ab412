import { windowInWords } from '../window-words.ts';
import { statusWords } from './strings.ts';
import type { EntryBody } from '#protocol';

/** A step of the delivery in one line, with the time that was agreed on; `now` on the server's clock, epoch ms. */
export function stepInWords({ status, window }: Extract<EntryBody, { kind: 'status' }>, now: number): string {
  const { short } = statusWords()[status];
  return window ? `${short} · ${windowInWords(window, now)}` : short;
}
