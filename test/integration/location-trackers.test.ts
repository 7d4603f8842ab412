import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeviceId, LineId, ReplyOf } from '#protocol';
import { alongDemoWalk, demoPlace } from '../../server/location/demo-place.ts';
import { newId } from '../../server/new-id.ts';
import { API_KEY, startServerProcess } from '../support/server-process.ts';
import { openPhone, type Phone, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null });
});
afterAll(() => server.close());

type Addresses = ReplyOf<'location.make_tracker'>;
const { home } = demoPlace;

/** What OsmAnd does with the address: each number in its place. */
const filled = (template: string, numbers: readonly (number | string)[]) =>
  template.replace(/\{(\d)\}/g, (_, place: string) => String(numbers[Number(place)]));
/** Of a phone at the door that is held still. */
const atDoor = (at: number | string): (number | string)[] => [home.lat, home.lng, at, 6.2, 11.4, '0.0', '0.0'];
const osmAnd = (template: string, numbers: readonly (number | string)[], method = 'GET') =>
  fetch(filled(template, numbers), { method });

const authorization = ({ user, password }: { user: string; password: string }) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
/** What OwnTracks does: one message a request, whatever its kind. */
const ownTracks = ({ ownTracks: { url, ...who } }: Addresses, message: unknown, more: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { authorization: authorization(who), 'content-type': 'application/json', 'x-limit-u': who.user, ...more },
    body: typeof message === 'string' ? message : JSON.stringify(message),
  });
const message = (at: number, more: object = {}) => ({
  _type: 'location',
  _id: 'ab12cd34',
  acc: 6,
  alt: 11,
  batt: 71,
  bs: 1,
  conn: 'm',
  created_at: Math.round(at / 1000) + 1,
  lat: home.lat,
  lon: home.lng,
  m: 2,
  t: 't',
  tid: 'dl',
  topic: 'owntracks/u/phone',
  tst: at / 1000,
  ...more,
});

async function courierAndRecipient(courier = `courier-${newId()}`) {
  const { delivery, tokens } = await server.createDelivery({ courier: { id: courier, name: '王师傅' } });
  const lineId = delivery.id;
  const phone = await server.phone(tokens.courier);
  const recipient = await server.phone(tokens.recipient);
  return { courierId: courier, lineId, tokens, courier: phone, recipient };
}

const share = (phone: Phone, lineId: LineId) => phone.ask('location.share', { lineIds: [lineId], forMs: null });
const shown = async (phone: Phone, lineId: LineId) =>
  (await phone.ask('location.positions', { lineId })).positions.map(({ fix }) => fix?.point ?? null);

