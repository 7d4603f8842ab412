import type { Kysely, Selectable, Transaction } from 'kysely';
import { PAGE_MAX, type LineId, type Status, type Topic, type WaitingLine } from '#protocol';
import type { Tables } from '../storage/tables.ts';
import { topicsOf } from './topics.ts';

/** Lines that asked for the desk and have no agent yet. */
export interface Waiting {
  /** Longest first, at most PAGE_MAX. */
  list(): Promise<WaitingLine[]>;
  /**
   * The line waits from now on; null where it waits already, or where an agent is on it. `alongside` runs in the same
   * transaction, where it waits from now on.
   */
  ask(lineId: LineId, at: number, alongside?: (trx: Transaction<Tables>) => Promise<void>): Promise<WaitingLine | null>;
  /** An agent has come; false where the line did not wait. */
  answer(trx: Transaction<Tables>, lineId: LineId): Promise<boolean>;
  /** Whether the desk was ever called to the line: it waits, or an agent is or was on it. */
  wasDeskCalled(lineId: LineId): Promise<boolean>;
}

const columns = ['id', 'reference', 'status', 'recipient_name', 'address', 'address_detail', 'help_asked_at'] as const;

type Row = Pick<Selectable<Tables['deliveries']>, (typeof columns)[number]>;

export function openWaiting(db: Kysely<Tables>): Waiting {
  const toWaiting = (row: Row, topics: ReadonlyMap<LineId, Topic>): WaitingLine => ({
    lineId: row.id as LineId,
    reference: row.reference,
    status: row.status as Status,
    recipientName: row.recipient_name,
    address: row.address_detail || row.address,
    askedAt: row.help_asked_at ?? 0,
    topic: topics.get(row.id as LineId),
  });

  return {
    async list() {
      const rows = await db
        .selectFrom('deliveries')
        .select(columns)
        .where('help_asked_at', 'is not', null)
        .orderBy('help_asked_at')
        .limit(PAGE_MAX)
        .execute();
      const topics = await topicsOf(
        db,
        rows.map(({ id }) => id as LineId),
      );
      return rows.map((row) => toWaiting(row, topics));
    },

    ask(lineId, at, alongside) {
      return db.transaction().execute(async (trx) => {
        const row = await trx
          .updateTable('deliveries')
          .set({ help_asked_at: at })
          .where('id', '=', lineId)
          .where('help_asked_at', 'is', null)
          .returning(columns)
          .executeTakeFirst();
        if (!row) return null;
        // Looked at only now that the line is locked: an agent who was coming has come.
        const agent = await trx
          .selectFrom('members')
          .select('id')
          .where('line_id', '=', lineId)
          .where('role', '=', 'agent')
          .where('left_at', 'is', null)
          .executeTakeFirst();
        if (!agent) {
          await alongside?.(trx);
          return toWaiting(row, await topicsOf(trx, [lineId]));
        }
        await trx.updateTable('deliveries').set({ help_asked_at: null }).where('id', '=', lineId).execute();
        return null;
      });
    },

    async answer(trx, lineId) {
      const { numUpdatedRows } = await trx
        .updateTable('deliveries')
        .set({ help_asked_at: null })
        .where('id', '=', lineId)
        .where('help_asked_at', 'is not', null)
        .executeTakeFirst();
      return Number(numUpdatedRows) === 1;
    },

    async wasDeskCalled(lineId) {
      const waits = await db
        .selectFrom('deliveries')
        .select('id')
        .where('id', '=', lineId)
        .where((eb) =>
          eb.or([
            eb('help_asked_at', 'is not', null),
            eb.exists(
              eb
                .selectFrom('members')
                .select('members.id')
                .whereRef('members.line_id', '=', 'deliveries.id')
                .where('members.role', '=', 'agent'),
            ),
          ]),
        )
        .executeTakeFirst();
      return waits !== undefined;
    },
  };
}
