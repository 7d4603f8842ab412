import { randomBytes } from 'node:crypto';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { ClientId, Entry, EntryBody, EntryId, LineId, MemberId } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import { chainStart, contentHash, linkHash, SALT_BYTES } from '../record/chain.ts';
import { engineOf } from '../storage/engine-of.ts';
import type { Tables } from '../storage/tables.ts';
import type { TextIndex } from '../storage/text-index.ts';
import { saysTheSame } from './rules.ts';

export interface NewEntry {
  readonly id: EntryId;
  readonly lineId: LineId;
  readonly at: number;
  readonly by: MemberId | null;
  readonly clientId: ClientId | null;
  readonly replyTo?: EntryId | null;
  readonly body: EntryBody;
}

/** `added` is false where the same client id was there: then its entry. */
export interface Written {
  readonly entry: Entry;
  readonly added: boolean;
}

type Row = Selectable<Tables['entries']>;
type Head = Pick<Selectable<Tables['deliveries']>, 'id' | 'seq' | 'rev' | 'chain'>;

export const toEntry = (row: Row): Entry => ({
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

/** The ends of the lines, which nobody else writes to until the transaction is over. */
export async function lockHeads(trx: Transaction<Tables>, lineIds: readonly LineId[]): Promise<Map<string, Head>> {
  const heads = await trx
    .selectFrom('deliveries')
    .select(['id', 'seq', 'rev', 'chain'])
    .where('id', 'in', lineIds)
    // In one order for everybody: two transactions that want the same two lines wait, and never for each other.
    .orderBy('id')
    .$if(engineOf(trx) === 'postgres', (query) => query.forNoKeyUpdate())
    .execute();
  return new Map(heads.map((head) => [head.id, head]));
}

type State = Pick<Row, 'rev' | 'kind' | 'body' | 'changed_at' | 'salt' | 'content_hash' | 'hash'>;

/** The columns of an entry's next state: `body` under the line's next `rev`, linked to what was said before. */
export function nextState(head: Head, entry: Omit<Row, keyof State>, changedAt: number, body: EntryBody): State {
  const salt = randomBytes(SALT_BYTES).toString('base64url');
  const hashed = contentHash(salt, body);
  const rev = head.rev + 1;
  const hash = linkHash(head.chain || chainStart(head.id), {
    lineId: entry.line_id,
    rev,
    seq: entry.seq,
    entryId: entry.id,
    at: entry.at,
    changedAt,
    by: entry.by_member,
    clientId: entry.client_id,
    replyTo: entry.reply_to,
    contentHash: hashed,
  });
  return { rev, kind: body.kind, body: JSON.stringify(body), changed_at: changedAt, salt, content_hash: hashed, hash };
}

const keyOf = (lineId: string, by: string | null, clientId: string | null) =>
  by === null || clientId === null ? null : `${lineId} ${by} ${clientId}`;

/** Entries that are there already under the client ids of what is said now. */
async function saidBefore(trx: Transaction<Tables>, said: readonly NewEntry[]): Promise<Map<string, Entry>> {
  const named = said.filter(({ by, clientId }) => by !== null && clientId !== null);
  if (named.length === 0) return new Map();
  const triples = named.map(({ lineId, by, clientId }) => sql`(${lineId}, ${by}, ${clientId})`);
  const { rows } = await sql<Row>`
    with said (line_id, by_member, client_id) as (values ${sql.join(triples)})
    select entries.* from said join entries on entries.line_id = said.line_id
      and entries.by_member = said.by_member and entries.client_id = said.client_id`.execute(trx);
  return new Map(rows.map((row) => [keyOf(row.line_id, row.by_member, row.client_id) ?? '', toEntry(row)]));
}

/**
 * Adds entries at the ends of their lines, in this order, in one transaction. Answers for each, in the same order, what
 * became of it; one that is refused (`conflict`, `not_found`) takes no number and hinders no other.
 */
export async function writeEntries(
  trx: Transaction<Tables>,
  texts: TextIndex,
  said: readonly NewEntry[],
): Promise<(Written | RefusedError)[]> {
  const heads = await lockHeads(trx, [...new Set(said.map(({ lineId }) => lineId))]);
  const known = await saidBefore(trx, said);
  const rows: Row[] = [];
  const outcomes = said.map(({ id, lineId, at, by, clientId, replyTo = null, body }) => {
    const key = keyOf(lineId, by, clientId);
    const first = key === null ? undefined : known.get(key);
    if (first) {
      return saysTheSame(first, { body, replyTo })
        ? { entry: first, added: false }
        : new RefusedError('conflict', 'Something else was said under this client id');
    }
    const head = heads.get(lineId);
    if (!head) return new RefusedError('not_found', 'There is no such line');
    const seq = head.seq + 1;
    const facts = { id, line_id: lineId, seq, at, by_member: by, client_id: clientId, reply_to: replyTo };
    const row = { ...facts, ...nextState(head, facts, at, body) };
    heads.set(lineId, { id: lineId, seq, rev: row.rev, chain: row.hash });
    rows.push(row);
    const entry: Entry = { id, lineId, seq, rev: row.rev, at, by, clientId, replyTo, body };
    if (key !== null) known.set(key, entry);
    return { entry, added: true };
  });
  if (rows.length > 0) {
    await trx.insertInto('entries').values(rows).execute();
    await moveHeads(trx, [...new Set(rows.map((row) => row.line_id))]);
    await texts.added(
      trx,
      outcomes.flatMap((outcome) => ('entry' in outcome && outcome.added ? [outcome.entry] : [])),
    );
  }
  return outcomes;
}

/** Takes the end of each line from its newest entry: the newest one holds the last `seq`, `rev` and link. */
const moveHeads = (trx: Kysely<Tables>, lineIds: readonly string[]) =>
  sql`update deliveries set (seq, rev, chain) = (
      select entries.seq, entries.rev, entries.hash from entries
      where entries.line_id = deliveries.id order by entries.rev desc limit 1)
    where id in (${sql.join(lineIds)})`.execute(trx);
