import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Call, CallId, CallPart, LineId, MemberId, PayloadOf } from '#protocol';
import { callEntries, eventually, inPhase, meOf, refusal } from '../support/calling.ts';
import { nameGuest } from '../support/guests.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';
import { TestClock } from '../support/test-clock.ts';

let clock: TestClock;
let server: TestServer;
beforeEach(async () => {
  clock = new TestClock();
  server = await startServer({ clock });
});
afterEach(() => server.close());

async function talk() {
  const { delivery, tokens } = await server.createDelivery();
  const lineId = delivery.id;
  const courier = await server.phone(tokens.courier);
  const recipient = await server.phone(tokens.recipient);
  const [courierId, recipientId] = [await meOf(courier, lineId), await meOf(recipient, lineId)];
  const { id: callId } = await courier.ask('calls.start', { lineId });
  clock.pass(4000);
  await recipient.ask('calls.answer', { lineId, callId });
  return { lineId, callId, courier, recipient, courierId, recipientId };
}

const heard = (memberId: MemberId, lossPercent: number) => ({ memberId, lossPercent, jitterMs: 4, bufferMs: 60 });
function report(phone: Phone, on: { lineId: LineId; callId: CallId }, of: MemberId, lossPercent: number, rttMs = 80) {
  const { lineId, callId } = on;
  return phone.ask('calls.report', { lineId, callId, rttMs, heard: [heard(of, lossPercent)] });
}
const qualityOf = (memberId: MemberId, call: Call) =>
  call.phase === 'ended' ? null : call.members.find((member) => member.memberId === memberId)?.quality;
