import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compoundFor } from '../../server/location/compounds.ts';
import { demoPlace } from '../../server/location/demo-place.ts';

const demoFile = new URL('../../server/location/demo-compound.geojson', import.meta.url);

describe('the compound around a door', () => {
  it('is the demo place at its own doors, with all that people ask for by name', () => {
    const { features } = compoundFor(demoPlace.home);
    const named = (kind: string) => features.filter(({ properties }) => properties.kind === kind);
    expect(named('building').flatMap(({ properties }) => properties.number ?? [])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(named('gate')).toMatchObject([
      { properties: { name: { zh: '北门' } } },
      { properties: { name: { zh: '东门' } } },
    ]);
    expect(named('station')).toHaveLength(1);
    expect(named('locker')).toHaveLength(1);
    expect(named('parking')).toHaveLength(1);
    expect(named('no_go')).toHaveLength(1);
    expect(named('entrance').map(({ properties }) => properties.name?.zh)).toContain('3 号楼 2 单元');
    for (const { properties } of named('road').filter((road) => road.properties.name)) {
      expect(properties.name).toMatchObject({ zh: expect.stringMatching(/./), en: expect.stringMatching(/./) });
    }
  });

  it('is empty far away', () => {
    expect(compoundFor({ lat: 31.2, lng: 121.5 })).toEqual({ type: 'FeatureCollection', features: [] });
  });

  it('is small enough to be sent to a phone', () => {
    expect(readFileSync(demoFile).length).toBeLessThan(60_000);
  });
});
