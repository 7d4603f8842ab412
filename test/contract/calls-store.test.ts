import { describe, expect, it } from 'vitest';
import type { CallId } from '#protocol';
import { callStore } from '../../server/calls/store.ts';
import { newId } from '../../server/new-id.ts';
import { engines } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';

describe.each(engines)('calls on $name', ({ open }) => {
  it('are open until their end is written, oldest first, and only those begun before', async () => {
    await using database = await open();
    const { lineId, courier, recipient } = await seedDelivery(database.db);
    const store = callStore(database.db);
    const [late, early, after] = [newId<CallId>(), newId<CallId>(), newId<CallId>()];
    await store.add({ id: late, lineId, startedBy: recipient, startedAt: 2000 });
    await store.add({ id: early, lineId, startedBy: courier, startedAt: 1000 });
    await store.add({ id: after, lineId, startedBy: courier, startedAt: 3000 });
    await store.answered(early, 1500);
    expect(await store.open(3000)).toEqual([
      { id: early, lineId, startedBy: courier },
      { id: late, lineId, startedBy: recipient },
    ]);

    await database.db.transaction().execute((trx) => store.ended(trx, early, { at: 1900, as: 'hung_up' }));
    expect(await store.open(3000)).toEqual([{ id: late, lineId, startedBy: recipient }]);
    expect(
      await database.db.selectFrom('calls').selectAll().where('id', '=', early).executeTakeFirstOrThrow(),
    ).toMatchObject({ started_at: 1000, answered_at: 1500, ended_at: 1900, ended_as: 'hung_up' });
  });

  it('end once', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = callStore(database.db);
    const id = newId<CallId>();
    await store.add({ id, lineId, startedBy: courier, startedAt: 1000 });
    const end = (at: number) => database.db.transaction().execute((trx) => store.ended(trx, id, { at, as: 'failed' }));
    expect([await end(2000), await end(3000)]).toEqual([true, false]);
    const { ended_at: endedAt } = await database.db.selectFrom('calls').selectAll().executeTakeFirstOrThrow();
    expect(endedAt).toBe(2000);
  });

  it('stay open when the transaction of their end is undone', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = callStore(database.db);
    const id = newId<CallId>();
    await store.add({ id, lineId, startedBy: courier, startedAt: 1000 });
    await expect(
      database.db.transaction().execute(async (trx) => {
        await store.ended(trx, id, { at: 2000, as: 'failed' });
        throw new Error('The entry could not be written');
      }),
    ).rejects.toThrow('could not be written');
    expect(await store.open(5000)).toHaveLength(1);
  });
});
