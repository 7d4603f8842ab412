import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientId, DeviceId, Fix, LineId, Point } from '#protocol';
import { alongDemoWalk } from '../../server/location/demo-place.ts';
import { systemClock } from '../../server/clock.ts';
import { newId } from '../../server/new-id.ts';
import { nameGuest } from '../support/guests.ts';
import { door } from '../support/photos.ts';
import { API_KEY, startServerProcess } from '../support/server-process.ts';
import { openPhone, type Phone, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
const steps = alongDemoWalk(10).map(({ lat, lng }) => ({ lat: Number(lat.toFixed(6)), lng: Number(lng.toFixed(6)) }));
let measuredAt = 0;
/** One after the other, unless it is said when. */
const fixAt = (i: number, at = (measuredAt = Math.max(measuredAt + 1, Date.now()))): Fix => ({
  point: steps[i] as Point,
  accuracy: 8,
  speed: 5,
  heading: 90,
  at,
});

async function newLine() {
  const courier = { id: `courier-${newId()}`, name: '王师傅' };
  const { delivery, tokens } = await server.createDelivery({ courier });
  return { lineId: delivery.id, tokens };
}
const share = (phone: Phone, lineIds: LineId[]) => phone.ask('location.share', { lineIds, forMs: null });
const shown = async (phone: Phone, lineId: LineId) => (await phone.ask('location.positions', { lineId })).positions;

beforeAll(async () => {
  server = await startServer({ sfu: null });
});
afterAll(() => server.close());

describe('positions that a background app has kept', () => {
  const osmAnd = (template: string, { point, at }: Fix) => {
    const numbers = [point.lat, point.lng, at, 6, 11, 5, 84];
    return fetch(template.replace(/\{(\d)\}/g, (_, place: string) => String(numbers[Number(place)])));
  };

  it('of before the share are nobody’s', async () => {
    const { lineId, tokens } = await newLine();
    const [courier, recipient] = [await server.phone(tokens.courier), await server.phone(tokens.recipient)];
    const { osmandUrl } = await courier.ask('location.make_tracker', {});
    await share(courier, [lineId]);
    for (let i = 0; i < 8; i++)
      expect((await osmAnd(osmandUrl, fixAt(i, Date.now() - 500_000 + i * 10_000))).ok).toBe(true);
    expect((await shown(recipient, lineId))[0]).toMatchObject({ sharing: true, fix: null, trail: [] });
    await osmAnd(osmandUrl, fixAt(9));
    const [seen] = await shown(recipient, lineId);
    expect([seen?.fix?.point, seen?.trail]).toEqual([steps[9], [steps[9]]]);
    expect(recipient.untaken('location.moved').map(({ fix }) => fix.point)).toEqual([steps[9]]);
  });

  it('of before the door was next are not for the people at it', async () => {
    let aheadMs = 0;
    const clock = { ...systemClock, now: () => Date.now() + aheadMs };
    await using own = await startServer({ sfu: null, clock });
    const [first, second] = [await own.createDelivery(), await own.createDelivery()];
    const [courier, recipient] = [await own.phone(first.tokens.courier), await own.phone(second.tokens.recipient)];
    const lineId = second.delivery.id;
    const { osmandUrl } = await courier.ask('location.make_tracker', {});
    await share(courier, [first.delivery.id, lineId]);
    const far = (i: number): Fix => ({ ...fixAt(0, clock.now()), point: { lat: (304_000 + i) / 10_000, lng: 120.2 } });
    const kept = [0, 1, 2, 3, 4].map((i) => {
      aheadMs += 60_000;
      return far(i);
    });
    aheadMs += 60_000;
    for (const status of ['out_for_delivery', 'delivered'])
      await own.operator('POST', `/deliveries/${first.delivery.id}/status`, { status });
    await recipient.next('location.sight_changed', ({ sight }) => sight === 'exact');
    for (const fix of kept) await osmAnd(osmandUrl, fix);
    const now = far(7);
    await osmAnd(osmandUrl, now);
    expect((await recipient.next('location.moved')).fix.point).toEqual(now.point);
    expect(recipient.untaken('location.moved')).toEqual([]);
    expect((await shown(recipient, lineId))[0]).toMatchObject({ fix: { point: now.point }, trail: [now.point] });
  });
});

it('a keeper who comes later sees where the courier is, and not where they were before; who has left hears nothing', async () => {
  const { lineId, tokens } = await newLine();
  const courier = await server.phone(tokens.courier);
  await share(courier, [lineId]);
  for (let i = 0; i < 3; i++) await courier.ask('location.report', { fixes: [fixAt(i)] });
  const [keeper, agent] = [await nameGuest(server, 'station', 'Lane 5'), await nameGuest(server, 'agent', 'Ann')];
  const [atStation, atDesk] = [await keeper.phone(), await agent.phone()];
  for (const body of [
    { role: 'station', stationId: keeper.id },
    { role: 'agent', agentId: agent.id },
  ])
    expect((await server.operator('POST', `/deliveries/${lineId}/members`, body)).status).toBe(201);
  expect((await shown(atStation, lineId))[0]).toMatchObject({ fix: { point: steps[2] }, trail: [] });
  expect((await shown(atDesk, lineId))[0]?.trail).toEqual([steps[0], steps[1], steps[2]]);
  await courier.ask('location.report', { fixes: [fixAt(3)] });
  expect((await atStation.next('location.moved')).fix.point).toEqual(steps[3]);
  for (const phone of [atStation, atDesk]) await phone.ask('people.leave', { lineId });
  await courier.ask('location.report', { fixes: [fixAt(4)] });
  for (const phone of [atStation, atDesk]) {
    await expect(shown(phone, lineId)).rejects.toThrow(expect.objectContaining({ code: 'forbidden' }));
    expect(phone.untaken('location.moved').filter(({ fix }) => fix.point.lat === steps[4]?.lat)).toEqual([]);
  }
});

it('thirty sockets of one person at full speed are told on four times a second, and the others are not slowed', async () => {
  const [loud, quiet] = [await newLine(), await newLine()];
  const watching = await server.phone(loud.tokens.recipient);
  const phones = await Promise.all(Array.from({ length: 29 }, () => server.phone(loud.tokens.courier)));
  const [courier, recipient] = [await server.phone(quiet.tokens.courier), await server.phone(quiet.tokens.recipient)];
  await share(phones[0] as Phone, [loud.lineId]);
  await share(courier, [quiet.lineId]);
  const began = Date.now();
  for (let round = 0; round < 20; round++) {
    for (const phone of phones) {
      const fixes = Array.from({ length: 60 }, (_, i) => fixAt(i % 5, Date.now() - 60 + i));
      phone.socket.emit('location.report', { fixes });
    }
    await courier.ask('location.report', { fixes: [fixAt(round)] });
  }
  await recipient.next('location.moved');
  const tookS = (Date.now() - began) / 1000;
  await watching.ask('location.positions', { lineId: loud.lineId });
  expect(watching.untaken('location.moved').length).toBeLessThanOrEqual(10 + Math.ceil(4 * tookS) + 1);
});

it('a share that was switched off leaves no place in the data, the log of the database aside', async () => {
  const { lineId, tokens } = await newLine();
  const courier = await server.phone(tokens.courier);
  await share(courier, [lineId]);
  const point = { lat: 31.234567, lng: 121.765432 };
  for (let i = 0; i < 3; i++)
    await courier.ask('location.report', { fixes: [{ ...fixAt(0), point, at: Date.now() + i }] });
  await server.restart();
  const again = await server.phone(tokens.courier);
  await again.ask('location.stop', { lineIds: [lineId] });
  // The log is written into the file where the database is closed.
  await server.restart();
  for (const name of await readdir(server.dataFolder, { recursive: true })) {
    const bytes = await readFile(join(server.dataFolder, name)).catch(() => Buffer.alloc(0));
    expect(bytes.includes('31.234567'), name).toBe(false);
  }
});

it('what a member put on the map is gone from every byte when they ask for it, a spot of before and what a backend waits for too', async () => {
  const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
  // Nobody listens there: all that is announced waits.
  const settings = { DOORLINE_WEBHOOK_URL: 'http://127.0.0.1:9/hook', DOORLINE_WEBHOOK_SECRET: secret };
  await using own = await startServer({ sfu: null, settings });
  const { delivery, tokens } = await own.createDelivery();
  const lineId = delivery.id;
  const [courier, recipient] = [await own.phone(tokens.courier), await own.phone(tokens.recipient)];
  const spots = [31.112233, 31.223344, 31.334455, 31.445566].map((lat) => ({ lat, lng: 121.5 }));
  const [first, second, third, shared] = spots as [Point, Point, Point, Point];
  const photoClientId = newId<ClientId>();
  const headers = { authorization: `Bearer ${tokens.recipient}`, 'x-client-id': photoClientId };
  const photo = await fetch(`${own.url}/api/lines/${lineId}/photos`, {
    method: 'POST',
    headers,
    body: Buffer.from(door()),
  });
  expect(photo.status).toBe(201);
  const pin = await recipient.ask('timeline.send_place', {
    lineId,
    clientId: newId<ClientId>(),
    point: first,
    name: '快递柜',
    source: 'pin',
    accuracy: null,
    meet: true,
    photoClientId,
  });
  await courier.ask('timeline.move_place', { lineId, entryId: pin.id, point: second });
  await recipient.ask('timeline.move_place', { lineId, entryId: pin.id, point: third });
  await courier.ask('timeline.accept_place', { lineId, entryId: pin.id, point: third });
  await share(recipient, [lineId]);
  await recipient.ask('location.report', { fixes: [{ ...fixAt(0), point: shared }] });
  expect((await own.operator('POST', `/deliveries/${lineId}/erase`, { member: 'recipient' })).status).toBe(200);
  for (const name of await readdir(own.dataFolder, { recursive: true })) {
    const bytes = await readFile(join(own.dataFolder, name)).catch(() => Buffer.alloc(0));
    for (const { lat } of spots) expect(bytes.includes(String(lat)), `${lat} in ${name}`).toBe(false);
    expect(bytes.includes('快递柜'), name).toBe(false);
  }
  expect(await shown(courier, lineId)).toEqual([]);
});

describe('a server that is killed in the middle, or whose clock is set', () => {
  it('goes on with the shares, and not with one whose link was switched off or that was stopped', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'doorline-test-'));
    const NODE_OPTIONS = `--import=${join(import.meta.dirname, '../support/jumping-clock.ts')}`;
    const start = () => startServerProcess(dataFolder, { NODE_OPTIONS });
    const order = async (url: string) => {
      const response = await fetch(`${url}/api/v1/deliveries`, {
        method: 'POST',
        headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          reference: newId(),
          courier: { id: newId(), name: '王师傅' },
          recipient: { name: '李女士' },
          address: '演示花园',
          addressDetail: '3',
          point: { lat: 30.28, lng: 120.02 },
        }),
      });
      const { id, links, linkIds } = (await response.json()) as OrderedDelivery;
      return { lineId: id, links, linkIds };
    };
    const open = (url: string, link: string) => openPhone(url, link.split('/l/')[1] ?? '', newId<DeviceId>());
    try {
      await using running = await start();
      const lines = [await order(running.url), await order(running.url), await order(running.url)];
      const [kept, revoked, stopped] = lines as [Line, Line, Line];
      for (const { lineId, links } of lines) {
        const phone = await open(running.url, links.recipient);
        await share(phone, [lineId]);
        for (let i = 0; i < 3; i++) await phone.ask('location.report', { fixes: [fixAt(i)] });
        // Written a little late: what a crash takes is where they were, never that they share.
        if (lineId === stopped.lineId) await phone.ask('location.stop', { lineIds: [lineId] });
        phone.close();
      }
      await fetch(`${running.url}/api/v1/links/${revoked.linkIds.recipient}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${API_KEY}` },
      });
      await running.end('SIGKILL');

      await using again = await start();
      const sees = async ({ lineId, links }: Line) => {
        await using courier = await open(again.url, links.courier);
        return (await shown(courier, lineId)).map(({ sharing }) => sharing);
      };
      expect([await sees(kept), await sees(revoked), await sees(stopped)]).toEqual([[true], [], []]);

      // An hour ahead, then an hour back: a page that knows the server's time is believed at once each time.
      const recipient = await open(again.url, kept.links.recipient);
      const courier = await open(again.url, kept.links.courier);
      await share(recipient, [kept.lineId]);
      for (let i = 0; i < 3; i++) {
        const { now } = await recipient.ask('people.hello', {});
        await recipient.ask('location.report', { fixes: [{ ...fixAt(i * 20, now), speed: null }] });
        const { fix } = await courier.next('location.moved', (moved) => moved.fix.point.lat === steps[i * 20]?.lat);
        expect(fix.at).toBe(now);
        again.child.kill('SIGUSR2');
        await expect
          .poll(async () => Math.abs((await recipient.ask('people.hello', {})).now - now))
          .toBeGreaterThan(1_800_000);
      }
      recipient.close();
      courier.close();
    } finally {
      await rm(dataFolder, { recursive: true, force: true });
    }
  });
});

interface Line {
  readonly lineId: LineId;
  readonly links: { readonly recipient: string; readonly courier: string };
  readonly linkIds: { readonly recipient: string };
}
type OrderedDelivery = Omit<Line, 'lineId'> & { readonly id: LineId };
