import { type TimeWindow, WINDOW_AHEAD_MAX_MS, WINDOW_MAX_MS } from '#protocol';
import type { DeliveryHours } from '../protocol/operator-assistant.ts';
import type { Window } from './understanding/when.ts';
import { addDays, weekday } from './understanding/calendar.ts';
import { epochOf, localIso } from './zone.ts';

const MINUTE_MS = 60_000;
/** A shorter piece of a window is no use to a courier, ms. */
const SHORTEST_MS = 30 * MINUTE_MS;
/** Nobody can be asked to come sooner than in so long, ms. */
const LEAD_MS = 15 * MINUTE_MS;
/** A window that has begun is proposed from the next half hour on. */
const STEP_MS = 30 * MINUTE_MS;
const DAYS_AHEAD = 8;
/** Who is not in now is not asked about the next hours, ms. */
const ABSENT_MS = 2 * 3_600_000;

/** What decides which windows can be had. */
export interface Room {
  readonly hours: readonly DeliveryHours[];
  /** Epoch ms. */
  readonly now: number;
  /** IANA name of the delivery's time zone. */
  readonly zone: string;
  /** Windows that this courier is booked for already. */
  readonly booked: readonly TimeWindow[];
  /** False: the courier's round of today is over. */
  readonly today: boolean;
}

const overlaps = (one: TimeWindow, other: TimeWindow) => one.from < other.to && other.from < one.to;

/** The windows of a day, yyyy-mm-dd, for which the courier can still be booked. */
function freeWindows(date: string, { hours, now, zone, booked, today }: Room): TimeWindow[] {
  if (!today && date === localIso(now, zone).slice(0, 10)) return [];
  return hours
    .filter(({ days }) => days === undefined || days.includes(weekday(date)))
    .map(({ from, to, most = Infinity }) => ({ from: epochOf(date, from, zone), to: epochOf(date, to, zone), most }))
    .filter((whole) => booked.filter((window) => overlaps(window, whole)).length < whole.most)
    .map(({ from, to }) => ({ from, to }))
    .sort((one, other) => one.from - other.from);
}

/** The same, as far as somebody can still come then. */
function windowsAhead(date: string, room: Room): TimeWindow[] {
  const soonest = Math.ceil((room.now + LEAD_MS) / STEP_MS) * STEP_MS;
  return freeWindows(date, room)
    .map(({ from, to }) => ({ from: Math.max(from, soonest), to }))
    .filter(({ from, to }) => to - from >= SHORTEST_MS);
}

/** The next windows that can be had from `after` on, soonest first. */
export function nextWindows(room: Room, count: number, after = room.now): TimeWindow[] {
  const first = localIso(after, room.zone).slice(0, 10);
  const found: TimeWindow[] = [];
  for (let day = 0; day < DAYS_AHEAD && found.length < count; day++)
    found.push(...windowsAhead(addDays(first, day), room).filter(({ to }) => to > after));
  return found.slice(0, count);
}

/** The same for somebody who is not in at the moment. */
export const windowsOnceBack = (room: Room, count: number): TimeWindow[] =>
  nextWindows(room, count + 1)
    .filter(({ from }) => from >= room.now + ABSENT_MS)
    .slice(0, count);

/** Windows of a day without a gap between them are one. */
function joined(windows: readonly TimeWindow[]): TimeWindow[] {
  const runs: TimeWindow[] = [];
  for (const window of windows) {
    const last = runs.at(-1);
    if (last && window.from <= last.to) runs[runs.length - 1] = { from: last.from, to: Math.max(last.to, window.to) };
    else runs.push(window);
  }
  return runs;
}

export interface Fitted {
  readonly window: TimeWindow | null;
  readonly why?: 'vague' | 'not_possible';
}

/**
 * The window to propose for a wish: the wish itself as far as the operator delivers then and the courier is free, else the first
 * free window after it (`not_possible`), else none. A vague wish has none.
 */
export function fitted(wish: Window, room: Room): Fitted {
  const { date, from, to } = wish;
  if (date === null) return { window: null, why: 'vague' };
  const begins = epochOf(date, from ?? '00:00', room.zone);
  if (begins > room.now + WINDOW_AHEAD_MAX_MS) return { window: null, why: 'vague' };
  const wished = {
    from: begins,
    to: to === undefined ? epochOf(addDays(date, 1), '00:00', room.zone) : epochOf(date, to, room.zone),
  };
  const [best] = joined(windowsAhead(date, room))
    .map((free) => ({ from: Math.max(free.from, wished.from), to: Math.min(free.to, wished.to) }))
    .filter((common) => common.to - common.from >= SHORTEST_MS && common.to - common.from <= WINDOW_MAX_MS)
    .sort((one, other) => other.to - other.from - (one.to - one.from));
  if (best) return { window: best };
  const [next] = nextWindows(room, 1, Math.max(wished.from, room.now));
  return next ? { window: next, why: 'not_possible' } : { window: null, why: 'not_possible' };
}

/**
 * Whether somebody may agree to this window, whatever its numbers are: it is long enough to come in, lies in free hours, and may have
 * begun since it was proposed.
 */
export function isOffered(window: TimeWindow, room: Room): boolean {
  const { from, to } = window;
  if (to - from < SHORTEST_MS || to <= room.now || from > room.now + WINDOW_AHEAD_MAX_MS) return false;
  const date = localIso(from, room.zone).slice(0, 10);
  return joined(freeWindows(date, room)).some((free) => free.from <= from && to <= free.to);
}
