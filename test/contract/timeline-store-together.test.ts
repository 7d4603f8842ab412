import { describe, expect, it } from 'vitest';
import type { ClientId, EntryId, LineId, MemberId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { timelineStore } from '../../server/timeline/store.ts';
import { expectWholeChain } from '../support/chain.ts';
import { engines } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';

const said = (lineId: LineId, by: MemberId | null, text: string, clientId: ClientId | null = newId<ClientId>()) => ({
  id: newId<EntryId>(),
  lineId,
  at: 5,
  by,
  clientId,
  replyTo: null,
  body: { kind: 'text' as const, text },
});

describe.each(engines)('what is said at once on $name', ({ open }) => {
  it('by two servers, on many lines, with repeats and changes in between, is one whole chain on each line', async () => {
    await using database = await open();
    const lines = await Promise.all(Array.from({ length: 6 }, () => seedDelivery(database.db)));
    // Each has its own batches and its own transactions, as two processes have.
    const stores = [timelineStore(database.db), timelineStore(database.db)] as const;
    const work: Promise<unknown>[] = [];
    for (let i = 0; i < 240; i++) {
      const line = lines[i % lines.length];
      const [store, other] = i % 2 === 0 ? stores : [stores[1], stores[0]];
      if (!line) throw new Error('There is no such line');
      const text = said(line.lineId, i % 3 === 0 ? line.courier : line.recipient, `text ${i}`);
      const first = store.add(text);
      work.push(first);
      // The page heard no answer and says it again, to the other server.
      if (i % 4 === 0) work.push(other.add({ ...text, id: newId<EntryId>() }));
      if (i % 5 === 0) {
        work.push(first.then(({ entry }) => other.change(entry.id, 9, { kind: 'taken_back', was: 'text' })));
      }
      if (i % 7 === 0) work.push(other.add(said(line.lineId, null, `alone ${i}`, null), () => Promise.resolve()));
    }
    await Promise.all(work);
    for (const { lineId } of lines) await expectWholeChain(database.db, lineId);
    const { count } = await database.db
      .selectFrom('entries')
      .select((eb) => eb.fn.countAll().as('count'))
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(240 + Math.ceil(240 / 7));
  });

  it('is kept whole when it is more than one transaction takes', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = timelineStore(database.db);
    const added = await Promise.all(Array.from({ length: 450 }, (_, i) => store.add(said(lineId, courier, `${i}`))));
    // In the order in which it was said, too: it came to one server one after the other.
    expect(added.map(({ entry }) => entry.seq)).toEqual(added.map((_, i) => i + 1));
    expect(await store.sinceSeq(lineId, 0, 500)).toEqual(added.map(({ entry }) => entry));
  });

  it('fails only where it is wrong: a line that is not there, other words under a used id, an id of ours given twice', async () => {
    await using database = await open();
    const { lineId, courier, recipient } = await seedDelivery(database.db);
    const store = timelineStore(database.db);
    const clientId = newId<ClientId>();
    const { entry } = await store.add(said(lineId, courier, 'first', clientId));
    const outcomes = await Promise.allSettled([
      store.add(said(lineId, courier, 'second')),
      store.add(said(newId<LineId>(), courier, 'nowhere')),
      store.add(said(lineId, courier, 'not the first', clientId)),
      store.add(said(lineId, recipient, 'third')),
      store.add({ ...said(lineId, courier, 'no fresh id'), id: entry.id }),
      store.add(said(lineId, recipient, 'fourth')),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'not_found' } });
    expect(outcomes[2]).toMatchObject({ reason: { code: 'conflict' } });
    const texts = (await store.sinceSeq(lineId, 0, 10)).map(({ body }) => body.kind === 'text' && body.text);
    expect(texts).toEqual(['first', 'second', 'third', 'fourth']);
    await expectWholeChain(database.db, lineId);
  });

  it('under one client id is one entry; other words under it are refused, in one batch as well', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = timelineStore(database.db);
    const clientId = newId<ClientId>();
    const [first, same, other] = await Promise.allSettled([
      store.add(said(lineId, courier, 'yes', clientId)),
      store.add(said(lineId, courier, 'yes', clientId)),
      store.add(said(lineId, courier, 'no', clientId)),
    ]);
    expect(first).toMatchObject({ value: { added: true } });
    expect(same).toMatchObject({ value: { added: false } });
    expect(other).toMatchObject({ reason: { code: 'conflict' } });
    await expect(
      store.add({ ...said(lineId, courier, 'yes', clientId), replyTo: newId<EntryId>() }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await expectWholeChain(database.db, lineId);
  });

  it('again, when it was taken back meanwhile, stays taken back', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = timelineStore(database.db);
    const text = said(lineId, courier, 'a slip');
    const { entry } = await store.add(text);
    await store.change(entry.id, 6, { kind: 'taken_back', was: 'text' });
    const again = await store.add({ ...text, id: newId<EntryId>() });
    expect(again).toMatchObject({ added: false, entry: { seq: 1, rev: 2, body: { kind: 'taken_back' } } });
  });
});

describe.each(engines)('the record on $name', ({ open }) => {
  it('keeps every state of an entry, each a link of the chain', async () => {
    await using database = await open();
    const { lineId, courier, recipient } = await seedDelivery(database.db);
    const store = timelineStore(database.db);
    const { entry } = await store.add(said(lineId, courier, 'the code is 1234'));
    await store.add(said(lineId, recipient, 'thanks'));
    await store.change(entry.id, 7, { kind: 'text', text: 'the code is 4321' });
    await store.change(entry.id, 8, { kind: 'taken_back', was: 'text' });
    const versions = await database.db.selectFrom('entry_versions').selectAll().orderBy('rev').execute();
    expect(
      versions.map(({ rev, changed_at, body }) => ({ rev, changed_at, body: JSON.parse(body) as unknown })),
    ).toEqual([
      { rev: 1, changed_at: 5, body: { kind: 'text', text: 'the code is 1234' } },
      { rev: 3, changed_at: 7, body: { kind: 'text', text: 'the code is 4321' } },
    ]);
    const now = await database.db.selectFrom('entries').selectAll().where('id', '=', entry.id).executeTakeFirst();
    expect(now).toMatchObject({ rev: 4, seq: 1, at: 5, changed_at: 8, kind: 'taken_back' });
    await expectWholeChain(database.db, lineId);
  });

  it('changes an entry by what it is at that moment, or leaves it', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = timelineStore(database.db);
    const { entry } = await store.add(said(lineId, courier, '0'));
    await Promise.all(
      Array.from({ length: 20 }, () =>
        store.change(entry.id, 6, ({ body }) => ({
          kind: 'text',
          text: `${body.kind === 'text' && Number(body.text) + 1}`,
        })),
      ),
    );
    expect(await store.get(lineId, entry.id)).toMatchObject({ rev: 21, body: { text: '20' } });
    expect(await store.change(entry.id, 7, () => null)).toMatchObject({ changed: false, entry: { rev: 21 } });
    await expectWholeChain(database.db, lineId);
  });

  it('undoes a change when what goes alongside fails', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = timelineStore(database.db);
    const { entry } = await store.add(said(lineId, courier, 'stays'));
    const changing = store.change(entry.id, 6, { kind: 'taken_back', was: 'text' }, () =>
      Promise.reject(new Error('no')),
    );
    await expect(changing).rejects.toThrow('no');
    expect(await store.get(lineId, entry.id)).toEqual(entry);
    await expectWholeChain(database.db, lineId);
  });
});
