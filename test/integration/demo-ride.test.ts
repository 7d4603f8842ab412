import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import type { LineId, Point } from '#protocol';
import { demoPlace, demoWalk } from '../../server/location/demo-place.ts';
import { newId } from '../../server/new-id.ts';
import { openDatabase } from '../../server/storage/open-database.ts';
import { offsetM } from '../../server/protocol/thinning.ts';
import { freePort } from '../support/free-port.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';
import { TestClock } from '../support/test-clock.ts';

const demo = { DOORLINE_DEMO: 'on' };

/** A line that is out for delivery, and the people on it. */
async function line(server: TestServer, fields: Record<string, unknown> = {}) {
  const courierOf = { courier: { id: `demo-courier-${newId()}`, name: '王师傅' } };
  const { delivery, tokens } = await server.createDelivery({ ...courierOf, ...fields });
  const lineId = delivery.id;
  await server.operator('POST', `/deliveries/${lineId}/status`, { status: 'out_for_delivery' });
  const [courier, recipient] = await Promise.all([server.phone(tokens.courier), server.phone(tokens.recipient)]);
  return { lineId, tokens, courier, recipient, courierOf };
}
const ride = (phone: Phone, lineId: LineId, run: boolean | null) => phone.ask('location.demo_ride', { lineId, run });
const positions = async (phone: Phone, lineId: LineId) => (await phone.ask('location.positions', { lineId })).positions;
const fromWalk = (point: Point) =>
  Math.min(...demoWalk.map((from, i) => offsetM(point, from, demoWalk[i + 1] ?? from)));

it('a demo ride goes along the streets to the door, a step a second, and the line sees it come', async () => {
  const clock = new TestClock();
  await using server = await startServer({ sfu: null, clock, settings: demo });
  const { lineId, courier, recipient } = await line(server);
  expect(await ride(recipient, lineId, null)).toEqual({ runs: false });
  expect(await ride(recipient, lineId, true)).toEqual({ runs: true });
  expect(await courier.next('location.demo_ride_changed')).toEqual({ lineId, runs: true });
  const steps = [(await recipient.next('location.moved')).fix];
  const walkMs = 480_000;
  for (let ms = 0; ms < walkMs; ms += 1000) {
    clock.pass(1000);
    steps.push((await recipient.next('location.moved')).fix);
  }
  await recipient.next('deliveries.changed', ({ status }) => status === 'nearby');
  await recipient.next('deliveries.changed', ({ status }) => status === 'arrived');
  for (const { point, accuracy } of steps) {
    expect(fromWalk(point)).toBeLessThan(1);
    expect(accuracy).toBeLessThanOrEqual(10);
  }
  expect(steps[0]).toMatchObject({ point: demoPlace.courierStart, speed: 6 });
  expect(steps.at(-1)).toMatchObject({ point: demoPlace.home, speed: 0, heading: null });

  // At the door signs of life; after ten minutes the courier has gone, and with him what he shared.
  clock.pass(620_000);
  expect(await courier.next('location.demo_ride_changed', ({ runs }) => !runs)).toEqual({ lineId, runs: false });
  await recipient.next('location.sharing_changed', ({ sharing }) => !sharing);
  expect(await positions(recipient, lineId)).toEqual([]);
});

it('a demo ride is one for each courier, whoever taps and however often', async () => {
  await using server = await startServer({ sfu: null, settings: demo });
  const { lineId, courier, recipient, courierOf } = await line(server);
  const second = await line(server, { ...courierOf, point: demoPlace.secondDoor });
  const taps = [recipient, courier, recipient, courier].map((phone) => ride(phone, lineId, true));
  expect(await Promise.all(taps)).toEqual(taps.map(() => ({ runs: true })));
  await recipient.next('location.moved');
  expect(await positions(recipient, lineId)).toHaveLength(1);
  expect(recipient.untaken('location.demo_ride_changed')).toHaveLength(1);

  // In one place at a time: the other line's begins, this one's ends.
  expect(await ride(second.recipient, second.lineId, true)).toEqual({ runs: true });
  await recipient.next('location.sharing_changed', ({ sharing }) => !sharing);
  expect(await ride(recipient, lineId, null)).toEqual({ runs: false });
  expect(await positions(recipient, lineId)).toEqual([]);

  expect(await ride(courier, second.lineId, false)).toEqual({ runs: false });
  await second.recipient.next('location.sharing_changed', ({ sharing }) => !sharing);
  expect(await ride(courier, second.lineId, false)).toEqual({ runs: false });
  expect(await positions(second.recipient, second.lineId)).toEqual([]);
});

