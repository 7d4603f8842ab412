import { FIX_ACCURACY_MAX_M, type Fix, type Point } from '#protocol';
import { distanceM } from '../protocol/distance.ts';
import { thinTo } from '../protocol/thinning.ts';

/** A place on a trail and since when somebody is there, epoch ms; never ahead of the server's clock. */
export interface TrailPoint extends Point {
  readonly at: number;
}

/** What becomes of a reported fix; all but `accepted` are dropped. */
export type Verdict = 'accepted' | 'inaccurate' | 'future' | 'outdated' | 'older' | 'duplicate' | 'too_fast';

/** Pages send times by the server's clock; what is ahead by more than this would block all that follow, ms. */
const FUTURE_MAX_MS = 10_000;
/** A phone that was away sends its newest fix: one older than this says nothing about now, ms. */
const OUTDATED_MS = 600_000;
/** One younger than this says where somebody is, an older one where they were, ms. */
export const LIVE_MS = 30_000;
/** Who does not say how fast they are is not faster than a car on a motorway, m/s. */
const SPEED_MAX = 42;
/** Between two fixes somebody may have been twice as fast as at either, and this more, m/s: a start from a light. */
const SPEED_UNSEEN = 10;
/** No phone that says more is believed, m/s: the fastest trains. */
const SPEED_SAID_MAX = 100;
/** After this silence a far jump is a person who moved on, not an error of the phone, ms. */
const SILENCE_MS = 30_000;

/** Shorter steps are a phone's unrest, m, however exact it says that it is. */
const STEP_MIN_M = 8;
/** And longer ones are steps, m, however rough. */
const STEP_MAX_M = 30;
/** Points of a trail as it is kept and told. */
export const TRAIL_MAX_POINTS = 120;
/** A trail shows the way here, not the day: what is older is forgotten, ms. */
export const TRAIL_MAX_MS = 30 * 60_000;

/** Says whether a fix can be believed after `last`, the one before it of the same person; `now` is epoch ms. */
export function judgeFix(last: Fix | null, fix: Fix, now: number): Verdict {
  if (fix.accuracy > FIX_ACCURACY_MAX_M) return 'inaccurate';
  if (fix.at > now + FUTURE_MAX_MS) return 'future';
  if (fix.at < now - OUTDATED_MS) return 'outdated';
  // Of a time that has not come yet: the server's clock was set back, and nothing would follow for so long.
  if (!last || last.at > now + FUTURE_MAX_MS) return 'accepted';
  if (fix.at === last.at) return 'duplicate';
  if (fix.at < last.at) return 'older';
  const elapsedMs = fix.at - last.at;
  // Both circles of error are given away, so that a first rough fix does not make the next good one look like a jump.
  const surelyM = distanceM(last.point, fix.point) - last.accuracy - fix.accuracy;
  return elapsedMs < SILENCE_MS && surelyM > (fastest(last, fix) * elapsedMs) / 1000 ? 'too_fast' : 'accepted';
}

function fastest(last: Fix, fix: Fix): number {
  if (last.speed === null || fix.speed === null) return SPEED_MAX;
  return 2 * Math.min(SPEED_SAID_MAX, Math.max(last.speed, fix.speed)) + SPEED_UNSEEN;
}

/** The shortest step that is not a phone's unrest at this accuracy, m. */
export const stepM = (accuracy: number): number => Math.min(STEP_MAX_M, Math.max(STEP_MIN_M, accuracy));

/**
 * Puts a point at the trail's end: steps shorter than `step`, m, are left out, what is too old is forgotten, and where it grows
 * over its bound it is thinned until half of the bound is free again. It is changed in place: with a new list for each of
 * ten thousand fixes a second the program would mostly clean up.
 */
export function extendTrail(trail: TrailPoint[], { lat, lng }: Point, at: number, step: number): void {
  const last = trail.at(-1);
  if (last && distanceM(last, { lat, lng }) < step) return;
  while (trail[0] && trail[0].at < at - TRAIL_MAX_MS) trail.shift();
  trail.push({ lat, lng, at });
  if (trail.length <= TRAIL_MAX_POINTS) return;
  const thinned = thinTo(TRAIL_MAX_POINTS / 2, trail);
  trail.splice(0, trail.length, ...thinned);
}

/** What of a trail lies at or after a moment. */
export const pointsSince = (trail: readonly TrailPoint[], since: number): Point[] =>
  trail.flatMap(({ lat, lng, at }) => (at >= since ? [{ lat, lng }] : []));
