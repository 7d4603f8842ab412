import { EARTH_RADIUS_M, radians } from './distance.ts';
import type { Point } from './point.ts';

/** No schema in this file: pages import it as it is, so that both sides thin alike. */

/** Thinning moves the drawn line by no more than this at first, m: half a street. */
const TOLERANCE_M = 5;

/** At most so many of the points (2 or more): thinned under a tolerance that doubles until they are few enough. */
export function thinTo<P extends Point>(most: number, points: readonly P[]): readonly P[] {
  let thinned = points;
  for (let tolerance = TOLERANCE_M; thinned.length > most; tolerance *= 2) thinned = thin(points, tolerance);
  return thinned;
}

/**
 * The fewest of the points that keep the path within `toleranceM` of where it was; first and last stay (D. H. Douglas,
 * T. K. Peucker, Algorithms for the reduction of the number of points required to represent a digitized line, 1973).
 */
export function thin<P extends Point>(points: readonly P[], toleranceM: number): P[] {
  const kept = new Set([0, points.length - 1]);
  const spans: [number, number][] = [[0, points.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    let farthest = -1;
    let farthestM = toleranceM;
    for (let i = from + 1; i < to; i++) {
      const away = offsetM(points[i], points[from], points[to]);
      if (away > farthestM) [farthest, farthestM] = [i, away];
    }
    if (farthest < 0) continue;
    kept.add(farthest);
    spans.push([from, farthest], [farthest, to]);
  }
  return points.filter((_, i) => kept.has(i));
}

/**
 * Distance of a point from the stretch between two others, m, on a plane that touches the earth there
 * (equirectangular: off by under 0.1 % within 10 km away from the poles).
 */
export function offsetM(point: Point | undefined, from: Point | undefined, to: Point | undefined): number {
  if (!point || !from || !to) return 0;
  const perLat = radians(1) * EARTH_RADIUS_M;
  const perLng = perLat * Math.cos(radians(from.lat));
  const [x, y] = [(point.lng - from.lng) * perLng, (point.lat - from.lat) * perLat];
  const [dx, dy] = [(to.lng - from.lng) * perLng, (to.lat - from.lat) * perLat];
  const length2 = dx * dx + dy * dy;
  const along = length2 === 0 ? 0 : Math.min(1, Math.max(0, (x * dx + y * dy) / length2));
  return Math.hypot(x - along * dx, y - along * dy);
}