describe("a courier's background app", () => {
  it('reports as OsmAnd, step by step, to who sees the courier, and moves the delivery as a page does', async () => {
    const { lineId, courier, recipient } = await courierAndRecipient();
    await server.operator('POST', `/deliveries/${lineId}/status`, { status: 'out_for_delivery' });
    await share(courier, lineId);
    const { osmandUrl } = await courier.ask('location.make_tracker', {});
    expect(osmandUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/osmand\/[\w-]{16}\.[\w-]{22}\?lat=\{0\}&lon=\{1\}/);
    const now = Date.now();
    const steps = alongDemoWalk(40).slice(-12);
    for (const [i, { lat, lng }] of steps.entries()) {
      const at = now - (30 - i) * 1000;
      const response = await osmAnd(osmandUrl, [lat, lng, at, '6.2', '11.4', '5.13', '84.0'], i % 2 ? 'POST' : 'GET');
      expect([response.status, await response.text()]).toEqual([200, 'OK']);
    }
    for (const at of [now - 14_000, now - 10_000, now - 5000]) await osmAnd(osmandUrl, atDoor(at));
    const moved = recipient.untaken('location.moved').map(({ fix }) => fix);
    expect(moved[0]).toMatchObject({ accuracy: 6, speed: 5.1, heading: 84, at: now - 30_000 });
    for (const status of ['nearby', 'arrived'])
      await recipient.next('timeline.changed', ({ by, body }) => {
        return by === null && body.kind === 'status' && body.status === status;
      });
    // The phone's clock is ahead: its newest fix is of now.
    await osmAnd(osmandUrl, atDoor(Date.now() + 60_000));
    const last = await recipient.next('location.moved', ({ fix }) => fix.at > now - 5000);
    expect(last.fix.point).toEqual(home);
    expect(last.fix.at).toBeLessThanOrEqual(Date.now());
  });

  it('reports as OwnTracks, whose other messages are answered and nothing more', async () => {
    const { lineId, courier, recipient } = await courierAndRecipient();
    await share(courier, lineId);
    const addresses = await courier.ask('location.make_tracker', {});
    const others = [
      { _type: 'waypoint', desc: 'Home', lat: 48.8, lon: 2.29, rad: 100, tst: 1_497_476_456 },
      { _type: 'transition', event: 'enter', lat: 48.8, lon: 2.29, tst: 1_497_476_456, wtst: 1, acc: 5 },
      { _type: 'card', name: 'Wang', face: 'iVBORw0KGgo'.repeat(9000) },
      { _type: 'lwt', tst: 1_497_476_456 },
      { _type: 'encrypted', data: 'nXv0' },
      { _type: 'status', iOS: { altimeterIsAuthorized: true } },
      { _type: 'location', lat: null, lon: 'x', tst: 'now' },
      [],
      'null',
      '',
      '7',
    ];
    for (const other of others) {
      const response = await ownTracks(addresses, other);
      expect([response.status, await response.json()], JSON.stringify(other).slice(0, 80)).toEqual([200, []]);
    }
    expect(await shown(recipient, lineId)).toEqual([null]);
    const at = Math.floor(Date.now() / 1000) * 1000;
    expect((await ownTracks(addresses, message(at, { vel: 18, cog: 184 }))).status).toBe(200);
    const { fix } = await recipient.next('location.moved');
    expect(fix).toEqual({ point: home, accuracy: 6, speed: 5, heading: 184, at });
  });

  it('is of the courier, not of a round: the next day it reports for that round, and for nobody else at any time', async () => {
    const today = await courierAndRecipient();
    const { tokens, delivery } = await server.createDelivery({
      courier: { id: today.courierId, name: '王师傅' },
      day: '2031-03-01',
    });
    const other = await courierAndRecipient();
    const [nextDay, nextRecipient] = [await server.phone(tokens.courier), await server.phone(tokens.recipient)];
    const { osmandUrl } = await today.courier.ask('location.make_tracker', {});
    await share(other.courier, other.lineId);
    await share(nextDay, delivery.id);
    await osmAnd(osmandUrl, atDoor(Date.now()));
    await nextRecipient.next('location.moved');
    expect(await shown(today.recipient, today.lineId)).toEqual([]);
    expect(await shown(other.recipient, other.lineId)).toEqual([null]);
  });

  it('keeps nothing while its courier shares nothing, and is answered all the same', async () => {
    const { lineId, courier, recipient } = await courierAndRecipient();
    const { osmandUrl } = await courier.ask('location.make_tracker', {});
    expect((await osmAnd(osmandUrl, atDoor(Date.now()))).status).toBe(200);
    expect(await shown(recipient, lineId)).toEqual([]);
    await share(courier, lineId);
    expect(await shown(recipient, lineId)).toEqual([null]);
    await courier.ask('location.stop', { lineIds: [lineId] });
    expect((await osmAnd(osmandUrl, atDoor(Date.now()))).status).toBe(200);
    expect(await shown(recipient, lineId)).toEqual([]);
    expect(recipient.untaken('location.moved')).toEqual([]);
  });

  it('tells the page when it was last heard of, and ends with the next one, by the page and by the operator', async () => {
    const { courierId, lineId, courier, recipient } = await courierAndRecipient();
    const begun = Date.now();
    expect(await courier.ask('location.tracker', {})).toEqual({ tracker: null });
    expect((await server.operator('GET', `/couriers/${courierId}/tracker`)).status).toBe(404);
    const first = await courier.ask('location.make_tracker', {});
    const { tracker } = await courier.ask('location.tracker', {});
    expect(tracker?.heardAt).toBeNull();
    expect(tracker?.since).toBeGreaterThanOrEqual(begun);
    await osmAnd(first.osmandUrl, atDoor(Date.now()));
    const heard = (await courier.ask('location.tracker', {})).tracker;
    expect(heard?.heardAt).toBeGreaterThanOrEqual(begun);
    expect(await server.operator('GET', `/couriers/${courierId}/tracker`)).toEqual({ status: 200, body: heard });

    await share(courier, lineId);
    const second = await courier.ask('location.make_tracker', {});
    expect((await osmAnd(first.osmandUrl, atDoor(Date.now()))).status).toBe(401);
    expect((await ownTracks(first, message(Date.now()))).status).toBe(401);
    expect((await osmAnd(second.osmandUrl, atDoor(Date.now()))).status).toBe(200);
    await recipient.next('location.moved');
    await courier.ask('location.end_tracker', {});
    expect((await osmAnd(second.osmandUrl, atDoor(Date.now()))).status).toBe(401);
    expect(await courier.ask('location.tracker', {})).toEqual({ tracker: null });

    const third = await courier.ask('location.make_tracker', {});
    expect((await osmAnd(third.osmandUrl, atDoor(Date.now()))).status).toBe(200);
    expect((await server.operator('DELETE', `/couriers/${courierId}/tracker`)).status).toBe(204);
    expect((await osmAnd(third.osmandUrl, atDoor(Date.now()))).status).toBe(401);
    expect((await server.operator('DELETE', `/couriers/${courierId}/tracker`)).status).toBe(404);
    expect((await server.operator('DELETE', '/couriers/%00/tracker')).status).toBe(404);
  });

  it('is a courier’s alone', async () => {
    const { recipient } = await courierAndRecipient();
    const forbidden = expect.objectContaining({ code: 'forbidden' });
    await expect(recipient.ask('location.tracker', {})).rejects.toThrow(forbidden);
    await expect(recipient.ask('location.make_tracker', {})).rejects.toThrow(forbidden);
    await expect(recipient.ask('location.end_tracker', {})).rejects.toThrow(forbidden);
  });

  it('goes on after a restart', async () => {
    const { lineId, courier, recipient } = await courierAndRecipient();
    await share(courier, lineId);
    const { osmandUrl } = await courier.ask('location.make_tracker', {});
    await osmAnd(osmandUrl, atDoor(Date.now()));
    const back = new Promise((resolve) => recipient.socket.io.once('reconnect', resolve));
    await server.restart();
    await back;
    const { tracker } = await courier.ask('location.tracker', {});
    expect(tracker?.heardAt).not.toBeNull();
    expect((await osmAnd(osmandUrl, [home.lat, 120.022, Date.now(), 5, 1, 0, 0])).status).toBe(200);
    expect(await shown(recipient, lineId)).toEqual([{ lat: home.lat, lng: 120.022 }]);
  });
});

