import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fix, LineId, Point } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { CELL_M, cellOf } from '../../server/location/sight.ts';
import { distanceM } from '../../server/protocol/distance.ts';
import { chance } from '../support/chance.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';
import { TestClock } from '../support/test-clock.ts';

const CITY: Point = { lat: 30.28, lng: 120.02 };
const away = (north: number, east = 0): Point => ({
  lat: Number((CITY.lat + north / 111_195).toFixed(6)),
  lng: Number((CITY.lng + east / 96_000).toFixed(6)),
});
const fixAt = (point: Point, at: number): Fix => ({ point, accuracy: 8, speed: null, heading: null, at });
/** Far jumps are believed after so long, ms. */
const SILENCE_MS = 31_000;

interface Stop {
  readonly lineId: LineId;
  readonly door: Point;
  readonly recipient: Phone;
}

/** A courier's round of these doors, and everybody's phones. */
async function roundOf(server: TestServer, clock: TestClock, doors: readonly Point[]) {
  const courier = { id: `round-${newId()}`, name: '王师傅' };
  const stops: Stop[] = [];
  let rider: Phone | null = null;
  for (const door of doors) {
    const { delivery, tokens } = await server.createDelivery({ courier, point: door });
    rider ??= await server.phone(tokens.courier);
    const recipient = await server.phone(tokens.recipient);
    stops.push({ lineId: delivery.id, door, recipient });
  }
  if (!rider) throw new Error('A round has a door');
  const phone = rider;
  return {
    stops,
    rider: phone,
    share: (forMs: number | null = null) =>
      phone.ask('location.share', { lineIds: stops.map(({ lineId }) => lineId), forMs }),
    /** Where a line is shown the courier. */
    shown: async ({ recipient, lineId }: Stop) =>
      (await recipient.ask('location.positions', { lineId })).positions.find(({ sharing }) => sharing),
    /** Is somewhere else, long after. */
    goTo: async (point: Point) => {
      clock.pass(SILENCE_MS);
      expect(await phone.ask('location.report', { fixes: [fixAt(point, clock.now())] })).toEqual({ accepted: 1 });
    },
  };
}

/** Every point, wherever it stands in something that was told. */
function pointsIn(value: unknown): Point[] {
  if (typeof value !== 'object' || value === null) return [];
  const here = 'lat' in value && 'lng' in value ? [value as Point] : [];
  return [...here, ...Object.values(value).flatMap(pointsIn)];
}

