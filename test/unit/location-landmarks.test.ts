import type { Feature, FeatureCollection } from 'geojson';
import { describe, expect, it } from 'vitest';
import { landmarksOf } from '../../client/location/landmarks.ts';

const name = (zh: string, en: string) => ({ zh, en });
const at = (kind: string, lng: number, lat: number, names?: object): Feature => ({
  type: 'Feature',
  properties: { kind, ...(names ? { name: names } : {}) },
  geometry: { type: 'Point', coordinates: [lng, lat] },
});
const compound: FeatureCollection = {
  type: 'FeatureCollection',
  features: [
    at('gate', 120.003, 30, name('东门', 'East gate')),
    at('locker', 120.001, 30, name('快递柜', 'Parcel lockers')),
    at('tree', 120, 30, name('大树', 'Big tree')),
    at('gate', 120, 30),
    {
      type: 'Feature',
      properties: { kind: 'building', name: name('2 号楼', 'No. 2') },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [120.0018, 29.9998],
            [120.0022, 29.9998],
            [120.0022, 30.0002],
            [120.0018, 30.0002],
            [120.0018, 29.9998],
          ],
        ],
      },
    },
  ],
};
const door = { lat: 30, lng: 120 };

describe('the landmarks of a compound', () => {
  it('are what has a name and can be pointed at, nearest to the door first', () => {
    expect(landmarksOf(compound, door, 'en').map((one) => one.name)).toEqual(['Parcel lockers', 'No. 2', 'East gate']);
  });

  it('have the reader’s language, and a building its middle', () => {
    const building = landmarksOf(compound, door, 'zh')[1];
    expect(building?.name).toBe('2 号楼');
    expect(building?.point.lat).toBeCloseTo(30, 6);
    expect(building?.point.lng).toBeCloseTo(120.002, 6);
    // 0.002 degrees of longitude at 30 degrees north.
    expect(building?.doorM).toBeCloseTo(192.6, 0);
  });
});
