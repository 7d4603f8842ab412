import type { Kysely } from 'kysely';
import type { RoundId } from '#protocol';
import type { Tables } from '../storage/tables.ts';

/** One round a day: an older one has been over for a month. */
const ROUNDS_MAX = 31;

/** A courier's background app. */
export interface Tracker {
  readonly id: string;
  /** The operator's id of the courier. */
  readonly courierId: string;
  /** SHA-256 of its secret, hex. */
  readonly secretHash: string;
  /** Epoch ms. */
  readonly createdAt: number;
  /** When it last reported, epoch ms; null: never yet. */
  readonly heardAt: number | null;
}

export interface TrackerStore {
  /** Adds a courier's tracker and ends those before it. */
  add(tracker: Pick<Tracker, 'id' | 'courierId' | 'secretHash' | 'createdAt'>): Promise<void>;
  /** Null where there is none of this id, or it has ended. */
  byId(id: string): Promise<Tracker | null>;
  /** The one that has not ended. */
  ofCourier(courierId: string): Promise<Tracker | null>;
  heard(id: string, at: number): Promise<void>;
  /** Ends all of a courier; answers the ids of those that had not ended. */
  end(courierId: string, at: number): Promise<string[]>;
  courierOfRound(roundId: string): Promise<string | null>;
  /** The courier's newest rounds, the newest first. */
  roundsOf(courierId: string): Promise<RoundId[]>;
}

export function trackerStore(db: Kysely<Tables>): TrackerStore {
  const living = () =>
    db
      .selectFrom('trackers')
      .select([
        'id',
        'courier_id as courierId',
        'secret_hash as secretHash',
        'created_at as createdAt',
        'heard_at as heardAt',
      ])
      .where('revoked_at', 'is', null);

  return {
    async add({ id, courierId, secretHash, createdAt }) {
      await db.transaction().execute(async (trx) => {
        // Whoever makes one for the same courier at the same time waits here: of two, the later one stays.
        await trx.updateTable('couriers').set({ id: courierId }).where('id', '=', courierId).execute();
        await trx
          .updateTable('trackers')
          .set({ revoked_at: createdAt })
          .where('courier_id', '=', courierId)
          .where('revoked_at', 'is', null)
          .execute();
        await trx
          .insertInto('trackers')
          .values({
            id,
            courier_id: courierId,
            secret_hash: secretHash,
            created_at: createdAt,
            revoked_at: null,
            heard_at: null,
          })
          .execute();
      });
    },

    byId: async (id) => (await living().where('id', '=', id).executeTakeFirst()) ?? null,

    ofCourier: async (courierId) => (await living().where('courier_id', '=', courierId).executeTakeFirst()) ?? null,

    async heard(id, at) {
      await db.updateTable('trackers').set({ heard_at: at }).where('id', '=', id).execute();
    },

    async end(courierId, at) {
      const ended = await db
        .updateTable('trackers')
        .set({ revoked_at: at })
        .where('courier_id', '=', courierId)
        .where('revoked_at', 'is', null)
        .returning('id')
        .execute();
      return ended.map(({ id }) => id);
    },

    async courierOfRound(roundId) {
      const row = await db.selectFrom('rounds').select('courier_id').where('id', '=', roundId).executeTakeFirst();
      return row?.courier_id ?? null;
    },

    async roundsOf(courierId) {
      const rows = await db
        .selectFrom('rounds')
        .select('id')
        .where('courier_id', '=', courierId)
        .orderBy('day', 'desc')
        .limit(ROUNDS_MAX)
        .execute();
      return rows.map(({ id }) => id as RoundId);
    },
  };
}
