import type { Kysely } from 'kysely';
import { expect } from 'vitest';
import type { LineId } from '#protocol';
import { chainStart, contentHash, linkHash } from '../../server/record/chain.ts';
import type { Tables } from '../../server/storage/tables.ts';

/** Computes a line's chain anew from its rows alone: one state for each `rev`, each linked to the one before, the last one's on the line. */
export async function expectWholeChain(db: Kysely<Tables>, lineId: LineId): Promise<void> {
  const line = await db.selectFrom('deliveries').selectAll().where('id', '=', lineId).executeTakeFirstOrThrow();
  const entries = await db.selectFrom('entries').selectAll().where('line_id', '=', lineId).orderBy('seq').execute();
  const versions = await db.selectFrom('entry_versions').selectAll().where('line_id', '=', lineId).execute();
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const states = [...entries.map((entry) => ({ ...entry, entry_id: entry.id })), ...versions].sort(
    (a, b) => a.rev - b.rev,
  );

  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i + 1));
  expect(states.map(({ rev }) => rev)).toEqual(states.map((_, i) => i + 1));
  expect(line).toMatchObject({ seq: entries.length, rev: states.length });
  let link = chainStart(lineId);
  for (const state of states) {
    const { entry_id: entryId, rev, changed_at: changedAt, salt, content_hash, hash } = state;
    const entry = byId.get(entryId);
    if (!entry || salt === null) throw new Error('A state without its entry, or without its salt');
    expect(contentHash(salt, JSON.parse(state.body))).toBe(content_hash);
    link = linkHash(link, {
      lineId,
      rev,
      seq: entry.seq,
      entryId,
      at: entry.at,
      changedAt,
      by: entry.by_member,
      clientId: entry.client_id,
      replyTo: entry.reply_to,
      contentHash: content_hash,
    });
    expect(hash).toBe(link);
  }
  expect(line.chain).toBe(states.length === 0 ? '' : link);
}
