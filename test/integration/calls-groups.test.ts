import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Call, LineId } from '#protocol';
import { callEntries, inPhase, meOf, openMedia, partOf, refusal, standings } from '../support/calling.ts';
import { type Guest, nameGuest } from '../support/guests.ts';
import { type Phone, startServer, type TestServer, type TestServerOptions } from '../support/server.ts';
import { TestClock } from '../support/test-clock.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';

let clock: TestClock;
let server: TestServer;
const begin = async (options: TestServerOptions = {}) => {
  clock = new TestClock();
  server = await startServer({ clock, ...options });
};
beforeEach(() => begin());
afterEach(() => server.close());

async function join(lineId: LineId, role: 'station' | 'agent', name: string): Promise<Guest> {
  const guest = await nameGuest(server, role, name);
  const member = role === 'station' ? { role, stationId: guest.id } : { role, agentId: guest.id };
  await server.operator('POST', `/deliveries/${lineId}/members`, member);
  return guest;
}

/** A line with all four roles on it. */
async function openLine() {
  const { delivery, tokens, linkIds } = await server.createDelivery();
  const lineId = delivery.id;
  const station = await join(lineId, 'station', 'Station 7');
  const agent = await join(lineId, 'agent', 'Mei');
  const courier = await server.phone(tokens.courier);
  const recipient = await server.phone(tokens.recipient);
  const [keeper, desk] = [await station.phone(), await agent.phone()];
  const ids = {
    courier: await meOf(courier, lineId),
    recipient: await meOf(recipient, lineId),
    keeper: await meOf(keeper, lineId),
    desk: await meOf(desk, lineId),
  };
  return { lineId, tokens, linkIds, courier, recipient, keeper, desk, ids };
}

const named = (call: Call) =>
  call.phase === 'ended' ? [] : call.members.map(({ memberId, state }) => [memberId, state] as const);
const shown = async (phone: Phone, lineId: LineId) => (await phone.ask('calls.current', { lineId }))?.call;

describe('whom a call rings', () => {
  it('is the other of courier and recipient, and both for a keeper or an agent', async () => {
    const { lineId, courier, recipient, keeper, desk, ids } = await openLine();
    const called: [Phone, string[]][] = [
      [courier, [ids.recipient]],
      [recipient, [ids.courier]],
      [keeper, [ids.courier, ids.recipient]],
      [desk, [ids.courier, ids.recipient]],
    ];
    for (const [phone, expected] of called) {
      const call = await phone.ask('calls.start', { lineId });
      const rung = named(call).filter(([, state]) => state === 'called');
      expect(rung.map(([memberId]) => memberId).sort()).toEqual([...expected].sort());
      await phone.ask('calls.hang_up', { lineId, callId: call.id });
    }
  });

  it('is whom the caller names, if they are on the line', async () => {
    const { lineId, courier, desk, ids } = await openLine();
    const call = await courier.ask('calls.start', { lineId, members: [ids.desk, ids.desk] });
    expect(named(call)).toEqual([
      [ids.courier, 'talking'],
      [ids.desk, 'called'],
    ]);
    await desk.ask('calls.decline', { lineId, callId: call.id });
    await courier.next('calls.changed', inPhase('ended'));
    expect(await refusal(courier.ask('calls.start', { lineId, members: [ids.courier] }))).toBe('not_found');
    await desk.ask('people.leave', { lineId });
    expect(await refusal(courier.ask('calls.start', { lineId, members: [ids.recipient, ids.desk] }))).toBe('not_found');
    expect(await refusal(desk.ask('calls.current', { lineId }))).toBe('forbidden');
    expect(await callEntries(courier, lineId)).toHaveLength(1);
  });
});