describe('what a line sees of its courier', () => {
  const clock = new TestClock();
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ sfu: null, clock });
  });
  afterAll(() => server.close());

  it('is the place where the door is next, and how many stops come before where it is not', async () => {
    const { stops, share, shown, goTo, rider } = await roundOf(server, clock, [away(0), away(9000), away(18_000)]);
    const [first, second, third] = stops as [Stop, Stop, Stop];
    await share();
    await goTo(away(600));
    expect(await shown(first)).toMatchObject({ sight: 'exact', fix: { point: away(600) }, away: { stopsLeft: 0 } });
    for (const [stop, stopsLeft] of [
      [second, 1],
      [third, 2],
    ] as const)
      expect(await shown(stop)).toMatchObject({
        sight: 'later',
        fix: null,
        trail: [],
        away: { distanceM: null, leftMs: null, stopsLeft, at: null },
      });

    clock.pass(1000);
    for (const status of ['arrived', 'delivered'] as const)
      await rider.ask('deliveries.set_status', { lineId: first.lineId, status });
    await second.recipient.next('location.sight_changed', ({ sight }) => sight === 'exact');
    await third.recipient.next('location.away', ({ away: told }) => told.stopsLeft === 1);
    // Of the way it is shown what came since: not where the others live.
    expect(await shown(second)).toMatchObject({ fix: { point: away(600) }, trail: [] });
    await goTo(away(1200));
    expect(await second.recipient.next('location.moved')).toMatchObject({ fix: { point: away(1200) } });
  });

  it('is the place within 1.5 km, whatever comes before', async () => {
    const { stops, share, shown, goTo } = await roundOf(server, clock, [away(0), away(2000)]);
    const second = stops[1] as Stop;
    await share();
    await goTo(away(300));
    expect(await shown(second)).toMatchObject({ sight: 'later', fix: null });
    await goTo(away(600));
    expect(await shown(second)).toMatchObject({ sight: 'exact', fix: { point: away(600) }, away: { stopsLeft: 1 } });
  });

  it('gets a point by no notice and no answer while it is later, in random rounds', async () => {
    const random = chance(20_261_123);
    for (let day = 0; day < 6; day++) {
      const doors = Array.from({ length: 4 }, () => away(random() * 12_000, random() * 12_000));
      const { stops, share, shown, rider } = await roundOf(server, clock, doors);
      /** Every place where the courier was while a line did not see it. */
      const hidden = new Map<Stop, Set<string>>(stops.map((stop) => [stop, new Set()]));
      const gone = new Set<Stop>();
      const answers = new Map<Stop, unknown[]>(stops.map((stop) => [stop, []]));
      const ahead = (stop: Stop) => !gone.has(stop);
      let last: string | null = null;
      await share();
      for (let turn = 0; turn < 25; turn++) {
        const here = away(random() * 12_000, random() * 12_000);
        if (random() < 0.2) {
          clock.pass(1000);
          const stop = stops[Math.floor(random() * stops.length)] as Stop;
          const status = (['out_for_delivery', 'arrived', 'left_at_place', 'failed'] as const)[
            Math.floor(random() * 4)
          ];
          const step = rider.ask('deliveries.set_status', { lineId: stop.lineId, status: status ?? 'failed' });
          const done = await step.then(
            () => true,
            () => false,
          );
          if (done && (status === 'left_at_place' || status === 'failed')) gone.add(stop);
          else if (done) gone.delete(stop);
          // The round is looked at anew right after the step: what follows is under the new order.
          const left = stops.map((one, i) => (gone.has(one) ? undefined : stops.slice(0, i).filter(ahead).length));
          await expect
            .poll(async () => (await Promise.all(stops.map(shown))).map((seen) => seen?.away?.stopsLeft))
            .toEqual(left);
          // Whose door comes next sees where the courier is now, which it did not before.
          for (const [i, one] of stops.entries()) if (left[i] === 0 && last) hidden.get(one)?.delete(last);
        }
        const batch = random() < 0.3 ? [away(random() * 12_000, random() * 12_000), here] : [here];
        clock.pass(3 * SILENCE_MS);
        const fixes = batch.map((point, i) => fixAt(point, clock.now() - (batch.length - 1 - i) * SILENCE_MS));
        expect(await rider.ask('location.report', { fixes })).toEqual({ accepted: batch.length });
        last = JSON.stringify(here);
        for (const stop of stops) {
          const seen = await shown(stop);
          answers.get(stop)?.push(seen);
          const isNext = seen?.away?.stopsLeft === 0;
          if (seen?.sight === 'later') expect(pointsIn(seen)).toEqual([]);
          // Beyond 1.8 km of a door that is not next, nothing was to be seen, also in the middle of a batch.
          for (const point of batch)
            if (!isNext && distanceM(point, stop.door) > 1800) hidden.get(stop)?.add(JSON.stringify(point));
        }
      }
      for (const stop of stops) {
        const told = [stop.recipient.untaken('location.moved'), answers.get(stop)];
        const points = pointsIn(told).map((point) => JSON.stringify(point));
        expect(points.filter((point) => hidden.get(stop)?.has(point))).toEqual([]);
      }
    }
  }, 60_000);

  it('is the whole way, thinned, when what was measured without network comes at once', async () => {
    const { stops, share, goTo, rider } = await roundOf(server, clock, [away(0)]);
    const [stop] = stops as [Stop];
    await share();
    await goTo(away(2000));
    clock.pass(SILENCE_MS);
    const corner = Array.from({ length: 30 }, (_, i) => (i < 15 ? away(2000 - i * 10) : away(1850, (i - 15) * 10)));
    const fixes = corner.map((point, i) => fixAt(point, clock.now() - (29 - i) * 1000));
    expect(await rider.ask('location.report', { fixes })).toEqual({ accepted: 30 });
    const moved = await stop.recipient.next('location.moved', ({ via }) => via !== undefined);
    expect(moved.fix.point).toEqual(corner.at(-1));
    expect(moved.via).toContainEqual(away(1850));
    expect(moved.via?.length).toBeLessThanOrEqual(30);
    expect(corner).toEqual(expect.arrayContaining([...(moved.via ?? [])]));
  });

  it("comes to no stranger's socket, not even one that shares with its own line", async () => {
    const mine = await roundOf(server, clock, [away(0)]);
    const other = await roundOf(server, clock, [away(0)]);
    await mine.share();
    await other.share();
    await mine.goTo(away(100));
    await other.goTo(away(5));
    const [stop] = other.stops as [Stop];
    await stop.recipient.next('location.moved');
    const heard = ['location.moved', 'location.sharing_changed', 'location.away', 'location.sight_changed'] as const;
    for (const name of heard) for (const { lineId } of stop.recipient.untaken(name)) expect(lineId).toBe(stop.lineId);
    expect(JSON.stringify(stop.recipient.untaken('location.moved'))).not.toContain(String(away(100).lat));
  });
});

