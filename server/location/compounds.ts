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

/** The places that the operator has loaded, and what of them lies around a door. */
export function openCompounds({ db, clock }: Pick<Parts, 'db' | 'clock'>) {
  const store = compoundStore(db);
  const missing = () => new RefusedError('not_found', 'There is no such compound');
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
    /** All that is drawn around a door. `tag` changes with what `load` would answer; only `load` reads it. */
    async around(door: Point): Promise<{ tag: string; load: () => Promise<Compound> }> {
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
    },
  };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 20);
}
