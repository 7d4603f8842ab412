import { describe, expect, it } from 'vitest';
import type { ClientId, EntryId, LineId, MemberId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { timelineStore } from '../../server/timeline/store.ts';
import { engines } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';

const said = (lineId: LineId, by: MemberId | null, text: string, clientId: ClientId | null = newId<ClientId>()) => ({
  id: newId<EntryId>(),
  lineId,
  at: 5,
  by,
  clientId,
  body: { kind: 'text' as const, text },
});

describe.each(engines)('a timeline on $name', ({ open }) => {
  it('numbers what is said at once 1, 2, 3… without gaps', async () => {
    await using database = await open();
    const { lineId, courier, recipient } = await seedDelivery(database.db);
    const store = timelineStore(database.db);
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => store.add(said(lineId, i % 2 ? courier : recipient, `text ${i}`))),
    );
    const entries = await store.sinceSeq(lineId, 0, 100);
    expect(entries.map((entry) => entry.seq)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    expect(new Set(entries.map((entry) => entry.rev)).size).toBe(40);
  });

  it('adds a repeated client id once, even when both arrive at once, and leaves no gap', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = timelineStore(database.db);
    const clientId = newId<ClientId>();
    const results = await Promise.all([1, 2, 3].map(() => store.add(said(lineId, courier, 'once', clientId))));
    expect(results.filter((result) => result.added)).toHaveLength(1);
    expect(new Set(results.map((result) => result.entry.id)).size).toBe(1);
    expect((await store.add(said(lineId, courier, 'next'))).entry.seq).toBe(2);
  });

  it('lets two members use the same client id', async () => {
    await using database = await open();
    const { lineId, courier, recipient } = await seedDelivery(database.db);
    const store = timelineStore(database.db);
    const clientId = newId<ClientId>();
    await store.add(said(lineId, courier, 'a', clientId));
    expect((await store.add(said(lineId, recipient, 'b', clientId))).added).toBe(true);
  });

  it('gives a changed entry the next rev, so that who was away hears of it', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = timelineStore(database.db);
    const { entry } = await store.add(said(lineId, courier, 'first'));
    await store.add(said(lineId, courier, 'second'));
    const changed = await store.change(entry.id, 6, { kind: 'text', text: 'first, mended' });
    expect(changed).toMatchObject({ changed: true, entry: { seq: 1, rev: 3, body: { text: 'first, mended' } } });
    expect((await store.sinceRev(lineId, 2, 10)).map(({ seq, rev }) => ({ seq, rev }))).toEqual([{ seq: 1, rev: 3 }]);
    expect(await store.change(newId<EntryId>(), 6, { kind: 'text', text: 'nobody' })).toBeNull();
  });

  it('undoes the entry when what goes alongside fails', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = timelineStore(database.db);
    await expect(store.add(said(lineId, courier, 'never'), () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
    expect(await store.sinceSeq(lineId, 0, 10)).toEqual([]);
    expect((await store.add(said(lineId, courier, 'after'))).entry.seq).toBe(1);
  });

  it('keeps any text as it was', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = timelineStore(database.db);
    const text = `好的,马上下来 👍 "quoted" \\ \n 'single' ; drop table entries; --`;
    await store.add(said(lineId, courier, text));
    expect((await store.sinceSeq(lineId, 0, 10))[0]?.body).toEqual({ kind: 'text', text });
  });
});
