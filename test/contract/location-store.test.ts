import { describe, expect, it } from 'vitest';
import type { Fix } from '#protocol';
import { positionStore } from '../../server/location/store.ts';
import { engines } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';

const fix: Fix = {
  point: { lat: 30.28, lng: 120.02 },
  accuracy: 8.5,
  speed: 5.25,
  heading: null,
  at: 1_800_000_000_123,
};
const trail = [
  { lat: 30.279, lng: 120.019, at: 1_800_000_000_000 },
  { lat: 30.28, lng: 120.02, at: 1_800_000_000_123 },
];

describe.each(engines)('positions on $name', ({ open }) => {
  it('begin empty, are kept as they were given, and survive a second begin', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = positionStore(database.db);
    const share = { lineId, memberId: courier };
    await store.begin([share], 5);
    expect(await store.all()).toEqual([{ ...share, fix: null, trail: [], updatedAt: 5 }]);
    await store.keep([{ shares: [share], fix, trail }], 1_800_000_000_500);
    await store.begin([share], 1_800_000_000_900);
    expect(await store.all()).toEqual([{ ...share, fix, trail, updatedAt: 1_800_000_000_500 }]);
  });

  it('that outlive a delivery are shared with nobody any more', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = positionStore(database.db);
    await store.begin([{ lineId, memberId: courier }], 5);
    await database.db.updateTable('deliveries').set({ status: 'delivered' }).where('id', '=', lineId).execute();
    expect(await store.all()).toEqual([]);
    expect(await database.db.selectFrom('positions').selectAll().execute()).toHaveLength(1);
  });

  it('write one way to all lines of a round, and to no other', async () => {
    await using database = await open();
    const store = positionStore(database.db);
    const lines = [];
    for (const i of [1, 2, 3])
      lines.push(await seedDelivery(database.db, { reference: `stop-${i}`, courierId: 'one' }));
    const shares = lines.map(({ lineId, courier }) => ({ lineId, memberId: courier }));
    const recipients = lines.map(({ lineId, recipient }) => ({ lineId, memberId: recipient }));
    await store.begin([...shares, ...recipients], 5);
    await store.keep([{ shares: shares.slice(0, 2), fix, trail }], 9);
    const written = (await store.all()).filter((kept) => kept.fix !== null);
    expect(written.map(({ memberId }) => memberId).toSorted()).toEqual(
      shares
        .slice(0, 2)
        .map(({ memberId }) => memberId)
        .toSorted(),
    );
  });

  it('forget at once, and a late write does not bring back who stopped', async () => {
    await using database = await open();
    const { lineId, courier, recipient } = await seedDelivery(database.db);
    const store = positionStore(database.db);
    const shares = [courier, recipient].map((memberId) => ({ lineId, memberId }));
    await store.begin(shares, 5);
    await store.forget(shares.slice(0, 1));
    await store.keep([{ shares, fix, trail }], 9);
    expect((await store.all()).map(({ memberId }) => memberId)).toEqual([recipient]);
    await store.forgetLine(lineId);
    expect(await store.all()).toEqual([]);
  });
});
