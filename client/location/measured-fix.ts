import type { Fix } from '#protocol';
import { distanceM } from '../../server/protocol/distance.ts';
import { rounded } from '../../server/protocol/rounded.ts';

/** Less than this is a phone's unrest, not a step, m. */
const STEP_M = 5;
/** Slower than this nobody goes anywhere, m/s. */
const STILL_SPEED = 0.5;
/** A position measured longer ago than this would be a wrong clock, since nothing cached is asked for, ms. */
const MEASURED_AGO_MAX_MS = 60_000;

/** What the phone measured, at the time of the server's clock (`now`), rounded as it is told. */
export function fixOf({ coords, timestamp }: Pick<GeolocationPosition, 'coords' | 'timestamp'>, now: number): Fix {
  const agoMs = Math.min(Math.max(Date.now() - timestamp, 0), MEASURED_AGO_MAX_MS);
  return rounded({
    point: { lat: coords.latitude, lng: coords.longitude },
    accuracy: coords.accuracy,
    speed: known(coords.speed),
    heading: known(coords.heading),
    at: now - agoMs,
  });
}

const known = (value: number | null) => (value === null || Number.isNaN(value) || value < 0 ? null : value);

/** Whether somebody was going somewhere, as far as the phone knows. */
export const isMoving = ({ speed }: Fix): boolean => (speed ?? 0) > STILL_SPEED;

/** Whether the second is a step away from the first, and not the phone's unrest. */
export const moved = (from: Fix, to: Fix): boolean =>
  isMoving(to) || distanceM(from.point, to.point) > Math.max(STEP_M, Math.min(to.accuracy, 30) / 2);
