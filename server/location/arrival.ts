import type { Fix, LineId, Point } from '#protocol';
import type { Stop } from '../parts.ts';
import { distanceM } from '../protocol/distance.ts';
import { DOOR_M, PASSING_SPEED } from '../protocol/travel.ts';

/** Since when, and until when, fixes of one courier say without a break that they are there; epoch ms as measured. */
interface Stay {
  readonly since: number;
  readonly last: number;
  /** Where it began. */
  readonly from: Point;
}

/** What the fixes so far say about one stop. */
export interface Seen {
  readonly near: Stay | null;
  readonly here: Stay | null;
}

export type Reached = 'nearby' | 'arrived';

/** A ring around a door. */
interface Ring {
  /** A fix counts where its whole circle of error lies within this, m. */
  readonly enterM: number;
  /** The stay is broken by a fix whose whole circle lies beyond this, m: between the two nothing is sure. */
  readonly leaveM: number;
  /** Faster than this one is passing, m/s. */
  readonly maxSpeed: number;
}

const near: Ring = { enterM: 300, leaveM: 400, maxSpeed: Infinity };
const here: Ring = { enterM: DOOR_M, leaveM: 60, maxSpeed: PASSING_SPEED };

/** So long the fixes must agree, ms: one bad fix is never enough, nor is riding by the door. */
const STAY_MS = 8000;
/** A longer silence between two fixes may hide a way out and back, ms: background apps report every minute at least. */
const SILENCE_MS = 120_000;
/** A fix that is told later than this says where they were, not where they are, ms. */
const FRESH_MS = 60_000;
/** Doors as close as this are one: the same entrance, or the same point for the whole building, m. */
const SAME_DOOR_M = 30;
/** Of a round so many next stops may hear that the courier is near: the thirtieth door of a compound waits for an hour yet. */
const NEAR_STOPS = 3;

const unseen: Seen = { near: null, here: null };
const nothingSeen: ReadonlyMap<LineId, Seen> = new Map();

/** The stops that may be reached now. */
export interface Expected {
  /** The next stop and all at the same door. */
  readonly arrived: readonly Stop[];
  /** The next few, and all at their doors: each that may be `arrived` is among them. */
  readonly nearby: readonly Stop[];
}

/**
 * Whose turn it is in a round. A stop is waited for while it is on its way: one that was reached does not hold up the next,
 * since a courier may say later what became of the parcel.
 */
export function expectedOf(round: readonly Stop[]): Expected {
  const waiting = round
    .filter(({ status }) => status === 'out_for_delivery' || status === 'nearby')
    .sort((a, b) => a.stop - b.stop);
  const atDoorsOf = (chosen: readonly Stop[]) =>
    waiting.filter(({ point }) => chosen.some((one) => distanceM(one.point, point) <= SAME_DOOR_M));
  return { arrived: atDoorsOf(waiting.slice(0, 1)), nearby: atDoorsOf(waiting.slice(0, NEAR_STOPS)) };
}

/**
 * What one more accepted fix of the courier, newer than those before, says about the stops of their round, and which of them
 * are reached by it: each only once, since a status never goes back by itself. `seen` is kept only for the stops that are
 * expected. `now` is epoch ms.
 */
export function lookAround(
  seen: ReadonlyMap<LineId, Seen>,
  expected: Expected,
  fix: Fix,
  now: number,
): { seen: ReadonlyMap<LineId, Seen>; reached: { lineId: LineId; status: Reached }[] } {
  const next = new Map<LineId, Seen>();
  const reached: { lineId: LineId; status: Reached }[] = [];
  const isFresh = now - fix.at <= FRESH_MS;
  for (const stop of expected.nearby) {
    const before = seen.get(stop.lineId) ?? unseen;
    const doorM = distanceM(fix.point, stop.point);
    const now: Seen = {
      near: stay(before.near, near, fix, doorM),
      here: expected.arrived.includes(stop) ? stay(before.here, here, fix, doorM) : null,
    };
    if (now.near || now.here) next.set(stop.lineId, now);
    if (!isFresh) continue;
    if (isLong(now.here, fix)) reached.push({ lineId: stop.lineId, status: 'arrived' });
    else if (isLong(now.near, fix) && stop.status === 'out_for_delivery')
      reached.push({ lineId: stop.lineId, status: 'nearby' });
  }
  // Kept until the next fix: of those who are near no door, which are most, nothing.
  return { seen: next.size > 0 ? next : nothingSeen, reached };
}

/** Whether this fix, and none before it alone, makes the stay long enough. */
const isLong = (one: Stay | null, fix: Fix): boolean =>
  one !== null && one.last === fix.at && one.last - one.since >= STAY_MS;

function stay(before: Stay | null, ring: Ring, fix: Fix, doorM: number): Stay | null {
  if (doorM - fix.accuracy > ring.leaveM) return null;
  if (doorM + fix.accuracy > ring.enterM) return before;
  if ((fix.speed ?? 0) > ring.maxSpeed) return null;
  const begun: Stay = { since: fix.at, last: fix.at, from: fix.point };
  if (!before || fix.at - before.last > SILENCE_MS) return begun;
  // Background apps may not tell a speed; between two fixes it would be the phone's unrest, over the whole stay it is not.
  const elapsedMs = fix.at - before.since;
  const isPassing = elapsedMs >= STAY_MS && distanceM(before.from, fix.point) > (ring.maxSpeed * elapsedMs) / 1000;
  return isPassing ? begun : { ...before, last: fix.at };
}
