import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { compoundStore } from '../../server/location/compound-store.ts';
import { type Compound, CompoundId, CompoundOrder, positionsOf } from '../../server/protocol/operator-compounds.ts';
import { engines } from '../support/databases.ts';

const id = (text: string) => v.parse(CompoundId, text);
/** A gate in the middle of a square kilometre. */
const compoundAt = (lat: number, lng: number, name = '北门'): Compound =>
  v.parse(CompoundOrder, {
    type: 'FeatureCollection',
    features: [
      [lat - 0.0045, lng - 0.0052],
      [lat, lng],
      [lat + 0.0045, lng + 0.0052],
    ].map(([y, x]) => ({
      type: 'Feature',
      properties: { kind: 'gate', name },
      geometry: { type: 'Point', coordinates: [x, y] },
    })),
  });
const boxOf = (compound: Compound) => positionsOf(compound.features).box;

describe.each(engines)('compounds on $name', ({ open }) => {
  it('come back as they were put, and the last one put counts', async () => {
    await using database = await open();
    const store = compoundStore(database.db);
    const [first, second] = [compoundAt(30, 120), compoundAt(30, 120, '“南门”; drop table')];
    expect(await store.get(id('garden'))).toBeNull();
    expect(await store.put(id('garden'), first, boxOf(first), 5)).toBe(true);
    expect(await store.put(id('garden'), second, boxOf(second), 1_800_000_000_123)).toBe(false);
    expect(await store.get(id('garden'))).toEqual(second);
    expect(await store.list(null, 10)).toEqual([{ id: 'garden', box: boxOf(second), updatedAt: 1_800_000_000_123 }]);
    expect(await store.remove(id('garden'))).toBe(true);
    expect(await store.remove(id('garden'))).toBe(false);
    expect(await store.get(id('garden'))).toBeNull();
  });

  it('are one of many that are put at once under an id', async () => {
    await using database = await open();
    const store = compoundStore(database.db);
    const many = Array.from({ length: 8 }, (_, i) => compoundAt(30, 120, `门 ${i}`));
    const created = await Promise.all(many.map((one, at) => store.put(id('garden'), one, boxOf(one), at)));
    expect(created.filter(Boolean)).toHaveLength(1);
    expect(many).toContainEqual(await store.get(id('garden')));
  });

  it('are listed by id, page after page', async () => {
    await using database = await open();
    const store = compoundStore(database.db);
    const compound = compoundAt(30, 120);
    for (const name of ['c', 'a', 'd', 'b']) await store.put(id(name), compound, boxOf(compound), 5);
    const first = await store.list(null, 3);
    expect(first.map((one) => one.id)).toEqual(['a', 'b', 'c']);
    expect((await store.list(id('c'), 3)).map((one) => one.id)).toEqual(['d']);
  });

  it('are found around a door that lies in them or up to 300 m beside them', async () => {
    await using database = await open();
    const store = compoundStore(database.db);
    for (const [name, lat, lng] of [
      ['here', 30, 120],
      ['over-here', 30.002, 120],
      ['next-town', 30.2, 120],
      ['north', 69.65, 18.96],
    ] as const) {
      const compound = compoundAt(lat, lng);
      await store.put(id(name), compound, boxOf(compound), 5);
    }
    const around = async (lat: number, lng: number) => (await store.around({ lat, lng })).map((one) => one.id);
    expect(await around(30, 120)).toEqual(['here', 'over-here']);
    // 0.0025 degrees are 278 m north, and 241 m east at 30 degrees north.
    expect(await around(30 - 0.0045 - 0.0025, 120)).toEqual(['here']);
    expect(await around(30 - 0.0045 - 0.003, 120)).toEqual([]);
    expect(await around(30.001, 120.0052 + 0.003)).toEqual(['here', 'over-here']);
    expect(await around(30.001, 120.0052 + 0.0035)).toEqual([]);
    // There a degree of longitude is a third as long.
    expect(await around(69.65, 18.96 + 0.0052 + 0.007)).toEqual(['north']);
    expect(await around(-90, 0)).toEqual([]);
  });
});