describe('a courier whom the operator shows', () => {
  it.each(['rough', 'words'] as const)('only %s is told so, and never where', async (sight) => {
    const clock = new TestClock();
    await using server = await startServer({ sfu: null, clock, settings: { DOORLINE_COURIER_SIGHT: sight } });
    const { stops, share, shown, goTo } = await roundOf(server, clock, [away(0)]);
    const [stop] = stops as [Stop];
    await share();
    const way = Array.from({ length: 20 }, (_, i) => away(900 - i * 40));
    for (const point of way) await goTo(point);
    await stop.recipient.next('location.away', ({ away: told }) => told.distanceM === 100);
    const told = pointsIn([stop.recipient.untaken('location.moved'), await shown(stop)]);
    const cells = new Set(way.map((point) => JSON.stringify(cellOf(point))));
    if (sight === 'words') expect(told).toEqual([]);
    else {
      expect(told.length).toBeGreaterThan(1);
      for (const point of told) expect(cells).toContain(JSON.stringify(point));
      expect(told.every((point) => way.some((place) => distanceM(point, place) <= CELL_M))).toBe(true);
    }
    expect(await shown(stop)).toMatchObject({ sight, trail: [], away: { distanceM: 100, stopsLeft: 0 } });
    if (sight !== 'words') return;
    // Who stands still is alive, though nothing else would be read; a page that is opened later knows how old it is.
    stop.recipient.untaken('location.away');
    await goTo(way.at(-1) ?? away(0));
    const at = clock.now();
    await stop.recipient.next('location.away', ({ away: told }) => told.at === at);
    clock.pass(120_000);
    expect(await shown(stop)).toMatchObject({ away: { distanceM: 100, at } });
  });
});

