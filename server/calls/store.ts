import type { Kysely, Transaction } from 'kysely';
import type { CallEnd, CallId, LineId, MemberId } from '#protocol';
import type { Tables } from '../storage/tables.ts';

/** A call whose end was never written. Times in epoch ms. */
export interface OpenCall {
  readonly id: CallId;
  readonly lineId: LineId;
  readonly startedBy: MemberId;
  readonly startedAt: number;
  readonly answeredAt: number | null;
  /** When its server is known to have lived last. */
  readonly aliveAt: number;
  /** What `keepCall` made; null for a call of an earlier version. */
  readonly live: string | null;
}

export interface CallStore {
  add(call: OpenCall): Promise<void>;
  /** Keeps how the call stands, on its own or as a part of a transaction. */
  keep(call: Pick<OpenCall, 'id' | 'answeredAt' | 'aliveAt' | 'live'>, trx?: Transaction<Tables>): Promise<void>;
  /** A sign of life of the server that has these calls. */
  refresh(ids: readonly CallId[], aliveAt: number): Promise<void>;
  /** Writes the end as a part of the transaction that adds the call's entry; false where it was written before. */
  ended(trx: Transaction<Tables>, id: CallId, end: { at: number; as: CallEnd }): Promise<boolean>;
  /** Calls that have no end, oldest first. */
  open(): Promise<OpenCall[]>;
}

export function callStore(db: Kysely<Tables>): CallStore {
  return {
    async add({ id, lineId, startedBy, startedAt, answeredAt, aliveAt, live }) {
      await db
        .insertInto('calls')
        .values({
          id,
          line_id: lineId,
          started_by: startedBy,
          started_at: startedAt,
          answered_at: answeredAt,
          alive_at: aliveAt,
          live,
        })
        .execute();
    },
    async keep({ id, answeredAt, aliveAt, live }, trx) {
      await (trx ?? db)
        .updateTable('calls')
        .set({ answered_at: answeredAt, alive_at: aliveAt, live })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .execute();
    },
    async refresh(ids, aliveAt) {
      if (ids.length === 0) return;
      await db
        .updateTable('calls')
        .set({ alive_at: aliveAt })
        .where('id', 'in', ids)
        .where('ended_at', 'is', null)
        .execute();
    },
    async ended(trx, id, end) {
      const { numUpdatedRows } = await trx
        .updateTable('calls')
        .set({ ended_at: end.at, ended_as: end.as, live: null })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      return Number(numUpdatedRows) === 1;
    },
    async open() {
      const rows = await db
        .selectFrom('calls')
        .select(['id', 'line_id', 'started_by', 'started_at', 'answered_at', 'alive_at', 'live'])
        .where('ended_at', 'is', null)
        .orderBy('started_at')
        .execute();
      return rows.map((row) => ({
        id: row.id as CallId,
        lineId: row.line_id as LineId,
        startedBy: row.started_by as MemberId,
        startedAt: row.started_at,
        answeredAt: row.answered_at,
        aliveAt: row.alive_at ?? row.answered_at ?? row.started_at,
        live: row.live,
      }));
    },
  };
}
