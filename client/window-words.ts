import { language } from './language.ts';
import { clockTime, dayInWords, sameDay } from './time-words.ts';
import type { TimeWindow } from '#protocol';

/** `Today, 13:30–15:30`; with both days where it goes over midnight. */
export function windowInWords({ from, to }: TimeWindow, now: number): string {
  const zh = language.value === 'zh';
  const day = (at: number) => `${dayInWords(at, now)}${zh ? ' ' : ', '}${clockTime(at)}`;
  return sameDay(from, to) ? `${day(from)}–${clockTime(to)}` : `${day(from)} – ${day(to)}`;
}

/** The date and the day of the week, beside words that only say "tomorrow": `Tue 24 Nov`. */
export const dayAndDate = (at: number): string =>
  new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: language.value === 'zh' ? 'long' : 'short',
  }).format(at);