async function qualityNow(phone: Phone, lineId: LineId, memberId: MemberId) {
  const current = await phone.ask('calls.current', { lineId });
  return current && qualityOf(memberId, current.call);
}
async function partsAfter({ courier, recipient, lineId, callId }: Awaited<ReturnType<typeof talk>>) {
  await recipient.ask('calls.hang_up', { lineId, callId });
  await courier.next('calls.changed', inPhase('ended'));
  const entry = await courier.next('timeline.changed', ({ body }) => body.kind === 'call');
  expect(await callEntries(recipient, lineId)).toHaveLength(1);
  return new Map<MemberId, CallPart>(
    (entry.body.kind === 'call' ? (entry.body.parts ?? []) : []).map((part) => [part.memberId, part]),
  );
}
async function metrics(): Promise<string> {
  const answer = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${server.apiKey}` } });
  return answer.text();
}

describe('how a call sounds', () => {
  it('is told to all with the first report, told again when the word changes, and kept with the entry', async () => {
    const on = await talk();
    const { courier, recipient, courierId, recipientId, lineId } = on;
    expect(await qualityNow(courier, lineId, courierId)).toBeNull();
    await courier.next('calls.changed', inPhase('talking'));

    await report(courier, on, recipientId, 0);
    const good = await recipient.next('calls.changed', (call) => qualityOf(courierId, call) === 'good');
    expect(qualityOf(recipientId, good)).toBeNull();
    await report(courier, on, recipientId, 0.3);
    await report(courier, on, recipientId, 30);
    await recipient.next('calls.changed', (call) => qualityOf(courierId, call) === 'poor');
    const words = courier.untaken('calls.changed').map((call) => qualityOf(courierId, call));
    expect(words.filter((word) => word !== null)).toEqual(['good', 'poor']);

    await report(recipient, on, courierId, 0);
    const parts = await partsAfter(on);
    expect(parts.get(recipientId)?.mos).toBeGreaterThan(4.2);
    expect(parts.get(courierId)?.mos).toBeGreaterThan(3.2);
    expect(parts.get(courierId)?.mos).toBeLessThan(3.6);
  });

  it('is still known where the server was started anew in the call', async () => {
    const on = await talk();
    const { courier, recipient, courierId, recipientId, lineId } = on;
    for (let time = 0; time < 3; time += 1) await report(courier, on, recipientId, 30);
    clock.pass(15_000);
    await server.restart();
    for (const phone of [courier, recipient])
      expect(await eventually(() => phone.ask('calls.current', { lineId }))).toMatchObject({ here: true });
    await report(courier, on, recipientId, 0);
    const parts = await partsAfter(on);
    expect(parts.get(courierId)?.mos).toBeGreaterThan(1.5);
    expect(parts.get(courierId)?.mos).toBeLessThan(2.5);
  });

  it('is not known where a device says nothing of it, or heard only silence', async () => {
    const on = await talk();
    const { courier, courierId, lineId, callId } = on;
    await courier.ask('calls.report', { lineId, callId, rttMs: 30, heard: [] });
    const parts = await partsAfter(on);
    expect([...parts.values()].map(({ mos }) => mos)).toEqual([null, null]);
    expect(parts.has(courierId)).toBe(true);
  });

  it('is what each says of what he hears himself, of those who are there', async () => {
    const on = await talk();
    const { courier, recipient, courierId, recipientId, lineId, callId } = on;
    // Of himself, of nobody, and in the name of nobody but himself.
    await report(recipient, on, recipientId, 100);
    await report(recipient, on, 'nobody-0001' as MemberId, 100);
    expect(await qualityNow(courier, lineId, recipientId)).toBeNull();
    for (let time = 0; time < 20; time += 1) await report(recipient, on, courierId, 100, 60_000);
    await report(courier, on, recipientId, 0);
    const station = await nameGuest(server, 'station', 'Station 7');
    await server.operator('POST', `/deliveries/${lineId}/members`, { role: 'station', stationId: station.id });
    const keeper = await station.phone();
    // On the line, and not in the call.
    await report(keeper, on, courierId, 100);
    const { delivery: elsewhere, tokens } = await server.createDelivery({
      courier: { id: 'courier-2', name: '刘师傅' },
    });
    const stranger = await server.phone(tokens.recipient);
    expect(await refusal(report(stranger, on, courierId, 100))).toBe('forbidden');
    expect(await refusal(report(stranger, { lineId: elsewhere.id, callId }, courierId, 100))).toBe('call_over');

    const keeperId = await meOf(keeper, lineId);
    expect(await qualityNow(courier, lineId, keeperId)).toBeFalsy();
    expect(await qualityNow(courier, lineId, recipientId)).toBe('poor');
    expect(await qualityNow(courier, lineId, courierId)).toBe('good');
    const parts = await partsAfter(on);
    expect(parts.get(recipientId)?.mos).toBe(1);
    expect(parts.get(courierId)?.mos).toBeGreaterThan(4.2);
    expect(parts.has(keeperId)).toBe(false);
  });

  const one = { lossPercent: 0, jitterMs: 4, bufferMs: 60 };
  it.each([
    { rttMs: -1 },
    { rttMs: 1e9 },
    { rttMs: 'long' },
    { heard: [{ ...one, lossPercent: 101 }] },
    { heard: [{ ...one, lossPercent: -1 }] },
    { heard: [{ ...one, lossPercent: Number.NaN }] },
    { heard: [{ ...one, bufferMs: 1e9 }] },
    { heard: Array.from({ length: 9 }, () => one) },
    { heard: 'all' },
    { more: 1 },
  ])('is refused as %j', async (wrong) => {
    const { courier, recipientId, courierId, lineId, callId } = await talk();
    const body = JSON.parse(
      JSON.stringify({ lineId, callId, rttMs: 80, heard: [], ...wrong }).replaceAll(
        '"lossPercent"',
        `"memberId":"${recipientId}","lossPercent"`,
      ),
    ) as PayloadOf<'calls.report'>;
    expect(await refusal(courier.ask('calls.report', body))).toBe('bad_request');
    expect(await qualityNow(courier, lineId, courierId)).toBeNull();
  });
});

describe('the metrics of calls', () => {
  it('count calls, waiting, voices and workers, and name nobody', async () => {
    const on = await talk();
    const { courier, recipient, courierId, recipientId, lineId } = on;
    await report(courier, on, recipientId, 0, 40);
    await report(recipient, on, courierId, 30, 400);
    const during = await metrics();
    for (const line of [
      'doorline_calls{phase="ringing"} 0',
      'doorline_calls{phase="talking"} 1',
      'doorline_call_legs 2',
      'doorline_call_answer_seconds_sum 4',
      'doorline_call_answer_seconds_count 1',
      'doorline_call_mos_bucket{le="2.58"} 1',
      'doorline_call_mos_count 2',
      'doorline_call_loss_percent_bucket{le="0"} 1',
      'doorline_call_loss_percent_bucket{le="30"} 2',
      'doorline_call_round_trip_seconds_bucket{le="0.05"} 1',
      'doorline_call_round_trip_seconds_count 2',
      'doorline_media_worker_deaths_total 0',
    ])
      expect(during.split('\n')).toContain(line);
    expect(during).toMatch(/^doorline_media_worker_legs\{worker="0"\} \d+$/m);
    for (const secret of [lineId, on.callId, courierId, recipientId, courier.deviceId, '王师傅', '李女士'])
      expect(during).not.toContain(secret);

    await partsAfter(on);
    const { id } = await courier.ask('calls.start', { lineId });
    await recipient.ask('calls.decline', { lineId, callId: id });
    const after = await metrics();
    for (const line of [
      'doorline_calls{phase="talking"} 0',
      'doorline_call_legs 0',
      'doorline_calls_total{end="hung_up"} 1',
      'doorline_calls_total{end="declined"} 1',
      'doorline_call_answer_seconds_count 1',
    ])
      expect(after.split('\n')).toContain(line);
  });

  it('begin with the calls that an earlier server left, and say nothing new of their waiting', async () => {
    const { lineId, courier, recipient } = await talk();
    await server.restart();
    const again = await metrics();
    expect(again).toContain('doorline_calls{phase="talking"} 1');
    expect(again).toContain('doorline_call_answer_seconds_count 0');
    expect(again).toContain('doorline_call_connect_seconds_count 0');
    for (const phone of [courier, recipient]) phone.close();
    expect(lineId).toBeTruthy();
  });

  it('count a media worker that died', async () => {
    const [pid] = server.sfu?.pids ?? [];
    if (pid === undefined) throw new Error('There is no worker');
    process.kill(pid, 'SIGKILL');
    await expect.poll(metrics).toContain('doorline_media_worker_deaths_total 1');
  });
});
