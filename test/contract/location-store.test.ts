import { describe, expect, it } from 'vitest';
import type { Kysely } from 'kysely';
import type { Fix, RoundId } from '#protocol';
import { positionStore } from '../../server/location/store.ts';
import type { Scope } from '../../server/parts.ts';
import { engines } from '../support/databases.ts';
import { newId } from '../../server/new-id.ts';
import type { Tables } from '../../server/storage/tables.ts';
import { seedDelivery } from '../support/seed.ts';

const AT = 1_800_000_000_000;

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

/** A delivery whose two people have links that are good. */
async function seedLine(db: Kysely<Tables>, fields: Parameters<typeof seedDelivery>[1] = {}) {
  const seeded = await seedDelivery(db, fields);
  const good = { created_at: 1, expires_at: AT + 1_000_000, revoked_at: null };
  await db
    .insertInto('links')
    .values([
      { id: newId(), role: 'courier', scope_id: seeded.roundId, ...good },
      { id: newId(), role: 'recipient', scope_id: seeded.lineId, ...good },
    ])
    .execute();
  return seeded;
}

const round = (roundId: RoundId): Scope => ({ role: 'courier', scopeId: roundId });

describe.each(engines)('positions on $name', ({ open }) => {
  it('begin empty, are kept as they were given, and survive a second begin, which may end at another time', async () => {
    await using database = await open();
    const { lineId, courier, roundId } = await seedLine(database.db);
    const store = positionStore(database.db);
    const share = { lineId, memberId: courier };
    const scope = round(roundId);
    await store.begin(scope, [share], null, 5);
    expect(await store.all(AT)).toEqual({
      shares: [{ ...share, scope, endsAt: null, since: null }],
      ways: [{ scope, fix: null, trail: [] }],
    });
    await store.keep([{ scope, fix, trail, shares: [{ ...share, since: 7 }] }], 1_800_000_000_500);
    await store.begin(scope, [share], 1_800_000_900_000, 1_800_000_000_900);
    expect(await store.all(AT)).toEqual({
      shares: [{ ...share, scope, endsAt: 1_800_000_900_000, since: 7 }],
      ways: [{ scope, fix, trail }],
    });
  });

  it('that outlive a delivery are shared with nobody any more, and what a crash left of them goes', async () => {
    await using database = await open();
    const { lineId, courier, roundId } = await seedLine(database.db);
    const store = positionStore(database.db);
    await store.begin(round(roundId), [{ lineId, memberId: courier }], null, 5);
    await database.db.updateTable('deliveries').set({ status: 'delivered' }).where('id', '=', lineId).execute();
    expect(await store.all(AT)).toEqual({ shares: [], ways: [] });
    expect(await database.db.selectFrom('positions').selectAll().execute()).toHaveLength(1);
    expect(await database.db.selectFrom('ways').selectAll().execute()).toEqual([]);
  });

  it('write one way for all lines of a round, and nobody else a word', async () => {
    await using database = await open();
    const store = positionStore(database.db);
    const lines = [];
    for (const i of [1, 2, 3]) lines.push(await seedLine(database.db, { reference: `stop-${i}`, courierId: 'one' }));
    const scope = round(lines[0]?.roundId ?? ('' as RoundId));
    const shares = lines.map(({ lineId, courier }) => ({ lineId, memberId: courier }));
    await store.begin(scope, shares, null, 5);
    for (const { lineId, recipient } of lines)
      await store.begin({ role: 'recipient', scopeId: lineId }, [{ lineId, memberId: recipient }], null, 5);
    await store.keep(
      [
        {
          scope,
          fix,
          trail,
          shares: shares.slice(0, 2).map(({ lineId, memberId }) => ({ lineId, memberId, since: 9 })),
        },
      ],
      9,
    );
    const all = await store.all(AT);
    expect(all.ways.filter((way) => way.fix !== null)).toEqual([{ scope, fix, trail }]);
    expect(all.ways).toHaveLength(4);
    expect(
      all.shares
        .filter(({ since }) => since === 9)
        .map(({ memberId }) => memberId)
        .toSorted(),
    ).toEqual(
      shares
        .slice(0, 2)
        .map(({ memberId }) => memberId)
        .toSorted(),
    );
  });

  it('forget at once, and a late write does not bring back who stopped', async () => {
    await using database = await open();
    const { lineId, courier, recipient, roundId } = await seedLine(database.db);
    const store = positionStore(database.db);
    const [mine, theirs] = [
      { lineId, memberId: courier },
      { lineId, memberId: recipient },
    ];
    const other: Scope = { role: 'recipient', scopeId: lineId };
    await store.begin(round(roundId), [mine], null, 5);
    await store.begin(other, [theirs], null, 5);
    await store.forget([mine], [round(roundId)]);
    await store.keep([{ scope: round(roundId), fix, trail, shares: [{ ...mine, since: 1 }] }], 9);
    const all = await store.all(AT);
    expect(all.shares.map(({ memberId }) => memberId)).toEqual([recipient]);
    expect(all.ways).toEqual([{ scope: other, fix: null, trail: [] }]);
  });

  it('keep what a line was shown last, where that is asked for', async () => {
    await using database = await open();
    const { lineId, courier, roundId } = await seedLine(database.db);
    const store = positionStore(database.db);
    const share = { lineId, memberId: courier };
    await store.begin(round(roundId), [share], null, 5);
    await store.keepLast(share, { fix, trail }, 9);
    const row = await database.db.selectFrom('positions').selectAll().executeTakeFirstOrThrow();
    expect([row.fix, row.trail, row.updated_at]).toEqual([JSON.stringify(fix), JSON.stringify(trail), 9]);
  });

  it('end with the link, though the server ended before it could see to that', async () => {
    await using database = await open();
    const { db } = database;
    const { lineId, courier, recipient, roundId } = await seedLine(db);
    const store = positionStore(db);
    const [ofCourier, ofRecipient] = [round(roundId), { role: 'recipient', scopeId: lineId } as const];
    await store.begin(ofCourier, [{ lineId, memberId: courier }], null, 5);
    await store.begin(ofRecipient, [{ lineId, memberId: recipient }], null, 5);
    await store.keep([{ scope: ofRecipient, fix, trail, shares: [] }], 9);
    await db.updateTable('links').set({ revoked_at: AT }).where('role', '=', 'recipient').execute();
    const { shares, ways } = await store.all(AT);
    expect(shares.map(({ memberId }) => memberId)).toEqual([courier]);
    expect(ways.map(({ scope }) => scope)).toEqual([ofCourier]);
    expect(await store.all(AT + 1_000_000)).toEqual({ shares: [], ways: [] });
    expect(await db.selectFrom('positions').selectAll().execute()).toEqual([]);
  });

  it('do not begin by themselves where a delivery that was over is opened again', async () => {
    await using database = await open();
    const { db } = database;
    const store = positionStore(db);
    const correct = (lineId: string, status: string) =>
      db.updateTable('deliveries').set({ status }).where('id', '=', lineId).execute();
    const [kept, crashed] = [await seedLine(db), await seedLine(db)];
    for (const { lineId, courier, roundId } of [kept, crashed]) {
      await store.begin(round(roundId), [{ lineId, memberId: courier }], null, 5);
      await store.keep([{ scope: round(roundId), fix, trail, shares: [{ lineId, memberId: courier, since: 7 }] }], 9);
      await correct(lineId, 'delivered');
    }
    await store.keepLast({ lineId: kept.lineId, memberId: kept.courier }, { fix, trail }, AT);
    await store.all(AT);
    for (const { lineId } of [kept, crashed]) await correct(lineId, 'out_for_delivery');
    // What has ended is ended by whoever reads it.
    expect((await store.all(AT + 1)).shares.map(({ endsAt, since }) => [endsAt, since])).toEqual([
      [AT, null],
      [AT, null],
    ]);
    await store.begin(round(kept.roundId), [{ lineId: kept.lineId, memberId: kept.courier }], null, AT + 2);
    const row = await db.selectFrom('positions').selectAll().where('line_id', '=', kept.lineId).executeTakeFirst();
    expect(row).toMatchObject({ fix: null, trail: '[]', ends_at: null, since: null });
  });
});
