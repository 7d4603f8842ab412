import { randomBytes } from 'node:crypto';
import type { Insertable, Kysely } from 'kysely';
import type { AgentId, EntryBody, EntryId, LineId, LinkId, MemberId, RoundId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { linkToken } from '../../server/people/link-token.ts';
import { chainStart, contentHash, linkHash, SALT_BYTES } from '../../server/record/chain.ts';
import type { Tables } from '../../server/storage/tables.ts';
import { textIndex } from '../../server/storage/text-index.ts';

export interface SeededLine {
  readonly lineId: LineId;
  readonly courier: MemberId;
  readonly recipient: MemberId;
  readonly courierToken: string;
  readonly recipientToken: string;
}

interface Wish {
  readonly lines: number;
  /** Lines of one courier. Default 1. */
  readonly perRound?: number;
  /** Texts on each line, by the two in turn. Default none. */
  readonly texts?: (line: number) => string[];
  /** An agent who has come to every line, said by its first entry. Default nobody. */
  readonly agentId?: AgentId;
}

/** Rows in one statement: PostgreSQL takes 65,535 parameters, SQLite 32,766. */
const ROWS = 1000;
const YEAR_MS = 365 * 86_400_000;

/** Lines with their people, links and texts, straight in the database, in one transaction; what was said can be searched. */
export function seedLines(db: Kysely<Tables>, linkSecret: string, wish: Wish): Promise<SeededLine[]> {
  const at = Date.now();
  const seeded: SeededLine[] = [];
  return db.transaction().execute(async (trx) => {
    const rows: { [T in 'couriers' | 'rounds' | 'deliveries' | 'members' | 'links']: Insertable<Tables[T]>[] } = {
      couriers: [],
      rounds: [],
      deliveries: [],
      members: [],
      links: [],
    };
    const entries: ChainedEntry[] = [];
    const flush = async (table: keyof typeof rows) => {
      for (let from = 0; from < rows[table].length; from += ROWS)
        await trx
          .insertInto(table)
          .values(rows[table].slice(from, from + ROWS))
          .execute();
    };
    const link = (role: 'courier' | 'recipient', scopeId: string) => {
      const id = newId<LinkId>();
      rows.links.push({ id, role, scope_id: scopeId, created_at: at, expires_at: at + YEAR_MS, revoked_at: null });
      return linkToken(linkSecret, id);
    };
    let round = { id: newId<RoundId>(), token: '', courierId: '' };
    const texts = wish.texts ?? (() => []);
    for (let i = 0; i < wish.lines; i++) {
      if (i % (wish.perRound ?? 1) === 0) {
        const id = newId<RoundId>();
        round = { id, token: link('courier', id), courierId: `bench-${newId()}` };
        rows.couriers.push({ id: round.courierId, name: 'Bench' });
        rows.rounds.push({ id, courier_id: round.courierId, day: '2026-03-01' });
      }
      const lineId = newId<LineId>();
      const line: SeededLine = {
        lineId,
        courier: newId<MemberId>(),
        recipient: newId<MemberId>(),
        courierToken: round.token,
        recipientToken: link('recipient', lineId),
      };
      seeded.push(line);
      const bodies = texts(i).map((text): EntryBody => ({ kind: 'text', text }));
      const member = (role: string, scope: string, id = newId<MemberId>()) => {
        rows.members.push({ id, line_id: lineId, role, name: 'Bench', scope_id: scope });
        return id;
      };
      member('courier', round.id, line.courier);
      member('recipient', lineId, line.recipient);
      if (wish.agentId)
        bodies.unshift({ kind: 'member', memberId: member('agent', wish.agentId), role: 'agent', change: 'joined' });
      const said = chained(line, bodies, at - YEAR_MS / 12);
      entries.push(...said);
      rows.deliveries.push({
        id: lineId,
        reference: `bench-${lineId}`,
        round_id: round.id,
        stop: i + 1,
        status: 'assigned',
        status_at: at,
        recipient_name: 'Bench',
        address: 'Demo Garden',
        address_detail: '3-1201',
        lat: 30.28,
        lng: 120.02,
        window_from: null,
        window_to: null,
        created_at: at,
        seq: said.length,
        rev: said.length,
        chain: said.at(-1)?.row.hash ?? '',
      });
    }
    for (const table of ['couriers', 'rounds', 'deliveries', 'members', 'links'] as const) await flush(table);
    const index = textIndex(db);
    for (let from = 0; from < entries.length; from += ROWS) {
      const some = entries.slice(from, from + ROWS);
      await trx
        .insertInto('entries')
        .values(some.map(({ row }) => row))
        .execute();
      await index.added(
        trx,
        some.map(({ row, body }) => ({ lineId: row.line_id, seq: row.seq, body })),
      );
    }
    return seeded;
  });
}

interface ChainedEntry {
  readonly body: EntryBody;
  readonly row: Insertable<Tables['entries']>;
}

/** The entries of one hash chain, a minute apart, by the two in turn. */
function chained(line: SeededLine, bodies: readonly EntryBody[], from: number): ChainedEntry[] {
  const { lineId } = line;
  let hash = chainStart(lineId);
  return bodies.map((body, i) => {
    const by = i % 2 === 0 ? line.courier : line.recipient;
    const [id, clientId, salt] = [newId<EntryId>(), newId(), randomBytes(SALT_BYTES).toString('base64url')];
    const [at, number, hashed] = [from + i * 60_000, i + 1, contentHash(salt, body)];
    const facts = { lineId, rev: number, seq: number, entryId: id, at, changedAt: at, by, clientId, replyTo: null };
    hash = linkHash(hash, { ...facts, contentHash: hashed });
    const row = {
      id,
      line_id: lineId,
      seq: number,
      rev: number,
      at,
      by_member: by,
      client_id: clientId,
      kind: body.kind,
      body: JSON.stringify(body),
      reply_to: null,
      changed_at: at,
      salt,
      content_hash: hashed,
      hash,
    };
    return { body, row };
  });
}