describe('a call of several', () => {
  it('is joined uninvited, rings one more, goes on without who leaves, and tells who was in it how long', async () => {
    const { lineId, courier, recipient, keeper, desk, ids } = await openLine();
    const { id: callId } = await courier.ask('calls.start', { lineId });
    const on = { lineId, callId };
    await openMedia(courier, lineId, callId);
    await openMedia(recipient, lineId, callId);
    await recipient.ask('calls.answer', on);
    clock.pass(10_000);
    await desk.ask('calls.answer', on);
    expect((await openMedia(desk, lineId, callId)).tracks.map(({ memberId }) => memberId).sort()).toEqual(
      [ids.courier, ids.recipient].sort(),
    );
    const added = await courier.next('calls.track_added', ({ track }) => track.memberId === ids.desk);
    expect(added.callId).toBe(callId);

    expect(await refusal(keeper.ask('calls.ring', { ...on, memberId: ids.desk }))).toBe('conflict');
    expect(await refusal(courier.ask('calls.ring', { ...on, memberId: ids.desk }))).toBe('conflict');
    await Promise.all([
      courier.ask('calls.ring', { ...on, memberId: ids.keeper }),
      recipient.ask('calls.ring', { ...on, memberId: ids.keeper }),
    ]);
    clock.pass(45_000);
    await courier.next('calls.changed', (call) => standings(call).includes('missed'));
    await courier.ask('calls.ring', { ...on, memberId: ids.keeper });
    await openMedia(keeper, lineId, callId);
    await keeper.ask('calls.answer', on);
    clock.pass(5000);
    await courier.ask('calls.hang_up', on);
    await keeper.ask('calls.hang_up', on);
    expect(named((await shown(desk, lineId)) as Call)).toEqual([
      [ids.courier, 'left'],
      [ids.recipient, 'talking'],
      [ids.desk, 'talking'],
      [ids.keeper, 'left'],
    ]);
    await recipient.ask('calls.hang_up', on);
    await desk.next('timeline.changed', ({ body }) => body.kind === 'call');
    expect(await callEntries(desk, lineId)).toMatchObject([
      {
        end: 'hung_up',
        talkMs: 60_000,
        parts: [
          partOf(ids.courier, 60_000),
          partOf(ids.recipient, 60_000),
          partOf(ids.desk, 50_000),
          partOf(ids.keeper, 5000),
        ],
      },
    ]);
  });

  it('moves to the device that takes it over: never two of the same person', async () => {
    const { lineId, tokens, courier, recipient, ids } = await openLine();
    const { id: callId } = await courier.ask('calls.start', { lineId });
    const on = { lineId, callId };
    await openMedia(courier, lineId, callId);
    await openMedia(recipient, lineId, callId);
    await recipient.ask('calls.answer', on);
    await recipient.ask('calls.set_muted', { ...on, muted: true });
    const tablet = await server.phone(tokens.recipient);
    expect(await refusal(tablet.ask('calls.open_media', on))).toBe('conflict');
    // From the page's Call as well as from its Answer.
    const moved = await tablet.ask('calls.start', { lineId });
    expect(moved).toMatchObject({ id: callId, members: [{}, { memberId: ids.recipient, muted: true }] });
    expect(await recipient.next('calls.moved')).toEqual({ callId, deviceId: recipient.deviceId });
    await courier.next('calls.track_removed');
    expect(await refusal(recipient.ask('calls.open_media', on))).toBe('conflict');
    expect(await refusal(recipient.ask('calls.hang_up', on))).toBe('conflict');
    expect((await openMedia(tablet, lineId, callId)).tracks).toMatchObject([{ memberId: ids.courier }]);
    await recipient.ask('calls.answer', on);
    expect(await tablet.next('calls.moved')).toEqual({ callId, deviceId: tablet.deviceId });
    expect(named((await shown(courier, lineId)) as Call)).toHaveLength(2);
  });

  it('is left by a guest who leaves the line, also one who answers in the same moment', async () => {
    const { lineId, courier, recipient, desk, ids } = await openLine();
    const { id: callId } = await courier.ask('calls.start', { lineId });
    const on = { lineId, callId };
    await recipient.ask('calls.answer', on);
    await Promise.all([desk.ask('people.leave', { lineId }), refusal(desk.ask('calls.answer', on))]);
    const call = (await shown(courier, lineId)) as Call;
    expect(named(call).filter(([id, state]) => id === ids.desk && state !== 'left')).toEqual([]);
  });
});

