import gcoord from 'gcoord';
import { describe, expect, it } from 'vitest';
import type { Point } from '#protocol';
import { toGcj02 } from '../../client/location/gcj.ts';
import { distanceM } from '../../server/protocol/distance.ts';
import { chance } from '../support/chance.ts';

function toWgs84({ lat, lng }: Point): Point {
  const [wgsLng, wgsLat] = gcoord.transform<[number, number]>([lng, lat], gcoord.GCJ02, gcoord.WGS84);
  return { lat: wgsLat, lng: wgsLng };
}

describe('points for tiles in GCJ-02', () => {
  // From the tests of googollee/eviltransform and the README of gcoord.
  it.each([
    ['Shanghai', { lat: 31.1774276, lng: 121.5272106 }, { lat: 31.17530398364597, lng: 121.531541859215 }],
    ['Shenzhen', { lat: 22.543847, lng: 113.912316 }, { lat: 22.540796131694766, lng: 113.9171764808363 }],
    ['Beijing', { lat: 39.911954, lng: 116.377817 }, { lat: 39.91334545536069, lng: 116.38404722455657 }],
    ['Jilin', { lat: 44.99804071, lng: 122.99395597 }, { lat: 45, lng: 123 }],
  ])('are where others have them in %s', (_name, wgs84, gcj02) => {
    expect(distanceM(toGcj02(wgs84), gcj02)).toBeLessThan(0.2);
    expect(distanceM(wgs84, gcj02)).toBeGreaterThan(300);
  });

  it('come back to within a metre, from 1,000 places all over China', () => {
    const random = chance(20_020);
    for (let i = 0; i < 1000; i += 1) {
      const point = { lat: 18.2 + random() * 35, lng: 73.6 + random() * 61 };
      const moved = toGcj02(point);
      expect(distanceM(moved, point)).toBeLessThan(1500);
      expect(distanceM(toWgs84(moved), point)).toBeLessThan(1);
    }
  });

  it.each([
    ['San Francisco', { lat: 37.7749, lng: -122.4194 }],
    ['Berlin', { lat: 52.52, lng: 13.405 }],
    ['Sydney', { lat: -33.8688, lng: 151.2093 }],
    ['Tokyo', { lat: 35.6762, lng: 139.6503 }],
  ])('are not moved outside of China: %s', (_name, point) => {
    expect(toGcj02(point)).toEqual(point);
  });
});
