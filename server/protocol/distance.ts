import type { Point } from './point.ts';

/** No schema in this file: pages import it as it is, so that both sides measure alike. */

/** Mean radius of the earth, m (IUGG). */
export const EARTH_RADIUS_M = 6_371_008.8;
export const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Great-circle distance, m: the haversine formula (R. W. Sinnott, Virtues of the Haversine, 1984). */
export function distanceM(a: Point, b: Point): number {
  const dLat = radians(b.lat - a.lat);
  const dLng = radians(b.lng - a.lng);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(dLng / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}
