import type { Fix, Point, Sight } from '#protocol';
import { EARTH_RADIUS_M, radians } from '../protocol/distance.ts';
import { pointsSince } from './rules.ts';
import type { Way } from './store.ts';

/** The most that the operator lets a line see of a courier. */
export type CourierSight = Exclude<Sight, 'later'>;

/** A courier within this of a door is shown there even before other stops, m as the crow flies: a few minutes away. */
const NEAR_M = 1500;
/** Once shown, until farther than this, m: a way along the border would be seen and hidden by turns. */
const NO_LONGER_NEAR_M = 1800;
/** Side of the cells that stand for an area, m: some streets, in which nobody is found. */
export const CELL_M = 400;
/** From its centre to its corners. */
const CELL_RADIUS_M = Math.ceil((CELL_M / 2) * Math.SQRT2);

/** What a line sees of its courier now. `stopsLeft`: doors before this one; null: the courier does not come here. */
export function sightOf(
  widest: CourierSight,
  { stopsLeft, doorM, seen }: { stopsLeft: number | null; doorM: number | null; seen: boolean },
): Sight {
  if (stopsLeft === null) return 'later';
  if (stopsLeft === 0) return widest;
  return doorM !== null && doorM <= (seen ? NO_LONGER_NEAR_M : NEAR_M) ? widest : 'later';
}

/** With `shownTrail` the one place that says what a line may be shown of a way under its sight. */
export function shownFix({ fix }: Way, sight: Sight): Fix | null {
  switch (sight) {
    case 'exact':
      return fix;
    case 'rough':
      return fix && roughly(fix);
    case 'words':
    case 'later':
      return null;
  }
}

/** `since`: when the line began to see it. */
export const shownTrail = ({ trail }: Way, sight: Sight, since: number | null): Point[] =>
  sight === 'exact' && since !== null ? pointsSince(trail, since) : [];

/** A fix as wide as its cell: the centre, the way to its corners as accuracy, and nothing of the movement. */
export const roughly = ({ point, at }: Fix): Fix => ({
  point: cellOf(point),
  accuracy: CELL_RADIUS_M,
  speed: null,
  heading: null,
  at,
});

/** Centre of the cell around a point, rounded to 6 decimals: the same for all points of the cell. */
export function cellOf({ lat, lng }: Point): Point {
  const perDegree = radians(1) * EARTH_RADIUS_M;
  const heightDeg = CELL_M / perDegree;
  const centreLat = Math.min(90, Math.max(-90, (Math.floor(lat / heightDeg) + 0.5) * heightDeg));
  // At the poles a cell goes all around.
  const widthDeg = Math.min(360, CELL_M / (perDegree * Math.max(1e-6, Math.cos(radians(centreLat)))));
  const centreLng = Math.min(180, Math.max(-180, (Math.floor(lng / widthDeg) + 0.5) * widthDeg));
  return { lat: Number(centreLat.toFixed(6)), lng: Number(centreLng.toFixed(6)) };
}
