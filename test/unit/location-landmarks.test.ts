import { describe, expect, it } from 'vitest';
import { landmarksOf } from '../../client/location/landmarks.ts';
import type { Compound, LandmarkKind } from '#protocol';

type Names = Compound['features'][0]['properties']['name'];

const name = (zh: string, en: string) => ({ zh, en });
const at = (
  kind: LandmarkKind,
  lng: number,
  lat: number,
  names?: Names,
  more: object = {},
): Compound['features'][0] => ({
  type: 'Feature',
  properties: { kind, ...(names ? { name: names } : {}), ...more },
  geometry: { type: 'Point', coordinates: [lng, lat] },
});
const compound: Compound = {
  type: 'FeatureCollection',
  features: [
    at('gate', 120.003, 30, name('东门', 'East gate')),
    at('locker', 120.001, 30, name('快递柜', 'Parcel lockers')),
    at('tree', 120, 30, name('大树', 'Big tree'), { aliases: ['老榕树'] }),
    at('tree', 120, 30),
    {
      type: 'Feature',
      properties: { kind: 'road', name: name('东街', 'East Street') },
      geometry: {
        type: 'LineString',
        coordinates: [
          [120, 30],
          [120.001, 30],
        ],
      },
    },
    at('gate', 120, 30),
    {
      type: 'Feature',
      properties: { kind: 'building', name: name('2 号楼', 'No. 2'), number: 8 },
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

const { all, index } = landmarksOf(compound, door);

describe('the landmarks of a compound', () => {
  it('are what has a name and can be pointed at, nearest to the door first', () => {
    expect(all.map((one) => one.name.en)).toEqual(['Big tree', 'Parcel lockers', 'No. 2', 'East gate']);
  });

  it('have a point: of a building its middle', () => {
    const building = all[2];
    expect(building?.point.lat).toBeCloseTo(30, 6);
    expect(building?.point.lng).toBeCloseTo(120.002, 6);
    // 0.002 degrees of longitude at 30 degrees north.
    expect(building?.doorM).toBeCloseTo(192.6, 0);
    expect(all[0]).toMatchObject({ point: door, doorM: 0 });
  });

  it('are found by their names in either language, by others that the operator gave, and by a number', () => {
    const named = (text: string) => index.find(text).map(({ landmarks: [at = -1] }) => all[at]?.name.en);
    expect(named('二号楼')).toEqual(['No. 2']);
    expect(named('东门旁边的老榕树')).toEqual(['East gate', 'Big tree']);
    expect(index.search('8').map((at) => all[at]?.name.en)).toEqual(['No. 2']);
  });
});
