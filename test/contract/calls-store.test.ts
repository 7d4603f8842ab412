import { describe, expect, it } from 'vitest';
import type { CallId, LineId, MemberId } from '#protocol';
import { callStore, type OpenCall } from '../../server/calls/store.ts';
import { newId } from '../../server/new-id.ts';
import { engines } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';

const begun = (lineId: LineId, startedBy: MemberId, startedAt: number): OpenCall => ({
  id: newId<CallId>(),
  lineId,
  startedBy,
  startedAt,
  answeredAt: null,
  aliveAt: startedAt,
  live: '{"of":"the beginning"}',
});

describe.each(engines)('calls on $name', ({ open }) => {
  it('are open until their end is written, oldest first, as they were kept last', async () => {
    await using database = await open();
    const { lineId, courier, recipient } = await seedDelivery(database.db);
    const store = callStore(database.db);
    const [late, early] = [begun(lineId, recipient, 2000), begun(lineId, courier, 1000)];
    await store.add(late);
    await store.add(early);
    const kept = { answeredAt: 1500, aliveAt: 1500, live: '{"of":"the answer"}' };
    await store.keep({ id: early.id, ...kept });
    expect(await store.open()).toEqual([{ ...early, ...kept }, late]);

    await database.db.transaction().execute((trx) => store.ended(trx, early.id, { at: 1900, as: 'hung_up' }));
    expect(await store.open()).toEqual([late]);
    expect(
      await database.db.selectFrom('calls').selectAll().where('id', '=', early.id).executeTakeFirstOrThrow(),
    ).toMatchObject({ started_at: 1000, answered_at: 1500, ended_at: 1900, ended_as: 'hung_up', live: null });
  });

  it('show by a sign of life how long their server lived, all in one statement', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = callStore(database.db);
    const [one, other, over] = [1000, 2000, 3000].map((at) => begun(lineId, courier, at));
    if (!one || !other || !over) throw new Error('There are three');
    for (const call of [one, other, over]) await store.add(call);
    await database.db.transaction().execute((trx) => store.ended(trx, over.id, { at: 3500, as: 'failed' }));
    await store.refresh([], 8000);
    await store.refresh([one.id, over.id], 9000);
    expect((await store.open()).map(({ aliveAt }) => aliveAt)).toEqual([9000, 2000]);
    // Whoever keeps too late does not bring it back to life.
    await store.keep({ id: over.id, answeredAt: null, aliveAt: 9500, live: '{}' });
    expect(await store.open()).toHaveLength(2);
  });

  it('of an earlier version say no more than when they began and were answered', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = callStore(database.db);
    const row = { line_id: lineId, started_by: courier, started_at: 1000 };
    await database.db
      .insertInto('calls')
      .values([
        { id: 'call-unanswered', ...row },
        { id: 'call-answered', ...row, started_at: 1100, answered_at: 1500 },
      ])
      .execute();
    expect(await store.open()).toMatchObject([
      { answeredAt: null, aliveAt: 1000, live: null },
      { answeredAt: 1500, aliveAt: 1500, live: null },
    ]);
  });

  it('end once', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = callStore(database.db);
    const call = begun(lineId, courier, 1000);
    await store.add(call);
    const end = (at: number) =>
      database.db.transaction().execute((trx) => store.ended(trx, call.id, { at, as: 'failed' }));
    expect([await end(2000), await end(3000)]).toEqual([true, false]);
    const { ended_at: endedAt } = await database.db.selectFrom('calls').selectAll().executeTakeFirstOrThrow();
    expect(endedAt).toBe(2000);
  });

  it('stay open, and as they were kept, when the transaction is undone', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = callStore(database.db);
    const call = begun(lineId, courier, 1000);
    await store.add(call);
    await expect(
      database.db.transaction().execute(async (trx) => {
        await store.keep({ id: call.id, answeredAt: 1500, aliveAt: 1500, live: '{}' }, trx);
        await store.ended(trx, call.id, { at: 2000, as: 'failed' });
        throw new Error('The entry could not be written');
      }),
    ).rejects.toThrow('could not be written');
    expect(await store.open()).toEqual([call]);
  });
});
