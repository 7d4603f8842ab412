import { language } from './language.ts';
import { clockTime, dayInWords, sameDay } from './time-words.ts';
import type { TimeWindow } from '#protocol';

/** `Today, 13:30–15:30`; with both days where it goes over midnight. */
export function windowInWords({ from, to }: TimeWindow, now: number): string {
  const zh = language.value === 'zh';
  const day = (at: number) => `${dayInWords(at, now)}${zh ? ' ' : ', '}${clockTime(at)}`;
  return sameDay(from, to) ? `${day(from)}–${clockTime(to)}` : `${day(from)} – ${day(to)}`;
}
