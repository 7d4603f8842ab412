import { describe, expect, it } from 'vitest';
import type { Kysely } from 'kysely';
import type { ClientId, EntryId, LineId, RoundId } from '#protocol';
import { openLines } from '../../server/deliveries/lines.ts';
import { deliveryStore, type Standing } from '../../server/deliveries/store.ts';
import { newId } from '../../server/new-id.ts';
import type { Tables } from '../../server/storage/tables.ts';
import { timelineStore } from '../../server/timeline/store.ts';
import { engines } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';

const roundOf = (db: Kysely<Tables>, scopeId: RoundId) =>
  openLines(db).summaries({ scope: { role: 'courier', scopeId } });

describe.each(engines)('deliveries on $name', ({ open }) => {
  it('stand in their round in the order in which they came', async () => {
    await using database = await open();
    const first = await seedDelivery(database.db, { courierId: 'c-1' });
    const second = await seedDelivery(database.db, { courierId: 'c-1' });
    await seedDelivery(database.db, { courierId: 'c-1', day: '2026-03-02' });
    await seedDelivery(database.db, { courierId: 'c-2' });
    expect(second.roundId).toBe(first.roundId);
    const lines = await roundOf(database.db, first.roundId);
    expect(lines.map((line) => [line.delivery.id, line.stop])).toEqual([
      [first.lineId, 1],
      [second.lineId, 2],
    ]);
    expect(lines[0]?.me).toBe(first.courier);
    expect(lines[0]?.members.map((member) => member.role)).toEqual(['courier', 'recipient']);
  });

  it('are the stops of their round, wherever they stand', async () => {
    await using database = await open();
    const store = deliveryStore(database.db);
    const first = await seedDelivery(database.db, { courierId: 'c-1' });
    const second = await seedDelivery(database.db, { courierId: 'c-1' });
    const other = await seedDelivery(database.db, { courierId: 'c-2' });
    await database.db
      .transaction()
      .execute((trx) =>
        store.move(trx, first.lineId, first.delivery, { status: 'delivered', window: first.delivery.window, at: 9 }),
      );
    const point = { lat: 30.28, lng: 120.02 };
    expect(await store.stopsOf(first.roundId)).toEqual([
      { lineId: first.lineId, stop: 1, status: 'delivered', point },
      { lineId: second.lineId, stop: 2, status: 'assigned', point },
    ]);
    expect(await store.stopsOf(newId<RoundId>())).toEqual([]);
    expect(await store.roundOf(other.lineId)).toBe(other.roundId);
    expect(await store.roundOf(newId<LineId>())).toBeNull();
  });

  it('shows a recipient only the one line', async () => {
    await using database = await open();
    const mine = await seedDelivery(database.db, { courierId: 'c-1' });
    await seedDelivery(database.db, { courierId: 'c-1' });
    const lines = await openLines(database.db).summaries({ scope: { role: 'recipient', scopeId: mine.lineId } });
    expect(lines.map((line) => line.delivery.id)).toEqual([mine.lineId]);
    expect(lines[0]?.me).toBe(mine.recipient);
  });

  it('are added once per reference', async () => {
    await using database = await open();
    const { delivery } = await seedDelivery(database.db, { reference: 'r-1' });
    await expect(seedDelivery(database.db, { reference: 'r-1' })).rejects.toThrow('not stored');
    expect((await deliveryStore(database.db).byReference('r-1'))?.delivery).toEqual(delivery);
    expect(await deliveryStore(database.db).byId(newId<LineId>())).toBeNull();
  });

  it('change status and window only from those that were seen', async () => {
    await using database = await open();
    const { lineId, delivery } = await seedDelivery(database.db);
    const store = deliveryStore(database.db);
    const move = (from: Standing, to: Standing) =>
      database.db.transaction().execute((trx) => store.move(trx, lineId, from, { ...to, at: 9 }));
    const { window } = delivery;
    expect(await move({ status: 'arrived', window }, { status: 'delivered', window })).toBe(false);
    expect(await move({ status: 'assigned', window }, { status: 'arrived', window })).toBe(true);
    expect(await move({ status: 'assigned', window }, { status: 'delivered', window })).toBe(false);
    expect((await store.byId(lineId))?.delivery).toMatchObject({ status: 'arrived', statusAt: 9, window });

    const agreed = { from: 5_000_000_000_000, to: 5_000_003_600_000 };
    const other = { ...agreed, to: agreed.to + 1 };
    expect(await move({ status: 'arrived', window }, { status: 'rescheduled', window: agreed })).toBe(true);
    expect(await move({ status: 'rescheduled', window: null }, { status: 'rescheduled', window: other })).toBe(false);
    expect(await move({ status: 'rescheduled', window: other }, { status: 'rescheduled', window: null })).toBe(false);
    expect((await store.byId(lineId))?.delivery).toMatchObject({ status: 'rescheduled', window: agreed });
    expect(await move({ status: 'rescheduled', window: agreed }, { status: 'rescheduled', window: null })).toBe(true);
    expect(await move({ status: 'rescheduled', window: null }, { status: 'rescheduled', window: other })).toBe(true);
    expect((await store.byId(lineId))?.delivery.window).toEqual(other);
  });

  it('carry the last words of their line', async () => {
    await using database = await open();
    const { lineId, roundId, recipient } = await seedDelivery(database.db);
    expect((await roundOf(database.db, roundId))[0]?.lastWords).toBeNull();
    for (const text of ['one', 'two']) {
      await timelineStore(database.db).add({
        id: newId<EntryId>(),
        lineId,
        at: 7,
        by: recipient,
        clientId: newId<ClientId>(),
        body: { kind: 'text', text },
      });
    }
    expect((await roundOf(database.db, roundId))[0]?.lastWords).toEqual({
      by: recipient,
      kind: 'text',
      text: 'two',
      at: 7,
    });
  });
});
