import type { Kysely, Transaction } from 'kysely';
import type { ClientId, Entry, EntryBody, EntryId, LineId, MemberId, Role } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import { seesWholeHistory } from '../people/rules.ts';
import type { Tables } from '../storage/tables.ts';
import { textIndex } from '../storage/text-index.ts';
import { openGroupCommit } from './group-commit.ts';
import { lockHeads, type NewEntry, nextState, toEntry, writeEntries, type Written } from './write-entries.ts';

/** The next state of an entry, or what makes it of the present one; null leaves it as it is. */
export type Change = EntryBody | ((now: Entry) => EntryBody | null);

export interface TimelineStore {
  /**
   * Adds at the end, committed before it resolves. Refuses with `conflict` a client id under which the member has said
   * something else. `alongside` runs in the same transaction: what it throws undoes both.
   */
  add(entry: NewEntry, alongside?: (trx: Transaction<Tables>, entryId: EntryId) => Promise<void>): Promise<Written>;
  /**
   * Gives the entry a new state under the line's next `rev`; the one before stays in `entry_versions`. `changed` is false
   * where it stays as it is. Null where there is no such entry. `alongside` as in `add`, run where something changes.
   */
  change(
    id: EntryId,
    at: number,
    change: Change,
    alongside?: (trx: Transaction<Tables>, entry: Entry) => Promise<void>,
  ): Promise<{ entry: Entry; changed: boolean } | null>;
  /** Changes after `rev`, oldest first. */
  sinceRev(lineId: LineId, rev: number, limit: number): Promise<Entry[]>;
  /** The `limit` entries after `seq`, in order. */
  sinceSeq(lineId: LineId, seq: number, limit: number): Promise<Entry[]>;
  /** Null where the line has no such entry. */
  get(lineId: LineId, id: EntryId): Promise<Entry | null>;
  /** What the member has said under this client id; null where nothing. */
  said(lineId: LineId, by: MemberId, clientId: ClientId): Promise<Entry | null>;
  /** The newest `limit` entries of this kind after `seq`, in order. */
  ofKind(lineId: LineId, kind: EntryBody['kind'], seq: number, limit: number): Promise<Entry[]>;
  /** Entries up to this `seq` are not for the member: 0 shows the whole line. */
  hiddenSeqOf(memberId: MemberId): Promise<number>;
  /** The last numbers that the line has given; 0 where nothing was said. */
  endOf(lineId: LineId): Promise<{ seq: number; rev: number }>;
}

export function timelineStore(db: Kysely<Tables>): TimelineStore {
  const texts = textIndex(db);
  const together = openGroupCommit<NewEntry, Written>((said) =>
    db.transaction().execute((trx) => writeEntries(trx, texts, said)),
  );

  const entriesOf = (lineId: LineId) => db.selectFrom('entries').selectAll().where('line_id', '=', lineId);

  return {
    add(entry, alongside) {
      if (!alongside) return together(entry);
      return db.transaction().execute(async (trx) => {
        const [outcome] = await writeEntries(trx, texts, [entry]);
        if (!outcome || outcome instanceof RefusedError) throw outcome ?? new Error('An entry has no outcome');
        if (outcome.added) await alongside(trx, entry.id);
        return outcome;
      });
    },

    change(id, at, change, alongside) {
      return db.transaction().execute(async (trx) => {
        const found = await trx.selectFrom('entries').select('line_id').where('id', '=', id).executeTakeFirst();
        if (!found) return null;
        const lineId = found.line_id as LineId;
        const head = (await lockHeads(trx, [lineId])).get(lineId);
        // Read again: until the line was locked somebody else could change it.
        const before = await trx.selectFrom('entries').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
        if (!head) throw new Error('An entry is on no line');
        const now = toEntry(before);
        const body = typeof change === 'function' ? change(now) : change;
        if (body === null) return { entry: now, changed: false };

        const { rev, changed_at, salt, content_hash, hash } = before;
        await trx
          .insertInto('entry_versions')
          .values({ line_id: lineId, rev, entry_id: id, changed_at, body: before.body, salt, content_hash, hash })
          .execute();
        const next = nextState(head, before, at, body);
        await trx.updateTable('entries').set(next).where('id', '=', id).execute();
        await trx.updateTable('deliveries').set({ rev: next.rev, chain: next.hash }).where('id', '=', lineId).execute();
        const entry: Entry = { ...now, rev: next.rev, body };
        await texts.changed(trx, entry);
        await alongside?.(trx, entry);
        return { entry, changed: true };
      });
    },

    async sinceRev(lineId, rev, limit) {
      const rows = await entriesOf(lineId).where('rev', '>', rev).orderBy('rev').limit(limit).execute();
      return rows.map(toEntry);
    },

    async sinceSeq(lineId, seq, limit) {
      // There are no gaps: a range says how many, and no planner can take it for half of a long line.
      const upTo = seq + limit;
      const rows = await entriesOf(lineId).where('seq', '>', seq).where('seq', '<=', upTo).orderBy('seq').execute();
      return rows.map(toEntry);
    },

    async get(lineId, id) {
      const row = await entriesOf(lineId).where('id', '=', id).executeTakeFirst();
      return row ? toEntry(row) : null;
    },

    async said(lineId, by, clientId) {
      const row = await entriesOf(lineId)
        .where('by_member', '=', by)
        .where('client_id', '=', clientId)
        .executeTakeFirst();
      return row ? toEntry(row) : null;
    },

    async ofKind(lineId, kind, seq, limit) {
      const rows = await entriesOf(lineId)
        .where('kind', '=', kind)
        .where('seq', '>', seq)
        .orderBy('seq', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toEntry).reverse();
    },

    async hiddenSeqOf(memberId) {
      const row = await db
        .selectFrom('members')
        .select(['role', 'joined_seq'])
        .where('id', '=', memberId)
        .executeTakeFirst();
      return !row || seesWholeHistory(row.role as Role) ? 0 : row.joined_seq;
    },

    async endOf(lineId) {
      const row = await db.selectFrom('deliveries').select(['seq', 'rev']).where('id', '=', lineId).executeTakeFirst();
      return row ?? { seq: 0, rev: 0 };
    },
  };
}
