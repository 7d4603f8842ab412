import gcoord from 'gcoord';
import type { Point } from '#protocol';

/**
 * Where a point lies in GCJ-02, the datum that Chinese map providers draw in: 100 to 700 m beside WGS-84. Outside a rough box
 * around China nothing is moved. By gcoord.
 */
export function toGcj02({ lat, lng }: Point): Point {
  const [gcjLng, gcjLat] = gcoord.transform<[number, number]>([lng, lat], gcoord.WGS84, gcoord.GCJ02);
  return { lat: gcjLat, lng: gcjLng };
}