describe('a share that ends by itself', () => {
  it('ends at its time, for all who see it, and not before', async () => {
    const clock = new TestClock();
    await using server = await startServer({ sfu: null, clock });
    const { stops, share, shown } = await roundOf(server, clock, [away(0)]);
    const [stop] = stops as [Stop];
    await share(15 * 60_000);
    const endsAt = clock.now() + 15 * 60_000;
    expect(await stop.recipient.next('location.sharing_changed')).toMatchObject({ sharing: true, endsAt });
    clock.pass(10 * 60_000);
    expect(await shown(stop)).toMatchObject({ endsAt });
    // Chosen anew, it counts from then on.
    await share(10 * 60_000);
    clock.pass(9 * 60_000);
    expect(await shown(stop)).toBeDefined();
    clock.pass(60_000);
    await stop.recipient.next('location.sharing_changed', ({ sharing }) => !sharing);
    expect(await shown(stop)).toBeUndefined();
  });

  it('ends while the server is down, and one that does not goes on', async () => {
    const clock = new TestClock();
    await using server = await startServer({ sfu: null, clock });
    const short = await roundOf(server, clock, [away(0)]);
    const long = await roundOf(server, clock, [away(0)]);
    await short.share(5 * 60_000);
    await long.share(60 * 60_000);
    const back = [short, long].flatMap(({ rider, stops }) =>
      [rider, ...stops.map(({ recipient }) => recipient)].map(
        (phone) => new Promise((resolve) => phone.socket.io.once('reconnect', resolve)),
      ),
    );
    await server.restart(() => clock.pass(10 * 60_000));
    await Promise.all(back);
    expect(await short.shown(short.stops[0] as Stop)).toBeUndefined();
    expect(await long.shown(long.stops[0] as Stop)).toMatchObject({ sharing: true });
    clock.pass(50 * 60_000);
    await long.stops[0]?.recipient.next('location.sharing_changed', ({ sharing }) => !sharing);
  });
});

describe('positions', () => {
  it('of somebody whose link is revoked while their phone is away are gone for all', async () => {
    const clock = new TestClock();
    await using server = await startServer({ sfu: null, clock });
    const { delivery, tokens, linkIds } = await server.createDelivery();
    const [courier, recipient] = [await server.phone(tokens.courier), await server.phone(tokens.recipient)];
    await recipient.ask('location.share', { lineIds: [delivery.id], forMs: null });
    await recipient.ask('location.report', { fixes: [fixAt(away(0), clock.now())] });
    await courier.next('location.moved');
    recipient.close();
    expect((await server.operator('DELETE', `/links/${linkIds.recipient}`)).status).toBeLessThan(300);
    await courier.next('location.sharing_changed', ({ sharing }) => !sharing);
    expect((await courier.ask('location.positions', { lineId: delivery.id })).positions).toEqual([]);
    const again = await server.phone(tokens.courier);
    expect((await again.ask('location.positions', { lineId: delivery.id })).positions).toEqual([]);
  });

  it('stay out of logs, metrics and the record', async () => {
    const lines: string[] = [];
    const log = pino(
      { level: 'trace' },
      new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) }),
    );
    const clock = new TestClock();
    await using server = await startServer({ sfu: null, clock, log });
    const { stops, share, goTo, rider } = await roundOf(server, clock, [away(0)]);
    const [stop] = stops as [Stop];
    await share();
    const secret: Point = { lat: 30.287_713, lng: 120.023_317 };
    await goTo(secret);
    await stop.recipient.next('location.moved');
    // What is refused is not repeated either.
    const wrong = { ...fixAt(secret, clock.now()), accuracy: -1 };
    await expect(rider.ask('location.report', { fixes: [wrong] })).rejects.toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('287713') }),
    );
    await rider.ask('deliveries.set_status', { lineId: stop.lineId, status: 'arrived' });
    const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${server.apiKey}` } });
    const record = await fetch(`${server.url}/api/v1/deliveries/${stop.lineId}/export`, {
      headers: { authorization: `Bearer ${server.apiKey}` },
    });
    const timeline = await server.operator('GET', `/deliveries/${stop.lineId}/timeline?since=0`);
    const everything = [lines.join(''), await metrics.text(), JSON.stringify(timeline.body)];
    everything.push(Buffer.from(await record.arrayBuffer()).toString('latin1'));
    for (const text of everything) {
      expect(text).not.toMatch(/287713|023317/);
      expect(text.length).toBeGreaterThanOrEqual(0);
    }
    expect(everything[1]).toContain('doorline_fixes_total{outcome="accepted"} 1');
  });
});
