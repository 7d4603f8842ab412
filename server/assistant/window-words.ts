import type { TimeWindow } from '#protocol';
import { addDays } from './understanding/calendar.ts';
import { localIso } from './zone.ts';

/** The same in both languages. */
export interface Both {
  readonly zh: string;
  readonly en: string;
}

const near: readonly Both[] = [
  { zh: '今天', en: 'today' },
  { zh: '明天', en: 'tomorrow' },
  { zh: '后天', en: 'the day after tomorrow' },
];

function dayWords(at: number, now: number, zone: string): Both {
  const today = localIso(now, zone).slice(0, 10);
  const day = localIso(at, zone).slice(0, 10);
  const known = near.find((_, ahead) => addDays(today, ahead) === day);
  if (known) return known;
  const date = (locale: string) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, weekday: 'short', day: 'numeric', month: 'long' }).format(at);

  return { zh: date('zh-CN'), en: date('en-GB') };
}

/** A window as it is said to whoever lives by the clocks of `zone`: `明天 18:00–22:00`, `tomorrow, 18:00–22:00`. */
export function windowWords({ from, to }: TimeWindow, now: number, zone: string): Both {
  const clock = (at: number) => localIso(at, zone).slice(11, 16);
  const day = dayWords(from, now, zone);
  // A window that ends at midnight is still of its day.
  const ends = clock(to) === '00:00' ? '24:00' : clock(to);
  return { zh: `${day.zh} ${clock(from)}–${ends}`, en: `${day.en}, ${clock(from)}–${ends}` };
}