it('a demo ride and a phone never mix', async () => {
  await using server = await startServer({ sfu: null, settings: demo });
  const { lineId, courier, recipient } = await line(server);
  const elsewhere = { lat: 39.9, lng: 116.4 };
  const report = () =>
    courier.ask('location.report', {
      fixes: [{ point: elsewhere, accuracy: 8, speed: 0, heading: null, at: Date.now() }],
    });
  const share = () => courier.ask('location.share', { lineIds: [lineId], forMs: null });
  await share();
  expect(await report()).toEqual({ accepted: 1 });
  await ride(recipient, lineId, true);
  await recipient.next('location.sharing_changed', ({ sharing }) => !sharing);
  expect(await report()).toEqual({ accepted: 0 });
  for (const { fix, trail } of await positions(recipient, lineId)) {
    expect(fix?.point).toMatchObject(demoPlace.courierStart);
    expect(trail).not.toContainEqual(elsewhere);
  }
  // By their own choice the courier's phone takes over.
  await share();
  expect(await report()).toEqual({ accepted: 1 });
  await recipient.next('location.demo_ride_changed', ({ runs }) => !runs);
  expect(await positions(recipient, lineId)).toMatchObject([{ fix: { point: elsewhere }, trail: [elsewhere] }]);
});

it('a demo ride ends with the delivery and with the server, and is nobody else’s', async () => {
  await using server = await startServer({ sfu: null, settings: demo });
  const { lineId, tokens, ...before } = await line(server);
  const stranger = (await line(server)).recipient;
  await expect(ride(stranger, lineId, true)).rejects.toThrow(expect.objectContaining({ code: 'forbidden' }));
  await ride(before.recipient, lineId, true);
  // Nothing that a crash could leave for a courier's background app to go on with.
  const db = await openDatabase({ databaseUrl: null, dataFolder: server.dataFolder });
  expect(await db.selectFrom('positions').selectAll().execute()).toEqual([]);
  await db.destroy();
  await server.restart();
  const courier = await server.phone(tokens.courier);
  const recipient = await server.phone(tokens.recipient);
  expect(await ride(recipient, lineId, null)).toEqual({ runs: false });
  expect(await positions(recipient, lineId)).toEqual([]);

  await ride(recipient, lineId, true);
  for (const status of ['arrived', 'delivered'] as const)
    await courier.ask('deliveries.set_status', { lineId, status });
  await recipient.next('location.demo_ride_changed', ({ runs }) => !runs);
  expect(await positions(recipient, lineId)).toEqual([]);
  await expect(ride(recipient, lineId, true)).rejects.toThrow(expect.objectContaining({ code: 'conflict' }));
  expect(await ride(recipient, lineId, null)).toEqual({ runs: false });
});

it('a demo ride is on the demo’s own lines alone: another courier may be a real one', async () => {
  await using server = await startServer({ sfu: null, settings: demo });
  const real = await line(server, { courier: { id: 'courier-42', name: '王师傅' } });
  for (const run of [null, true, false])
    await expect(ride(real.courier, real.lineId, run)).rejects.toThrow(expect.objectContaining({ code: 'forbidden' }));
});

it('a server that is no demo has no demo rides, and its pages no button for them', async () => {
  await using server = await startServer({ sfu: null });
  const { lineId, recipient } = await line(server);
  await expect(ride(recipient, lineId, true)).rejects.toThrow(expect.objectContaining({ code: 'forbidden' }));
  expect(await (await fetch(`${server.url}/api/page-config`)).json()).toMatchObject({ demo: false });
});

it('`npm run demo-ride` starts a server where none runs, rides on one that does, and ends tidily', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'doorline-ride-'));
  onTestFinished(() => rm(dataFolder, { recursive: true, force: true }));
  const port = String(await freePort());
  const own = rider(dataFolder, port);
  await own.says(/^The line that is ridden on:/);
  await own.says(/^ {2}1\.2 km from the door, about \d min$/);
  const link = (await own.says(/the recipient's page: (\S+)$/))[1] ?? '';
  expect((await fetch(link)).status).toBe(200);

  // The same one: today's, whose courier has not come yet.
  const guest = rider(dataFolder, port);
  expect((await guest.says(/the recipient's page: (\S+)$/))[1]).toBe(link);
  await guest.says(/^Ctrl\+C ends the ride\.$/);
  expect(await guest.end()).toBe(0);
  await own.says(/^The ride was stopped\.$/);
  expect(await own.end()).toBe(0);
});

/** The program behind `npm run demo-ride`. */
function rider(dataFolder: string, port: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../server/demo-ride-main.ts')], {
    env: {
      PATH: process.env['PATH'] ?? '',
      DATA_DIR: dataFolder,
      PORT: port,
      LOG_LEVEL: 'error',
      DOORLINE_MEDIA_PORT: '0',
      DOORLINE_MEDIA_WORKERS: '1',
      DOORLINE_SPEECH_ENGINE: 'off',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  return {
    says: (words: RegExp) =>
      expect
        .poll(() => lines.map((line) => words.exec(line)).find((found) => found !== null), { timeout: 15_000 })
        .toBeTruthy()
        .then(() => lines.map((line) => words.exec(line)).find((found) => found !== null) ?? []),
    async end() {
      const exited = once(child, 'exit');
      // As from a terminal and from npm at once.
      child.kill('SIGINT');
      child.kill('SIGINT');
      await exited;
      return child.exitCode;
    },
  };
}
