import { describe, expect, it } from 'vitest';
import { trackerStore } from '../../server/location/tracker-store.ts';
import { engines } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';

const hash = (letter: string) => letter.repeat(64);

describe.each(engines)("couriers' background apps on $name", ({ open }) => {
  async function opened() {
    const database = await open();
    const { db } = database;
    const wang = await seedDelivery(db, { courierId: 'wang' });
    const other = await seedDelivery(db, { courierId: 'zhang' });
    return { db, wang, other, store: trackerStore(db), [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
  }

  it('are found by their id and by their courier until they end', async () => {
    await using given = await opened();
    const { store } = given;
    const tracker = { id: 'tracker-one', courierId: 'wang', secretHash: hash('a'), createdAt: 1_800_000_000_123 };
    await store.add(tracker);
    const found = { ...tracker, heardAt: null };
    expect(await store.byId('tracker-one')).toEqual(found);
    expect(await store.ofCourier('wang')).toEqual(found);
    expect(await store.ofCourier('zhang')).toBeNull();
    expect(await store.byId('tracker-two')).toBeNull();
    await store.heard('tracker-one', 1_800_000_000_999);
    expect(await store.byId('tracker-one')).toEqual({ ...found, heardAt: 1_800_000_000_999 });
    expect(await store.end('zhang', 1_800_000_001_000)).toEqual([]);
    expect(await store.end('wang', 1_800_000_001_000)).toEqual(['tracker-one']);
    expect(await store.end('wang', 1_800_000_001_001)).toEqual([]);
    expect(await store.byId('tracker-one')).toBeNull();
    expect(await store.ofCourier('wang')).toBeNull();
  });

  it('are one for each courier, however many are made at once', async () => {
    await using given = await opened();
    const { db, store } = given;
    await store.add({ id: 'of-the-other', courierId: 'zhang', secretHash: hash('b'), createdAt: 5 });
    const ids = Array.from({ length: 8 }, (_, i) => `tracker-${i}`);
    await Promise.all(
      ids.map((id, i) => store.add({ id, courierId: 'wang', secretHash: hash('a'), createdAt: 10 + i })),
    );
    const living = await db.selectFrom('trackers').select('id').where('revoked_at', 'is', null).execute();
    expect(living).toHaveLength(2);
    const { id } = (await store.ofCourier('wang')) ?? { id: '' };
    expect(ids).toContain(id);
    expect((await store.ofCourier('zhang'))?.id).toBe('of-the-other');
  });

  it('report for the rounds of their courier, the newest first, and for no other', async () => {
    await using given = await opened();
    const { db, store, wang, other } = given;
    const tomorrow = await seedDelivery(db, { courierId: 'wang', day: '2026-03-02' });
    expect(await store.courierOfRound(wang.roundId)).toBe('wang');
    expect(await store.courierOfRound('no-such-round')).toBeNull();
    expect(await store.roundsOf('wang')).toEqual([tomorrow.roundId, wang.roundId]);
    expect(await store.roundsOf('zhang')).toEqual([other.roundId]);
    expect(await store.roundsOf('nobody')).toEqual([]);
  });
});