describe('an agent who only listens', () => {
  it('is refused unless the operator allows it, and so is everybody else', async () => {
    const { lineId, courier, recipient, keeper, desk } = await openLine();
    const { id: callId } = await courier.ask('calls.start', { lineId });
    await recipient.ask('calls.answer', { lineId, callId });
    for (const phone of [desk, keeper, recipient])
      expect(await refusal(phone.ask('calls.answer', { lineId, callId, listening: true }))).toBe('forbidden');
  });

  it('is shown to all, hears all, is heard by nobody, and keeps no call going', async () => {
    await server.close();
    await begin({ settings: { DOORLINE_AGENTS_LISTEN: 'on' } });
    const { lineId, courier, recipient, keeper, desk, ids } = await openLine();
    const { id: callId } = await courier.ask('calls.start', { lineId });
    const on = { lineId, callId };
    expect(await refusal(desk.ask('calls.answer', { ...on, listening: true }))).toBe('conflict');
    await openMedia(courier, lineId, callId);
    await openMedia(recipient, lineId, callId);
    await recipient.ask('calls.answer', on);
    expect(await refusal(keeper.ask('calls.answer', { ...on, listening: true }))).toBe('forbidden');
    await desk.ask('calls.answer', { ...on, listening: true });
    expect((await openMedia(desk, lineId, callId)).tracks).toHaveLength(2);
    const told = await recipient.next('calls.changed', (call) => standings(call).length === 3);
    expect(told).toMatchObject({ members: [{}, {}, { memberId: ids.desk, listening: true }] });
    await recipient.ask('calls.hang_up', on);
    expect(await desk.next('calls.changed', inPhase('ended'))).toMatchObject({ end: 'hung_up' });
    const [entry] = await callEntries(desk, lineId);
    expect(entry?.parts).toMatchObject([{ listening: false }, { listening: false }, { listening: true }]);
  });
});

describe('who cannot be reached', () => {
  it('is told to the operator after 5 s, once, and the end of the call too', async () => {
    await server.close();
    await using receiver = await startWebhookReceiver();
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    await begin({ settings: { DOORLINE_WEBHOOK_URL: receiver.url, DOORLINE_WEBHOOK_SECRET: secret } });
    const { lineId, courier, recipient, desk, ids } = await openLine();
    const { id: callId } = await courier.ask('calls.start', { lineId, members: [ids.recipient, ids.desk] });
    await openMedia(desk, lineId, callId);
    recipient.close();
    clock.pass(5000);
    await courier.ask('calls.current', { lineId });
    clock.pass(500);
    const events = () =>
      receiver.heard
        .map(({ body }) => JSON.parse(body) as { type: string; data: object })
        .filter(({ type }) => type.startsWith('call.'));
    await expect.poll(events).toMatchObject([
      {
        type: 'call.unreached',
        data: { deliveryId: lineId, callId, memberId: ids.recipient, role: 'recipient', by: ids.courier },
      },
    ]);
    clock.pass(40_000);
    await courier.next('calls.changed', inPhase('ended'));
    await courier.next('timeline.changed', ({ body }) => body.kind === 'call');
    clock.pass(500);
    await expect.poll(events).toHaveLength(2);
    expect(events()[1]).toMatchObject({ type: 'call.ended', data: { callId, end: 'no_answer', talkMs: 0 } });
  });
});

describe('a server that carries all it can', () => {
  it('refuses the call as full before anybody is rung, and those that run go on', async () => {
    await server.close();
    await begin({ settings: { DOORLINE_MEDIA_LEGS_MAX: '2' } });
    const one = await openLine();
    const { id: callId } = await one.courier.ask('calls.start', { lineId: one.lineId });
    await openMedia(one.courier, one.lineId, callId);
    const other = await server.createDelivery({ courier: { id: 'courier-9', name: '周师傅' } });
    const courier = await server.phone(other.tokens.courier);
    const recipient = await server.phone(other.tokens.recipient);
    expect(await refusal(courier.ask('calls.start', { lineId: other.delivery.id }))).toBe('full');
    expect(recipient.untaken('calls.changed')).toEqual([]);
    expect(await callEntries(courier, other.delivery.id)).toEqual([]);
    await openMedia(one.recipient, one.lineId, callId);
    await one.recipient.ask('calls.answer', { lineId: one.lineId, callId });
    await one.courier.ask('calls.hang_up', { lineId: one.lineId, callId });
    await expect
      .poll(() => courier.ask('calls.start', { lineId: other.delivery.id }).catch(() => null))
      .toMatchObject({ phase: 'ringing' });
  });
});
