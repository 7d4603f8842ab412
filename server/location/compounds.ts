import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { Point } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Parts } from '../parts.ts';
import { distanceM } from '../protocol/distance.ts';
import { type Compound, type CompoundId, CompoundOrder, positionsOf } from '../protocol/operator-compounds.ts';
import { compoundStore, NEAR_M } from './compound-store.ts';

/** Compounds in one answer. */
const LISTED_MAX = 200;
/** Farther from a house than this a door is not known to be its, m. */
const AT_HOUSE_M = 40;
/** Names of houses kept in memory: a drawing may have two megabytes, and is not to be read for each question. */
const HOUSES_MAX = 1000;

type House = { readonly zh: string; readonly en: string };

const bundledText = readFileSync(new URL('./demo-compound.geojson', import.meta.url), 'utf8');
/** A fictional place, so that the map is never empty in a demo. */
const bundled = v.parse(CompoundOrder, JSON.parse(bundledText));
const bundledBox = positionsOf(bundled.features).box;
const bundledTag = digestOf(bundledText);

/** The bundled fictional place where the door lies at it; else without features. */
export function compoundFor(door: Point): Compound {
  const { south, west, north, east } = bundledBox;
  const nearest = { lat: Math.min(north, Math.max(south, door.lat)), lng: Math.min(east, Math.max(west, door.lng)) };
  return distanceM(door, nearest) <= NEAR_M ? bundled : { type: 'FeatureCollection', features: [] };
}

export type Compounds = ReturnType<typeof openCompounds>;

/** The name of the house whose outline has the corner nearest to a door; null where none is near, or it has no name. */
function houseAt({ features }: Compound, door: Point): House | null {
  let nearest: { house: House | null; m: number } = { house: null, m: AT_HOUSE_M };
  for (const { geometry, properties } of features) {
    if (properties.kind !== 'building') continue;
    const areas =
      geometry.type === 'MultiPolygon'
        ? geometry.coordinates
        : geometry.type === 'Polygon'
          ? [geometry.coordinates]
          : [];
    for (const [lng, lat] of areas.flat(2)) {
      const m = distanceM(door, { lat, lng });
      if (m < nearest.m) nearest = { house: properties.name ?? null, m };
    }
  }
  return nearest.house;
}

/** The places that the operator has loaded, and what of them lies around a door. */
export function openCompounds({ db, clock }: Pick<Parts, 'db' | 'clock'>) {
  const store = compoundStore(db);
  const missing = () => new RefusedError('not_found', 'There is no such compound');
  const houses = new Map<string, House | null>();

  /** All that is drawn around a door. `tag` changes with what `load` would answer; only `load` reads it. */
  async function around(door: Point): Promise<{ tag: string; load: () => Promise<Compound> }> {
    const near = await store.around(door);
    const { features } = compoundFor(door);
    return {
      tag: digestOf(JSON.stringify([bundledTag, features.length, near])),
      async load() {
        const loaded = await Promise.all(near.map(({ id }) => store.get(id)));
        return {
          type: 'FeatureCollection',
          features: [...features, ...loaded.flatMap((compound) => compound?.features ?? [])],
        };
      },
    };
  }

  return {
    async put(id: CompoundId, compound: Compound) {
      const { count, box } = positionsOf(compound.features);
      const updatedAt = clock.now();
      const created = await store.put(id, compound, box, updatedAt);
      return { created, kept: { id, box, updatedAt, features: compound.features.length, positions: count } };
    },
    async get(id: CompoundId): Promise<Compound> {
      const found = await store.get(id);
      if (!found) throw missing();
      return found;
    },
    async remove(id: CompoundId): Promise<void> {
      if (!(await store.remove(id))) throw missing();
    },
    /** By id; `next` asks on as `after`. */
    async list(after: CompoundId | null) {
      const rows = await store.list(after, LISTED_MAX + 1);
      const compounds = rows.slice(0, LISTED_MAX);
      return { compounds, next: rows.length > LISTED_MAX ? (compounds.at(-1)?.id ?? null) : null };
    },
    around,
    /** What the house at a door is called; null where no drawing says it. */
    async houseAt(door: Point): Promise<House | null> {
      const { tag, load } = await around(door);
      const key = `${tag} ${door.lat} ${door.lng}`;
      const known = houses.get(key);
      if (known !== undefined) return known;
      if (houses.size >= HOUSES_MAX) houses.clear();
      const found = houseAt(await load(), door);
      houses.set(key, found);
      return found;
    },
  };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 20);
}
