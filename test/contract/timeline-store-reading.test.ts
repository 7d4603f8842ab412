import { type Compilable, sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { ClientId, EntryId, LineId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { timelineStore } from '../../server/timeline/store.ts';
import { engines, type TestDatabase } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';

async function lineOf({ db }: TestDatabase, length: number) {
  const seeded = await seedDelivery(db);
  const store = timelineStore(db);
  await Promise.all(
    Array.from({ length }, (_, i) =>
      store.add({
        id: newId<EntryId>(),
        lineId: seeded.lineId,
        at: 5,
        by: i % 2 ? seeded.courier : seeded.recipient,
        clientId: newId<ClientId>(),
        body: { kind: 'text', text: `text ${i + 1}` },
      }),
    ),
  );
  return { ...seeded, store };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe.each(engines)('reading a timeline on $name', ({ name, open }) => {
  it('goes back from the newest entry screen by screen, each entry once, in order', async () => {
    await using database = await open();
    const { lineId, store } = await lineOf(database, 500);
    const seen: number[] = [];
    let before: number | undefined;
    for (;;) {
      const between = before === undefined ? { after: 0 } : { after: 0, before };
      const screen = await store.newest(lineId, between, 70);
      const [first] = screen;
      if (!first) break;
      seen.unshift(...screen.map(({ seq }) => seq));
      before = first.seq;
    }
    expect(seen).toEqual(range(1, 500));
  });

  it('gives nothing of what is hidden, and nothing of another line', async () => {
    await using database = await open();
    const { lineId, store } = await lineOf(database, 60);
    const other = await lineOf(database, 3);
    const seqs = async (...asked: Parameters<typeof store.newest>) =>
      (await store.newest(...asked)).map(({ seq }) => seq);
    expect(await seqs(lineId, { after: 50 }, 100)).toEqual(range(51, 60));
    expect(await seqs(lineId, { after: 50, before: 55 }, 100)).toEqual(range(51, 54));
    expect(await seqs(lineId, { after: 50, before: 2_147_483_647 }, 4)).toEqual(range(57, 60));
    expect(await seqs(lineId, { after: 60 }, 100)).toEqual([]);
    const [theirs] = await other.store.newest(other.lineId, { after: 0 }, 1);
    expect(theirs && (await store.get(lineId, theirs.id))).toBeNull();
    expect(await store.revOf(lineId)).toBe(60);
    expect(await store.revOf(newId<LineId>())).toBe(0);
  });

  it('finds its entries by an index, not by looking through the line', async () => {
    await using database = await open();
    const { lineId } = await lineOf(database, 2000);
    if (name === 'PostgreSQL') await sql`analyze`.execute(database.db);
    const entries = () => database.db.selectFrom('entries').selectAll().where('line_id', '=', lineId);
    const plans = await Promise.all(
      [
        entries().where('seq', '>', 0).orderBy('seq', 'desc').limit(51),
        entries().where('seq', '>', 0).where('seq', '<', 1000).orderBy('seq', 'desc').limit(51),
        entries().where('rev', '>', 1900).orderBy('rev').limit(201),
      ].map((query) => planOf(database, query)),
    );
    for (const plan of plans) {
      // The two unique indexes, of (line_id, seq) and of (line_id, rev).
      expect(plan).toMatch(name === 'SQLite' ? /USING INDEX sqlite_autoindex_entries_[23]/ : /entries_(seq|rev)/);
      expect(plan).not.toMatch(/Seq Scan|SCAN entries/);
    }
    // The newest come out of the index in order: a long line is not sorted for its last screen.
    for (const plan of plans.slice(0, 2)) expect(plan).not.toMatch(/Sort|TEMP B-TREE/);
  });
});

async function planOf({ db }: TestDatabase, query: Compilable): Promise<string> {
  const { sql: text, parameters } = query.compile();
  const prefix = text.includes('$1') ? 'explain' : 'explain query plan';
  const { rows } = await db.executeQuery({ ...query.compile(), sql: `${prefix} ${text}`, parameters });
  return JSON.stringify(rows);
}
