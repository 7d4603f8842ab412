import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fix, LineId, Point } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { alongDemoWalk, demoPlace } from '../../server/location/demo-place.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null });
});
afterAll(() => server.close());

let measuredAt = 0;
/** A fix measured now, after the one before it. */
const fixAt = (point: Point, accuracy = 8): Fix => ({
  point,
  accuracy,
  speed: 5,
  heading: 90,
  at: (measuredAt = Math.max(measuredAt + 1, Date.now())),
});
/** Rounded as they are told. */
const steps = alongDemoWalk(10).map(({ lat, lng }) => ({ lat: Number(lat.toFixed(6)), lng: Number(lng.toFixed(6)) }));
const step = (i: number): Point => steps[i] ?? demoPlace.home;

async function twoPhones() {
  const { delivery, tokens } = await server.createDelivery({ courier: { id: `alone-${newId()}`, name: '王师傅' } });
  const courier = await server.phone(tokens.courier);
  const recipient = await server.phone(tokens.recipient);
  const lineId = delivery.id;
  const { lines } = await courier.ask('people.hello', {});
  const me = lines.find((line) => line.delivery.id === lineId)?.me;
  if (!me) throw new Error('The courier is not on the line');
  return { lineId, tokens, courier, recipient, me };
}

async function share(phone: Phone, lineId: LineId) {
  await phone.ask('location.share', { lineIds: [lineId], forMs: null });
}

