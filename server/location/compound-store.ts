import type { Kysely } from 'kysely';
import type { Point } from '#protocol';
import { EARTH_RADIUS_M, radians } from '../protocol/distance.ts';
import type { Box, Compound, CompoundId, CompoundKept } from '../protocol/operator-compounds.ts';
import type { Tables } from '../storage/tables.ts';

/** A drawing reaches this far beyond its own edge, m: a door farther out has no use for it. */
export const NEAR_M = 300;

export interface CompoundStore {
  /** Keeps it under its id, in the place of what was there; answers whether the id is new. */
  put(id: CompoundId, compound: Compound, box: Box, at: number): Promise<boolean>;
  /** Null where there is none. */
  get(id: CompoundId): Promise<Compound | null>;
  /** Whether there was one. */
  remove(id: CompoundId): Promise<boolean>;
  /** By id, those behind `after`. */
  list(after: CompoundId | null, most: number): Promise<CompoundKept[]>;
  /** Which reach a door, by id. Reads no drawing. */
  around(door: Point): Promise<Pick<CompoundKept, 'id' | 'updatedAt'>[]>;
}

export function compoundStore(db: Kysely<Tables>): CompoundStore {
  return {
    async put(id, compound, box, at) {
      const row = { geojson: JSON.stringify(compound), ...box, updated_at: at };
      return db.transaction().execute(async (trx) => {
        const added = await trx
          .insertInto('compounds')
          .values({ id, ...row })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .executeTakeFirst();
        if (added.numInsertedOrUpdatedRows === 1n) return true;
        await trx.updateTable('compounds').set(row).where('id', '=', id).execute();
        return false;
      });
    },

    async get(id) {
      const row = await db.selectFrom('compounds').select('geojson').where('id', '=', id).executeTakeFirst();
      // Written by `put` alone, so what comes back is of the type that went in.
      return row ? (JSON.parse(row.geojson) as Compound) : null;
    },

    async remove(id) {
      const { numDeletedRows } = await db.deleteFrom('compounds').where('id', '=', id).executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },

    async list(after, most) {
      const rows = await db
        .selectFrom('compounds')
        .select(['id', 'south', 'west', 'north', 'east', 'updated_at'])
        .where('id', '>', after ?? '')
        .orderBy('id')
        .limit(most)
        .execute();
      return rows.map(({ id, updated_at, ...box }) => ({ id: id as CompoundId, box, updatedAt: updated_at }));
    },

    async around({ lat, lng }) {
      const dLat = NEAR_M / EARTH_RADIUS_M / radians(1);
      const dLng = dLat / Math.cos(radians(lat));
      const rows = await db
        .selectFrom('compounds')
        .select(['id', 'updated_at'])
        .where('south', '<=', lat + dLat)
        .where('north', '>=', lat - dLat)
        .where('west', '<=', lng + dLng)
        .where('east', '>=', lng - dLng)
        .orderBy('id')
        .execute();
      return rows.map(({ id, updated_at }) => ({ id: id as CompoundId, updatedAt: updated_at }));
    },
  };
}
