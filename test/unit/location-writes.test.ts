import type { Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceId, Fix, LineId, LinkId, MemberId } from '#protocol';
import { locationHandlers } from '../../server/location/handlers.ts';
import type { Caller, Parts } from '../../server/parts.ts';
import { openSqlite } from '../../server/storage/open-sqlite.ts';
import { migrate } from '../../server/storage/migrations/index.ts';
import type { Tables } from '../../server/storage/tables.ts';
import { seedDelivery } from '../support/seed.ts';
import { TestClock } from '../support/test-clock.ts';

let db: Kysely<Tables>;
beforeEach(async () => {
  db = openSqlite(':memory:');
  await migrate(db);
});
afterEach(() => db.destroy());

const notAsked = () => Promise.reject(new Error('Not asked for'));

/** So many metres north, rounded as it is kept. */
const north = (m: number) => ({ lat: Number((30.28 + m / 111_195).toFixed(6)), lng: 120.02 });

async function openLocation() {
  const { lineId, courier } = await seedDelivery(db);
  const clock = new TestClock();
  const bugs: unknown[] = [];
  const told: string[] = [];
  let lineOver = (_lineId: LineId) => {};
  const parts: Pick<Parts, 'db' | 'clock' | 'report' | 'notify' | 'membership' | 'deliveries' | 'happenings'> = {
    db,
    clock,
    report: (_where, error) => void bugs.push(error),
    notify: {
      line: (_lineId, name) => void told.push(name),
      scope() {},
      desk() {},
      admit() {},
      dismiss() {},
      device() {},
    },
    membership: {
      mustBeOn: () =>
        Promise.resolve({ id: courier, lineId, role: 'courier' as const, name: 'Wang', left: false, hiddenSeq: 0 }),
      members: () => Promise.resolve([]),
    },
    deliveries: {
      get: notAsked,
      courierOf: notAsked,
      lineIdsOf: notAsked,
      lineOf: notAsked,
      linesOf: () => Promise.resolve([]),
      stopsOf: () => Promise.resolve([{ lineId, stop: 1, status: 'out_for_delivery', point: north(0) }]),
    },
    happenings: {
      onDeviceGone() {},
      onDeviceBack() {},
      onLinkRevoked() {},
      onEntryAdded() {},
      onEntryChanged() {},
      onRing() {},
      onMemberChanged() {},
      onRoundChanged() {},
      onLineOver: (listen) => void (lineOver = listen),
    },
  };
  const caller: Caller = {
    actor: { linkId: 'link-0001' as LinkId, role: 'courier', scopeId: 'round' },
    deviceId: 'device-0001' as DeviceId,
  };
  const location = locationHandlers({ ...parts, keepAfterEndMs: 0, courierSight: 'exact' });
  const report = (m: number, deviceId = caller.deviceId) => {
    const fix: Fix = {
      point: north(m),
      accuracy: 5,
      speed: null,
      heading: null,
      at: clock.now(),
    };
    return location.handlers['location.report']({ actor: caller.actor, deviceId }, { fixes: [fix] });
  };
  const written = async () => {
    const row = await db.selectFrom('ways').selectAll().executeTakeFirst();
    return row ? { fix: row.fix && (JSON.parse(row.fix) as Fix), trail: JSON.parse(row.trail) as unknown[] } : null;
  };
  return {
    handlers: location.handlers,
    close: () => location.close(),
    caller,
    lineId,
    courier: courier satisfies MemberId,
    clock,
    report,
    written,
    told,
    bugs,
    lineOver: () => lineOver(lineId),
  };
}

describe('positions in the database', () => {
  it('are written once in 40 fixes, however fast they come, and once more at the end', async () => {
    const { handlers, caller, lineId, clock, report, written, told, close } = await openLocation();
    await handlers['location.share'](caller, { lineIds: [lineId], forMs: null });
    for (let second = 0; second < 40; second++) {
      expect(await written()).toEqual({ fix: null, trail: [] });
      expect(await report(second * 10)).toEqual({ accepted: 1 });
      clock.pass(1000);
    }
    expect(told.filter((name) => name === 'location.moved')).toHaveLength(40);
    await expect.poll(written).toMatchObject({ fix: { point: north(390) } });
    await report(400);
    await close();
    expect((await written())?.trail).toHaveLength(41);
    await close();
  });

  it('are written after ten minutes of who stands still', async () => {
    const { handlers, caller, lineId, clock, report, written } = await openLocation();
    await handlers['location.share'](caller, { lineIds: [lineId], forMs: null });
    await report(0);
    clock.pass(599_000);
    expect(await written()).toEqual({ fix: null, trail: [] });
    clock.pass(2000);
    await expect.poll(written).toMatchObject({ fix: { point: north(0) } });
  });

  it('are gone the moment sharing ends, and a write under way does not bring them back', async () => {
    const { handlers, caller, lineId, clock, report, written, close, bugs } = await openLocation();
    await handlers['location.share'](caller, { lineIds: [lineId], forMs: null });
    await report(0);
    clock.pass(5000);
    await handlers['location.stop'](caller, { lineIds: [lineId] });
    expect(await written()).toBeNull();
    expect(await report(10)).toEqual({ accepted: 0 });
    await close();
    expect(await written()).toBeNull();
    expect(bugs).toEqual([]);
  });

  it('are gone when the delivery is over', async () => {
    const { handlers, caller, lineId, report, written, lineOver, told } = await openLocation();
    await handlers['location.share'](caller, { lineIds: [lineId], forMs: null });
    await report(0);
    lineOver();
    await expect.poll(written).toBeNull();
    expect(told.at(-1)).toBe('location.sharing_changed');
    expect(await handlers['location.positions'](caller, { lineId })).toEqual({ positions: [] });
  });

  it('go, and the share with them, where nothing was heard for a day', async () => {
    const { handlers, caller, lineId, clock, report, written, told } = await openLocation();
    await handlers['location.share'](caller, { lineIds: [lineId], forMs: null });
    clock.pass(20 * 3_600_000);
    await report(0);
    clock.pass(23 * 3_600_000);
    expect((await handlers['location.positions'](caller, { lineId })).positions).toHaveLength(1);
    clock.pass(2 * 3_600_000);
    expect((await handlers['location.positions'](caller, { lineId })).positions).toEqual([]);
    expect(told.at(-1)).toBe('location.sharing_changed');
    await expect.poll(written).toBeNull();
  });

  it('are taken four a second of one person, however many devices, and more again when they slow down', async () => {
    const { handlers, caller, lineId, clock, report } = await openLocation();
    await handlers['location.share'](caller, { lineIds: [lineId], forMs: null });
    let taken = 0;
    for (let i = 0; i < 1000; i++) {
      clock.pass(10);
      taken += (await report(i / 100, `device-${i % 30}` as DeviceId)).accepted;
    }
    // Ten seconds, and what may come at once.
    expect(taken).toBeGreaterThanOrEqual(40);
    expect(taken).toBeLessThanOrEqual(50);
    clock.pass(10_000);
    expect(await report(11)).toEqual({ accepted: 1 });
  });
});
