import type { Kysely, Transaction } from 'kysely';
import type { CallEnd, CallId, LineId, MemberId } from '#protocol';
import type { Tables } from '../storage/tables.ts';

/** A call whose end was never written. */
export interface OpenCall {
  readonly id: CallId;
  readonly lineId: LineId;
  readonly startedBy: MemberId;
}

export interface CallStore {
  add(call: { id: CallId; lineId: LineId; startedBy: MemberId; startedAt: number }): Promise<void>;
  answered(id: CallId, at: number): Promise<void>;
  /** Writes the end as a part of the transaction that adds the call's entry; false where it was written before. */
  ended(trx: Transaction<Tables>, id: CallId, end: { at: number; as: CallEnd }): Promise<boolean>;
  /** Calls begun before `before` that have no end. */
  open(before: number): Promise<OpenCall[]>;
}

export function callStore(db: Kysely<Tables>): CallStore {
  return {
    async add({ id, lineId, startedBy, startedAt }) {
      await db
        .insertInto('calls')
        .values({ id, line_id: lineId, started_by: startedBy, started_at: startedAt })
        .execute();
    },
    async answered(id, at) {
      await db.updateTable('calls').set({ answered_at: at }).where('id', '=', id).execute();
    },
    async ended(trx, id, end) {
      const { numUpdatedRows } = await trx
        .updateTable('calls')
        .set({ ended_at: end.at, ended_as: end.as })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      return Number(numUpdatedRows) === 1;
    },
    async open(before) {
      const rows = await db
        .selectFrom('calls')
        .select(['id', 'line_id', 'started_by'])
        .where('ended_at', 'is', null)
        .where('started_at', '<', before)
        .orderBy('started_at')
        .execute();
      return rows.map((row) => ({
        id: row.id as CallId,
        lineId: row.line_id as LineId,
        startedBy: row.started_by as MemberId,
      }));
    },
  };
}
