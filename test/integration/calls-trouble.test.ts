import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Call } from '#protocol';
import { eventually, inPhase, isAway, openCallLine, openMedia, refusal, standings } from '../support/calling.ts';
import { phoneDtls } from '../support/engine-objects.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { TestClock } from '../support/test-clock.ts';

let clock: TestClock;
let server: TestServer;
beforeEach(async () => {
  clock = new TestClock();
  server = await startServer({ clock });
});
afterEach(() => server.close());

const openLine = (fields: Record<string, unknown> = {}) => openCallLine(server, fields);

describe('a page that is closed', () => {
  it('rings no more, and the call goes on ringing for the others', async () => {
    const { lineId, tokens, courier, recipient } = await openLine();
    const { id: callId } = await courier.ask('calls.start', { lineId });
    await openMedia(recipient, lineId, callId);
    await courier.next('calls.changed', (call) => standings(call).includes('ringing'));
    recipient.close();
    await courier.next('calls.changed', (call) => standings(call).includes('called'));
    const again = await server.phone(tokens.recipient);
    await openMedia(again, lineId, callId);
    expect(await again.ask('calls.answer', { lineId, callId })).toMatchObject({ phase: 'talking' });
  });

  it.each(['calls.answer', 'calls.start'] as const)(
    'in the moment of %s is away, and does not keep the call for ever',
    async (name) => {
      const { lineId, courier, recipient } = await openLine();
      const { id: callId } = await courier.ask('calls.start', { lineId });
      recipient.socket.emit(name, name === 'calls.answer' ? { lineId, callId } : { lineId });
      recipient.socket.disconnect();
      await vi.waitFor(
        async () => {
          clock.pass(30_000);
          expect(await courier.ask('calls.current', { lineId })).toBeNull();
        },
        { timeout: 5000 },
      );
    },
  );
});

describe('trouble', () => {
  it('waits 60 s for a device that is gone, and goes on when it is back', async () => {
    const { lineId, tokens, courier, recipient } = await openLine();
    const { id: callId } = await courier.ask('calls.start', { lineId });
    await recipient.ask('calls.answer', { lineId, callId });
    await courier.next('calls.changed', inPhase('talking'));

    recipient.close();
    await courier.next('calls.changed', isAway);
    clock.pass(59_999);
    const back = await server.phone(tokens.recipient, recipient.deviceId);
    await courier.next('calls.changed', (call) => !isAway(call));
    expect(await back.ask('calls.current', { lineId })).toMatchObject({ here: true, call: { phase: 'talking' } });

    back.close();
    await courier.next('calls.changed', isAway);
    clock.pass(60_000);
    expect(await courier.next('calls.changed', inPhase('ended'))).toMatchObject({ end: 'failed' });
  });

  it('keeps the call when the media worker is killed: both open their media again and go on', async () => {
    const { lineId, courier, recipient } = await openLine();
    const { id: callId } = await courier.ask('calls.start', { lineId });
    await openMedia(courier, lineId, callId);
    await openMedia(recipient, lineId, callId);
    await recipient.ask('calls.answer', { lineId, callId });

    for (const pid of server.sfu?.pids ?? []) process.kill(pid, 'SIGKILL');
    const allAway = (call: Call) =>
      call.phase === 'talking' && call.members.every((one) => one.state === 'reconnecting');
    await courier.next('calls.changed', allAway);
    for (const phone of [courier, recipient]) await eventually(() => openMedia(phone, lineId, callId));
    await courier.ask('calls.hang_up', { lineId, callId });
    await courier.next('calls.changed', inPhase('ended'));
  });

  it('refuses what the media engine cannot read, and the call lives on', async () => {
    const { lineId, courier, recipient } = await openLine();
    const { id: callId } = await courier.ask('calls.start', { lineId });
    const on = { lineId, callId };
    expect(await refusal(courier.ask('calls.produce', { ...on, rtpParameters: {} }))).toBe('conflict');
    const media = await courier.ask('calls.open_media', on);
    for (const ask of [
      courier.ask('calls.produce', { ...on, rtpParameters: { codecs: 'opus' } }),
      courier.ask('calls.receive', { ...on, rtpCapabilities: { codecs: 7 } }),
      courier.ask('calls.resume', { ...on, consumerId: 'none' }),
      courier.ask('calls.connect_transport', { ...on, transportId: media.send.id, dtlsParameters: {} }),
      courier.ask('calls.connect_transport', { ...on, transportId: 'another', dtlsParameters: phoneDtls() }),
    ]) {
      expect(await refusal(ask)).toBe('bad_request');
    }
    expect(await recipient.ask('calls.answer', on)).toMatchObject({ phase: 'talking' });
  });
});

describe('without a media server', () => {
  it('refuses calls in words, and everything else goes on', async () => {
    await using bare = await startServer({ sfu: null });
    const { delivery, tokens } = await bare.createDelivery();
    const phone = await bare.phone(tokens.recipient);
    expect(await refusal(phone.ask('calls.start', { lineId: delivery.id }))).toBe('unavailable');
    expect(await phone.ask('calls.current', { lineId: delivery.id })).toBeNull();
    await phone.ask('people.hello', {});
  });
});