describe('sharing a position', () => {
  it('reaches the other phone, step by step, and not the one that sent it', async () => {
    const { lineId, courier, recipient, me } = await twoPhones();
    await share(courier, lineId);
    expect(await recipient.next('location.sharing_changed')).toEqual({
      lineId,
      memberId: me,
      sharing: true,
      endsAt: null,
    });
    for (let i = 0; i < 3; i++) {
      const fix = fixAt(step(i));
      expect(await courier.ask('location.report', { fixes: [fix] })).toEqual({ accepted: 1 });
      expect(await recipient.next('location.moved')).toEqual({ lineId, memberId: me, fix });
    }
    expect(courier.untaken('location.moved')).toEqual([]);
    const { positions } = await recipient.ask('location.positions', { lineId });
    expect(positions).toHaveLength(1);
    expect(positions[0]).toMatchObject({ memberId: me, sharing: true, fix: { point: step(2) } });
    expect(positions[0]?.trail).toEqual([step(0), step(1), step(2)]);
  });

  it('goes both ways at once', async () => {
    const { lineId, courier, recipient } = await twoPhones();
    await share(courier, lineId);
    await share(recipient, lineId);
    await courier.ask('location.report', { fixes: [fixAt(step(0))] });
    await recipient.ask('location.report', { fixes: [fixAt(demoPlace.home)] });
    expect((await courier.next('location.moved')).fix.point).toEqual(demoPlace.home);
    expect((await recipient.next('location.moved')).fix.point).toEqual(step(0));
    const seen = await courier.ask('location.positions', { lineId });
    expect(seen.positions.map(({ fix }) => fix?.point)).toEqual([step(0), demoPlace.home]);
  });

  it('shows nothing to a stranger and takes nothing from one', async () => {
    const { lineId, courier } = await twoPhones();
    const { tokens } = await server.createDelivery({ courier: { id: 'somebody-else', name: '张师傅' } });
    const stranger = await server.phone(tokens.recipient);
    await share(courier, lineId);
    const fix = fixAt(step(0));
    await courier.ask('location.report', { fixes: [fix] });
    const forbidden = expect.objectContaining({ code: 'forbidden' });
    await expect(stranger.ask('location.positions', { lineId })).rejects.toThrow(forbidden);
    await expect(stranger.ask('location.share', { lineIds: [lineId], forMs: null })).rejects.toThrow(forbidden);
    await expect(stranger.ask('location.stop', { lineIds: [lineId] })).rejects.toThrow(forbidden);
    expect(await stranger.ask('location.report', { fixes: [fixAt(step(9))] })).toEqual({ accepted: 0 });
    expect(stranger.untaken('location.moved')).toEqual([]);
    const { positions } = await courier.ask('location.positions', { lineId });
    expect(positions.map((position) => position.fix)).toEqual([fix]);
  });

  it('takes no report for a line that is not shared', async () => {
    const { lineId, courier, recipient } = await twoPhones();
    const report = { fixes: [fixAt(step(0))] };
    expect(await courier.ask('location.report', report)).toEqual({ accepted: 0 });
    expect((await recipient.ask('location.positions', { lineId })).positions).toEqual([]);
    expect(recipient.untaken('location.moved')).toEqual([]);
  });

  it('drops what cannot be true and what comes too fast', async () => {
    const { lineId, courier, recipient } = await twoPhones();
    await share(courier, lineId);
    const good = fixAt(step(0));
    const report = (fix: Fix) => courier.ask('location.report', { fixes: [fix] });
    expect(await report(good)).toEqual({ accepted: 1 });
    expect(await report(good)).toEqual({ accepted: 0 });
    expect(await report({ ...good, at: good.at + 100, point: { lat: 31, lng: 121 } })).toEqual({ accepted: 0 });
    const flood = await Promise.all(Array.from({ length: 30 }, (_, i) => report({ ...good, at: good.at + 1000 + i })));
    expect(flood.filter(({ accepted }) => accepted > 0).length).toBeLessThanOrEqual(8);
    expect((await recipient.ask('location.positions', { lineId })).positions[0]?.fix?.point).toEqual(step(0));
  });

  it('refuses what is no position at all', async () => {
    const { courier } = await twoPhones();
    const broken = { ...fixAt(step(0)), point: { lat: 91, lng: 120 } };
    await expect(courier.ask('location.report', { fixes: [broken] })).rejects.toThrow(
      expect.objectContaining({ code: 'bad_request' }),
    );
  });

  it('forgets the place and the way at once when it is stopped', async () => {
    const { lineId, courier, recipient, me } = await twoPhones();
    await share(courier, lineId);
    await courier.ask('location.report', { fixes: [fixAt(step(0))] });
    await courier.ask('location.stop', { lineIds: [lineId] });
    expect(await recipient.next('location.sharing_changed', ({ sharing }) => !sharing)).toMatchObject({ memberId: me });
    expect((await recipient.ask('location.positions', { lineId })).positions).toEqual([]);
    await share(courier, lineId);
    expect((await recipient.ask('location.positions', { lineId })).positions).toEqual([
      {
        memberId: me,
        sharing: true,
        sight: 'exact',
        fix: null,
        trail: [],
        away: { distanceM: null, leftMs: null, stopsLeft: 0, at: null },
        endsAt: null,
      },
    ]);
  });

  it('ends with the delivery, for both, and cannot begin again', async () => {
    const { lineId, courier, recipient } = await twoPhones();
    await share(courier, lineId);
    await share(recipient, lineId);
    await courier.ask('location.report', { fixes: [fixAt(step(0))] });
    await courier.ask('deliveries.set_status', { lineId, status: 'arrived' });
    await courier.ask('deliveries.set_status', { lineId, status: 'delivered' });
    await recipient.next('location.sharing_changed', ({ sharing }) => !sharing);
    await recipient.next('location.sharing_changed', ({ sharing }) => !sharing);
    expect((await recipient.ask('location.positions', { lineId })).positions).toEqual([]);
    await expect(share(courier, lineId)).rejects.toThrow(expect.objectContaining({ code: 'conflict' }));
  });

  it('ends with the link of the one who shares', async () => {
    const { delivery, tokens, linkIds } = await server.createDelivery();
    const [courier, recipient] = [await server.phone(tokens.courier), await server.phone(tokens.recipient)];
    await share(recipient, delivery.id);
    await recipient.ask('location.report', { fixes: [fixAt(demoPlace.home)] });
    await courier.next('location.moved');
    expect((await server.operator('DELETE', `/links/${linkIds.recipient}`)).status).toBeLessThan(300);
    await courier.next('location.sharing_changed', ({ sharing }) => !sharing);
    expect((await courier.ask('location.positions', { lineId: delivery.id })).positions).toEqual([]);
  });

  it('goes on after a restart, with the place and the way', async () => {
    const { lineId, courier, recipient, me } = await twoPhones();
    await share(courier, lineId);
    await courier.ask('location.report', { fixes: [fixAt(step(0))] });
    const fix = fixAt(step(1));
    await courier.ask('location.report', { fixes: [fix] });
    const back = new Promise((resolve) => recipient.socket.io.once('reconnect', resolve));
    const courierBack = new Promise((resolve) => courier.socket.io.once('reconnect', resolve));
    await server.restart();
    await Promise.all([back, courierBack]);
    expect((await recipient.ask('location.positions', { lineId })).positions).toEqual([
      {
        memberId: me,
        sharing: true,
        sight: 'exact',
        fix,
        trail: [step(0), step(1)],
        away: { distanceM: 1200, leftMs: 8 * 60_000, stopsLeft: 0, at: fix.at },
        endsAt: null,
      },
    ]);
    expect(await courier.ask('location.report', { fixes: [fixAt(step(2))] })).toEqual({
      accepted: 1,
    });
    expect((await recipient.next('location.moved', (moved) => moved.fix.at > fix.at)).fix.point).toEqual(step(2));
  });

  it('shares a round with every line of it, and shows a later line only what came later', async () => {
    const courierFields = { courier: { id: 'round-courier', name: '赵师傅' } };
    const first = await server.createDelivery(courierFields);
    const second = await server.createDelivery(courierFields);
    const courier = await server.phone(first.tokens.courier);
    const [one, two] = [first.delivery.id, second.delivery.id];
    await share(courier, one);
    await courier.ask('location.report', { fixes: [fixAt(step(0))] });
    await courier.ask('location.report', { fixes: [fixAt(step(1))] });
    await setTimeout(5);
    await share(courier, two);
    await courier.ask('location.report', { fixes: [fixAt(step(2))] });
    const atOne = await server.phone(first.tokens.recipient);
    const atTwo = await server.phone(second.tokens.recipient);
    const trailOf = async (phone: Phone, lineId: LineId) =>
      (await phone.ask('location.positions', { lineId })).positions[0]?.trail;
    expect(await trailOf(atOne, one)).toEqual([step(0), step(1), step(2)]);
    expect(await trailOf(atTwo, two)).toEqual([step(2)]);
  });
});

describe('the compound around the door', () => {
  const compound = (lineId: string, token: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/api/lines/${lineId}/compound`, { headers: { authorization: `Bearer ${token}`, ...headers } });

  it('is drawn for the members of the line, and a second look costs nothing', async () => {
    const { delivery, tokens } = await server.createDelivery();
    const response = await compound(delivery.id, tokens.recipient);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ type: 'FeatureCollection', features: expect.any(Array) });
    const etag = response.headers.get('etag') ?? '';
    const again = await compound(delivery.id, tokens.recipient, {
      'if-none-match': etag,
      'cache-control': 'max-age=0',
    });
    expect(again.status).toBe(304);
  });

  it('is nothing for a stranger', async () => {
    const { delivery } = await server.createDelivery();
    const { tokens } = await server.createDelivery({ courier: { id: 'one-more', name: '孙师傅' } });
    expect((await compound(delivery.id, tokens.recipient)).status).toBe(403);
    expect((await compound(delivery.id, 'nonsense')).status).toBe(404);
  });
});