describe('rubbish', () => {
  it('is refused in words without a good token, before its body is read', async () => {
    const [one, two] = [await courierAndRecipient(), await courierAndRecipient()];
    const mine = await one.courier.ask('location.make_tracker', {});
    const theirs = await two.courier.ask('location.make_tracker', {});
    const { user, password } = mine.ownTracks;
    const tokens = [
      'nonsense',
      `${user}.`,
      `${user}.${'A'.repeat(22)}`,
      `${user}.${theirs.ownTracks.password}`,
      `${theirs.ownTracks.user}.${password}`,
      `${newId()}.${password}`,
      `${user}.${password}A`,
      `${user}.${password}.${password}`,
      '%00.%00',
      'a'.repeat(4000),
      "' or 1=1 --",
    ];
    const at = Date.now();
    for (const token of tokens) {
      const url = `${server.url}/api/osmand/${encodeURIComponent(token)}?lat=30&lon=120&timestamp=${at}`;
      const response = await fetch(url);
      expect([response.status, await response.json()], token).toMatchObject([401, { code: 'unauthorized' }]);
    }
    const headers = [
      '',
      'Basic',
      'Basic !!!',
      'Bearer abc',
      `Bearer ${password}`,
      authorization({ user, password: theirs.ownTracks.password }),
      authorization({ user: '', password: '' }),
      authorization({ user: 'x'.repeat(500), password }),
    ];
    for (const header of headers) {
      const response = await ownTracks(mine, 'x'.repeat(1_000_000), { authorization: header });
      expect(response.status, header).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Basic');
    }
    expect((await fetch(`${server.url}/api/owntracks`)).status).toBe(404);
    expect((await osmAnd(mine.osmandUrl, atDoor(at), 'PUT')).status).toBe(404);
  });

  it('in the fields is refused in words, and changes nothing', async () => {
    const { lineId, courier, recipient } = await courierAndRecipient();
    await share(courier, lineId);
    const addresses = await courier.ask('location.make_tracker', {});
    const base = addresses.osmandUrl.split('?')[0] ?? '';
    const queries = [
      '',
      'lat=NaN&lon=NaN',
      'lat={0}&lon={1}&timestamp={2}',
      'lat=120.02&lon=30.28',
      'lat=30&lon=120&lat=31',
      'lat=30&lon=120&timestamp=yesterday',
      'lat[$gt]=1&lon[]=2',
      '__proto__[lat]=30&lon=120',
    ];
    for (const query of queries) {
      const response = await fetch(`${base}?${query}`);
      expect([response.status, await response.json()], query).toMatchObject([400, { code: 'bad_request' }]);
    }
    const form = (body: string) =>
      fetch(base, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    expect((await form('lat=x&lon=120')).status).toBe(400);
    expect((await form(`lat=30&lon=120&note=${'x'.repeat(10_000)}`)).status).toBe(413);
    expect((await form(Array.from({ length: 200 }, (_, i) => `p${i}=1`).join('&'))).status).toBe(413);
    expect((await ownTracks(addresses, '{"_type":"location",')).status).toBe(400);
    expect((await ownTracks(addresses, JSON.stringify({ x: 'x'.repeat(300_000) }))).status).toBe(413);
    // Of another time than now: understood, and not believed.
    const day = 86_400_000;
    for (const at of [1, 0, Date.now() - day, Date.now() + day, 9e14]) {
      expect((await osmAnd(addresses.osmandUrl, atDoor(at))).status, String(at)).toBe(200);
      expect((await ownTracks(addresses, message(at))).status, String(at)).toBe(200);
    }
    expect(await shown(recipient, lineId)).toEqual([null]);
    // Seconds in the place of milliseconds, as a form: that is one.
    expect((await form(`lat=30.28&lon=120.02&timestamp=${Math.round(Date.now() / 1000)}&hdop=4`)).status).toBe(200);
    expect(await shown(recipient, lineId)).toEqual([{ lat: 30.28, lng: 120.02 }]);
  });

  it('in a flood of ten thousand is turned away, and the others are not slowed', async () => {
    const { lineId, courier, recipient } = await courierAndRecipient();
    await share(courier, lineId);
    const { osmandUrl } = await courier.ask('location.make_tracker', {});
    const other = await courierAndRecipient();
    await share(other.courier, other.lineId);
    const fine = await other.courier.ask('location.make_tracker', {});
    const counts = new Map<number, number>();
    let sent = 0;
    // Sixteen connections that are kept: a flood by fetch is slower than the server.
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    const statusOf = (url: string) =>
      new Promise<number>((resolve, reject) => {
        get(url, { agent }, (response) => {
          response.resume().once('end', () => resolve(response.statusCode ?? 0));
        }).once('error', reject);
      });
    async function flood(): Promise<void> {
      while (sent < 10_000) {
        sent += 1;
        const strange = `${server.url}/api/osmand/${newId()}.${'B'.repeat(22)}`;
        const status = await statusOf(sent % 2 ? filled(osmandUrl, atDoor(Date.now())) : strange);
        counts.set(status, (counts.get(status) ?? 0) + 1);
      }
    }
    const flooded = Promise.all(Array.from({ length: 16 }, flood));
    for (let i = 0; i < 10; i++) {
      const at = Date.now();
      expect((await osmAnd(fine.osmandUrl, atDoor(at))).status).toBe(200);
      await other.recipient.next('location.moved', ({ fix }) => fix.at === at);
    }
    await flooded;
    agent.destroy();
    expect(new Set(counts.keys())).toEqual(new Set([200, 401, 429]));
    expect(counts.get(200)).toBeLessThan(1000);
    expect(await shown(recipient, lineId)).toEqual([home]);
  });
});

it('nothing of a background app is in the log, at its most talkative', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'doorline-test-'));
  await using running = await startServerProcess(dataFolder, { LOG_LEVEL: 'trace', DOORLINE_DEMO: 'on' });
  let log = '';
  running.child.stderr?.on('data', (part: Buffer) => (log += part.toString()));
  const created = await fetch(`${running.url}/api/v1/deliveries`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      reference: 'r-1',
      courier: { id: 'c-1', name: 'Wang' },
      recipient: { name: 'Li' },
      address: 'Demo Garden',
      point: home,
    }),
  });
  const { id, links } = (await created.json()) as { id: LineId; links: { courier: string } };
  await using courier = await openPhone(running.url, links.courier.split('/l/')[1] ?? '', newId<DeviceId>());
  await share(courier, id);
  const addresses = await courier.ask('location.make_tracker', {});
  const { user, password } = addresses.ownTracks;
  await osmAnd(addresses.osmandUrl, atDoor(Date.now()));
  await osmAnd(addresses.osmandUrl, [home.lat, 'NaN', 1, 1, 1, 1, 1]);
  await osmAnd(addresses.osmandUrl.replace(password, 'C'.repeat(22)), atDoor(Date.now()));
  await ownTracks(addresses, message(Date.now()));
  await ownTracks(addresses, `{"lat":${home.lat},`);
  await ownTracks(addresses, message(Date.now()), { authorization: authorization({ user, password: 'D'.repeat(22) }) });
  expect((await courier.ask('location.positions', { lineId: id })).positions[0]?.fix?.point).toEqual(home);
  await running.end('SIGTERM');
  for (const secret of [user, password, 'C'.repeat(22), 'D'.repeat(22), '30.27', '120.02', '/api/osmand/', 'owntracks'])
    expect(log + running.lines.join('\n')).not.toContain(secret);
  await rm(dataFolder, { recursive: true, force: true });
});
