import type { Fix, Point } from '#protocol';
import { distanceM } from '../../server/protocol/distance.ts';

/** A jump farther than this is shown at once: nobody glides over a quarter, m. */
const GLIDE_MAX_M = 300;
/** Nearer steps say nothing about where somebody is heading, m. */
const HEADING_STEP_M = 4;
/** A glide is at most this many times the usual one: who is told of every three seconds shall not wait at each step. */
const SLOWEST = 3;

/**
 * How long a marker takes from one fix to the next, ms: as long as the person took, so that it neither hurries nor waits, but
 * not less than half and not more than three times `usualMs`. 0: at once, for a jump and where the reader wants no motion.
 */
export function glideMs(from: Fix, to: Fix, usualMs: number): number {
  if (distanceM(from.point, to.point) > GLIDE_MAX_M) return 0;
  const tookMs = to.at - from.at;
  // After a silence nobody knows when the step was made.
  return tookMs > SLOWEST * usualMs ? usualMs : Math.max(usualMs / 2, tookMs);
}

/** The way between two points after the share `part` of it, 0…1, straight. */
export const between = (from: Point, to: Point, part: number): Point => ({
  lat: from.lat + (to.lat - from.lat) * part,
  lng: from.lng + (to.lng - from.lng) * part,
});

/** As the phone says, else from the last step; null for somebody who stands. Degrees clockwise from north, 0…360. */
export function headingOf(fix: Fix, trail: readonly Point[]): number | null {
  if (fix.heading !== null) return fix.heading;
  const from = trail.findLast((point) => distanceM(fix.point, point) > HEADING_STEP_M);
  return from ? bearing(from, fix.point) : null;
}

/** Direction from one point to another near it, degrees clockwise from north, 0…360. */
export function bearing(from: Point, to: Point): number {
  const east = (to.lng - from.lng) * Math.cos((to.lat * Math.PI) / 180);
  return ((Math.atan2(east, to.lat - from.lat) * 180) / Math.PI + 360) % 360;
}

/** `degrees` or whole turns more or less of it, whichever is nearest to `from`: a beak turns the short way round. */
export const turnedFrom = (from: number, degrees: number): number => degrees + 360 * Math.round((from - degrees) / 360);
