import { WINDOW_AHEAD_MAX_MS } from '../../../server/protocol/limits.ts';
import type { TimeWindow } from '#protocol';

/** What somebody has chosen so far: `2026-11-24`, `18:00`; empty where nothing. In the phone's own time zone. */
export interface Choice {
  readonly day: string;
  readonly from: string;
  readonly to: string;
}

/** The parts of a day that parcels are mostly promised for. */
export const usual = [
  ['09:00', '12:00'],
  ['12:00', '15:00'],
  ['15:00', '18:00'],
  ['18:00', '21:00'],
] as const;

const two = (part: number) => String(part).padStart(2, '0');

/** `2026-11-24`, as a field for dates has it. */
export function dayOf(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Noon of today and of the days after it: never the wrong day, also where clocks change at night. */
export function nextDays(now: number, count: number): number[] {
  return Array.from({ length: count }, (_, ahead) => {
    const date = new Date(now);
    date.setHours(12, 0, 0, 0);
    date.setDate(date.getDate() + ahead);
    return date.getTime();
  });
}

export type Judged =
  | { readonly state: 'good'; readonly window: TimeWindow }
  | { readonly state: 'incomplete' | 'backwards' | 'over' | 'too_far' };

/** The window that was chosen, or why it is none; `now` is the server's clock, epoch ms. */
export function judge({ day, from, to }: Choice, now: number): Judged {
  const window = { from: new Date(`${day}T${from}`).getTime(), to: new Date(`${day}T${to}`).getTime() };
  if (!day || !from || !to || Number.isNaN(window.from) || Number.isNaN(window.to)) return { state: 'incomplete' };
  if (window.from >= window.to) return { state: 'backwards' };
  if (window.to <= now) return { state: 'over' };
  return window.from > now + WINDOW_AHEAD_MAX_MS ? { state: 'too_far' } : { state: 'good', window };
}

/** Where nothing was chosen yet: the next usual part of a day that has not begun. */
export function firstChoice(now: number): Choice {
  const [today = now, tomorrow = now] = nextDays(now, 2);
  const later = usual.find(([from]) => new Date(`${dayOf(today)}T${from}`).getTime() > now);
  const [from, to] = later ?? usual[0];
  return { day: dayOf(later ? today : tomorrow), from, to };
}
