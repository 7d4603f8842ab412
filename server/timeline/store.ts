import { randomBytes } from 'node:crypto';
import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import type { ClientId, Entry, EntryBody, EntryId, LineId, MemberId } from '#protocol';
import { chainStart, contentHash, linkHash, SALT_BYTES } from '../record/chain.ts';
import type { Tables } from '../storage/tables.ts';

const toEntry = (row: Selectable<Tables['entries']>): Entry => ({
  id: row.id as EntryId,
  lineId: row.line_id as LineId,
  seq: row.seq,
  rev: row.rev,
  at: row.at,
  by: row.by_member as MemberId | null,
  clientId: row.client_id as ClientId | null,
  replyTo: row.reply_to as EntryId | null,
  // Written by this file from a typed body; nobody else writes the column.
  body: JSON.parse(row.body) as EntryBody,
});

export interface NewEntry {
  readonly id: EntryId;
  readonly lineId: LineId;
  readonly at: number;
  readonly by: MemberId | null;
  readonly clientId: ClientId | null;
  readonly replyTo?: EntryId | null;
  readonly body: EntryBody;
}

export interface TimelineStore {
  /** Adds at the end, committed before it resolves. `added` is false where the same client id was there: then its entry. */
  add(
    entry: NewEntry,
    alongside?: (trx: Transaction<Tables>, entryId: EntryId) => Promise<void>,
  ): Promise<{ entry: Entry; added: boolean }>;
  /** Replaces the body under the line's next `rev`; null where there is no such entry. */
  change(id: EntryId, body: EntryBody): Promise<Entry | null>;
  /** Changes after `rev`, oldest first. */
  sinceRev(lineId: LineId, rev: number, limit: number): Promise<Entry[]>;
  /** Entries after `seq`, in order. */
  sinceSeq(lineId: LineId, seq: number, limit: number): Promise<Entry[]>;
}

/** Undoes a transaction that found its work done already. */
class AlreadyAdded extends Error {}

export function timelineStore(db: Kysely<Tables>): TimelineStore {
  async function find(lineId: LineId, by: MemberId | null, clientId: ClientId | null) {
    if (by === null || clientId === null) return null;
    const row = await db
      .selectFrom('entries')
      .selectAll()
      .where('line_id', '=', lineId)
      .where('by_member', '=', by)
      .where('client_id', '=', clientId)
      .executeTakeFirst();
    return row ? toEntry(row) : null;
  }

  async function after(lineId: LineId, number: 'seq' | 'rev', last: number, limit: number): Promise<Entry[]> {
    const rows = await db
      .selectFrom('entries')
      .selectAll()
      .where('line_id', '=', lineId)
      .where(number, '>', last)
      .orderBy(number)
      .limit(limit)
      .execute();
    return rows.map(toEntry);
  }

  return {
    async add({ id, lineId, at, by, clientId, replyTo = null, body }, alongside) {
      try {
        const entry = await db.transaction().execute(async (trx) => {
          // The line's row is locked by this update until the commit, so two entries never share a number.
          const head = await trx
            .updateTable('deliveries')
            .set((eb) => ({ seq: eb('seq', '+', 1), rev: eb('rev', '+', 1) }))
            .where('id', '=', lineId)
            .returning(['seq', 'rev', 'chain'])
            .executeTakeFirstOrThrow();
          const salt = randomBytes(SALT_BYTES).toString('base64url');
          const hashed = contentHash(salt, body);
          const hash = linkHash(head.chain || chainStart(lineId), {
            ...{ lineId, rev: head.rev, seq: head.seq, entryId: id, at, changedAt: at, by, clientId, replyTo },
            contentHash: hashed,
          });
          const row: Insertable<Tables['entries']> & Selectable<Tables['entries']> = {
            id,
            line_id: lineId,
            seq: head.seq,
            rev: head.rev,
            at,
            by_member: by,
            client_id: clientId,
            kind: body.kind,
            body: JSON.stringify(body),
            reply_to: replyTo,
            changed_at: at,
            salt,
            content_hash: hashed,
            hash,
          };
          const { numInsertedOrUpdatedRows } = await trx
            .insertInto('entries')
            .values(row)
            .onConflict((conflict) => conflict.columns(['line_id', 'by_member', 'client_id']).doNothing())
            .executeTakeFirst();
          if (Number(numInsertedOrUpdatedRows) === 0) throw new AlreadyAdded();
          await trx.updateTable('deliveries').set({ chain: hash }).where('id', '=', lineId).execute();
          await alongside?.(trx, id);
          return toEntry(row);
        });
        return { entry, added: true };
      } catch (error) {
        const first = error instanceof AlreadyAdded ? await find(lineId, by, clientId) : null;
        if (!first) throw error;
        return { entry: first, added: false };
      }
    },

    change(id, body) {
      return db.transaction().execute(async (trx) => {
        const row = await trx.selectFrom('entries').select('line_id').where('id', '=', id).executeTakeFirst();
        if (!row) return null;
        const { rev } = await trx
          .updateTable('deliveries')
          .set((eb) => ({ rev: eb('rev', '+', 1) }))
          .where('id', '=', row.line_id)
          .returning('rev')
          .executeTakeFirstOrThrow();
        const changed = await trx
          .updateTable('entries')
          .set({ rev, body: JSON.stringify(body) })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow();
        return toEntry(changed);
      });
    },

    sinceRev: (lineId, rev, limit) => after(lineId, 'rev', rev, limit),
    sinceSeq: (lineId, seq, limit) => after(lineId, 'seq', seq, limit),
  };
}
