import type { ExpressionBuilder, Kysely, Selectable, Transaction } from 'kysely';
import type { Tables } from '../storage/tables.ts';

export type Webhook = Selectable<Tables['webhooks']>;
export type WebhookState = 'waiting' | 'delivered' | 'failed';

export interface WebhookStore {
  add(
    trx: Transaction<Tables>,
    webhook: Pick<Webhook, 'id' | 'line_id' | 'event' | 'body' | 'created_at'>,
  ): Promise<void>;
  /**
   * Takes what is due, oldest first, at most `limit`, of each line only its first one that is not over, for this process
   * alone until `until`.
   */
  claim(now: number, until: number, limit: number): Promise<Webhook[]>;
  delivered(webhook: Webhook, now: number): Promise<void>;
  /** A try failed; the next one, and what else the line has to tell, is due at `nextAt`; null: it is given up. */
  failed(webhook: Webhook, failure: string, nextAt: number | null): Promise<void>;
  /** Gives back what was claimed and not tried to the end. */
  release(webhook: Webhook): Promise<void>;
  /** Newest first, before a position. */
  list(state: WebhookState | null, before: number | null, limit: number): Promise<Webhook[]>;
  count(state: WebhookState): Promise<number>;
  /** Makes it due again from the start; null where there is none. */
  replay(id: string, now: number): Promise<Webhook | null>;
  /** All that were made since, whatever became of them; answers how many. */
  replaySince(since: number, now: number): Promise<number>;
  /** Forgets what was delivered before. */
  forgetDelivered(before: number): Promise<void>;
}

const inState = (state: WebhookState) => (eb: ExpressionBuilder<Tables, 'webhooks'>) => {
  if (state === 'delivered') return eb('delivered_at', 'is not', null);
  return eb.and([
    eb('delivered_at', 'is', null),
    state === 'waiting' ? eb('next_at', 'is not', null) : eb('next_at', 'is', null),
  ]);
};

/** What a replay sets back: as if it had just been made. */
const fresh = (now: number) => ({ next_at: now, attempts: 0, delivered_at: null, last_failure: null });

export function webhookStore(db: Kysely<Tables>): WebhookStore {
  return {
    async add(trx, webhook) {
      await trx
        .insertInto('webhooks')
        .values({ ...webhook, attempts: 0, next_at: webhook.created_at })
        .execute();
    },

    async claim(now, until, limit) {
      const due = await db
        .selectFrom('webhooks as due')
        .select(['due.position'])
        .where('due.next_at', '<=', now)
        .where((eb) => eb.or([eb('due.claimed_until', 'is', null), eb('due.claimed_until', '<=', now)]))
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('webhooks as earlier')
                .select('earlier.position')
                .whereRef('earlier.line_id', '=', 'due.line_id')
                .whereRef('earlier.position', '<', 'due.position')
                .where('earlier.next_at', 'is not', null),
            ),
          ),
        )
        .orderBy('due.next_at')
        .orderBy('due.position')
        .limit(limit)
        .execute();
      if (due.length === 0) return [];
      // Said again: of two processes that saw the same one, the second waits for the first and then finds it taken.
      const claimed = await db
        .updateTable('webhooks')
        .set({ claimed_until: until })
        .where(
          'position',
          'in',
          due.map(({ position }) => position),
        )
        .where('next_at', '<=', now)
        .where((eb) => eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '<=', now)]))
        .returningAll()
        .execute();
      return claimed.sort((a, b) => a.position - b.position);
    },

    async delivered({ position }, now) {
      await db
        .updateTable('webhooks')
        .set((eb) => ({
          delivered_at: now,
          next_at: null,
          claimed_until: null,
          last_failure: null,
          attempts: eb('attempts', '+', 1),
        }))
        .where('position', '=', position)
        .execute();
    },

    async failed({ position, line_id }, failure, nextAt) {
      await db.transaction().execute(async (trx) => {
        await trx
          .updateTable('webhooks')
          .set((eb) => ({
            last_failure: failure,
            next_at: nextAt,
            claimed_until: null,
            attempts: eb('attempts', '+', 1),
          }))
          .where('position', '=', position)
          .execute();
        if (line_id === null || nextAt === null) return;
        // They wait for this one anyway; so they are not looked at every half second meanwhile.
        await trx
          .updateTable('webhooks')
          .set({ next_at: nextAt })
          .where('line_id', '=', line_id)
          .where('position', '>', position)
          .where('next_at', '<', nextAt)
          .execute();
      });
    },

    async release({ position }) {
      await db.updateTable('webhooks').set({ claimed_until: null }).where('position', '=', position).execute();
    },

    list: (state, before, limit) =>
      db
        .selectFrom('webhooks')
        .selectAll()
        .$if(state !== null, (query) => query.where(inState(state ?? 'waiting')))
        .$if(before !== null, (query) => query.where('position', '<', before ?? 0))
        .orderBy('position', 'desc')
        .limit(limit)
        .execute(),

    async count(state) {
      const row = await db
        .selectFrom('webhooks')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where(inState(state))
        .executeTakeFirstOrThrow();
      return row.count;
    },

    async replay(id, now) {
      const row = await db
        .updateTable('webhooks')
        .set(fresh(now))
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst();
      return row ?? null;
    },

    async replaySince(since, now) {
      const { numUpdatedRows } = await db
        .updateTable('webhooks')
        .set(fresh(now))
        .where('created_at', '>=', since)
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },

    async forgetDelivered(before) {
      await db.deleteFrom('webhooks').where('delivered_at', '<', before).execute();
    },
  };
}
