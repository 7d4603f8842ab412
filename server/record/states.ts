import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { ClientId, EntryBody, EntryId, LineId, MemberId } from '#protocol';
import type { Tables } from '../storage/tables.ts';
import type { State } from './record-format.ts';

/** States read at once: a few hundred kB at most. */
const PAGE = 200;

/** A range of numbers, both ends in. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * The states of a line, read in one statement: whatever happens meanwhile, each `rev` is in exactly one of the two tables.
 */
async function read(db: Kysely<Tables>, lineId: LineId, revs: Range, seqs: Range | null): Promise<State[]> {
  // SQLite answers without ever letting go: a long line must not keep all others waiting.
  await setImmediate();
  const ofLine = db.selectFrom('entries').where('entries.line_id', '=', lineId);
  const entries = seqs ? ofLine.where((eb) => eb.between('entries.seq', seqs.from, seqs.to)) : ofLine;
  const rows = await entries
    .where('entries.rev', '>=', revs.from)
    .where('entries.rev', '<=', revs.to)
    .select(['seq', 'id', 'at', 'by_member', 'client_id', 'reply_to'])
    .select(['rev', 'changed_at', 'body', 'salt', 'content_hash', 'hash'])
    .unionAll(
      entries
        .innerJoin('entry_versions as old', 'old.entry_id', 'entries.id')
        .where('old.line_id', '=', lineId)
        .where('old.rev', '>=', revs.from)
        .where('old.rev', '<=', revs.to)
        .select(['entries.seq', 'entries.id', 'entries.at', 'entries.by_member', 'client_id', 'entries.reply_to'])
        .select(['old.rev', 'old.changed_at', 'old.body', 'old.salt', 'old.content_hash', 'old.hash']),
    )
    .orderBy(sql.ref(seqs === null ? 'rev' : 'seq'))
    .orderBy(sql.ref('rev'))
    .execute();
  return rows.map((row) => ({
    rev: row.rev,
    seq: row.seq,
    entryId: row.id as EntryId,
    at: row.at,
    changedAt: row.changed_at,
    by: row.by_member as MemberId | null,
    clientId: row.client_id as ClientId | null,
    replyTo: row.reply_to as EntryId | null,
    // Written from typed bodies; `null` is what erasing leaves.
    content: JSON.parse(row.body) as EntryBody | null,
    salt: row.salt,
    contentHash: row.content_hash,
    hash: row.hash,
  }));
}

/** Every state up to `rev`, in the order of the chain. */
export async function* statesByRev(db: Kysely<Tables>, lineId: LineId, rev: number): AsyncGenerator<State> {
  for (let from = 1; from <= rev; from += PAGE) {
    yield* await read(db, lineId, { from, to: Math.min(from + PAGE - 1, rev) }, null);
  }
}

/** The states that each entry had up to `rev`, oldest first; the entries as people saw them, by `seq`. */
export async function* entriesBySeq(
  db: Kysely<Tables>,
  lineId: LineId,
  { rev, seq }: { rev: number; seq: number },
): AsyncGenerator<readonly State[]> {
  for (let from = 1; from <= seq; from += PAGE) {
    const states = await read(db, lineId, { from: 1, to: rev }, { from, to: from + PAGE - 1 });
    yield* Map.groupBy(states, (state) => state.entryId).values();
  }
}
