import type { Compilable } from 'kysely';
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
  it('goes through it screen by screen, each entry once, in order', async () => {
    await using database = await open();
    const { lineId, store } = await lineOf(database, 500);
    const { seq: end } = await store.endOf(lineId);
    const seen: number[] = [];
    for (let last = end; last > 0; last -= 70) {
      const after = Math.max(0, last - 70);
      seen.unshift(...(await store.sinceSeq(lineId, after, last - after)).map(({ seq }) => seq));
    }
    expect(seen).toEqual(range(1, 500));
  });

  it('gives nothing of another line, and nothing beyond its end', async () => {
    await using database = await open();
    const { lineId, store } = await lineOf(database, 60);
    const other = await lineOf(database, 3);
    expect((await store.sinceSeq(lineId, 57, 100)).map(({ seq }) => seq)).toEqual(range(58, 60));
    expect(await store.sinceSeq(lineId, 60, 100)).toEqual([]);
    const [theirs] = await other.store.sinceSeq(other.lineId, 0, 1);
    expect(theirs && (await store.get(lineId, theirs.id))).toBeNull();
    expect(theirs && (await store.get(other.lineId, theirs.id))).toEqual(theirs);
    expect(await store.endOf(lineId)).toEqual({ seq: 60, rev: 60 });
    expect(await store.endOf(newId<LineId>())).toEqual({ seq: 0, rev: 0 });
  });

  it('finds its entries by an index, not by looking through the line', async () => {
    await using database = await open();
    const { lineId } = await lineOf(database, 2000);
    const entries = () => database.db.selectFrom('entries').selectAll().where('line_id', '=', lineId);
    const plans = await Promise.all(
      [
        entries().where('seq', '>', 1950).where('seq', '<=', 2000).orderBy('seq'),
        entries().where('rev', '>', 1900).orderBy('rev').limit(201),
      ].map((query) => planOf(database, query)),
    );
    for (const plan of plans) {
      // The two unique indexes, of (line_id, seq) and of (line_id, rev).
      expect(plan).toMatch(name === 'SQLite' ? /USING INDEX sqlite_autoindex_entries_[23]/ : /entries_(seq|rev)/);
      expect(plan).not.toMatch(/Seq Scan|SCAN entries/);
    }
  });
});

async function planOf({ db }: TestDatabase, query: Compilable): Promise<string> {
  const { sql: text, parameters } = query.compile();
  const prefix = text.includes('$1') ? 'explain' : 'explain query plan';
  const { rows } = await db.executeQuery({ ...query.compile(), sql: `${prefix} ${text}`, parameters });
  return JSON.stringify(rows);
}
