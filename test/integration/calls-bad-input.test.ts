import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callWire } from '../../client/calls/call-wire.ts';
import type { CallId, DeviceId, LineId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { openMedia, refusal } from '../support/calling.ts';
import { microphone, phoneCapabilities, phoneDtls } from '../support/engine-objects.ts';
import { openLeanPath } from '../support/rtp-phone/lean-path.ts';
import { openSound, type Sound } from '../support/rtp-phone/sound.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';
import { TestClock } from '../support/test-clock.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startServer({ clock: new TestClock() });
});
afterEach(() => server.close());

const nothing = { rooms: 0, transports: 0, producers: 0, consumers: 0 };
interface OnCall {
  readonly lineId: LineId;
  readonly callId: CallId;
}

/** A call of two that talk, with the media of both open as a page opens it. */
async function talking() {
  const { delivery, tokens } = await server.createDelivery({ courier: { id: `courier-${newId()}`, name: '王师傅' } });
  const [courier, recipient] = [await server.phone(tokens.courier), await server.phone(tokens.recipient)];
  const lineId = delivery.id;
  const { id: callId } = await courier.ask('calls.start', { lineId });
  const on = { lineId, callId };
  await recipient.ask('calls.answer', on);
  const first = await openMedia(courier, lineId, callId);
  const second = await openMedia(recipient, lineId, callId);
  return { on, tokens, courier, recipient, media: { courier: first.media, recipient: second }, tracks: second.tracks };
}

/** Real sound from one to the other. */
async function realCall() {
  const { delivery, tokens } = await server.createDelivery({ courier: { id: `courier-${newId()}`, name: '赵师傅' } });
  const [courier, recipient] = [await server.phone(tokens.courier), await server.phone(tokens.recipient)];
  const lineId = delivery.id;
  const { id: callId } = await courier.ask('calls.start', { lineId });
  const on = { lineId, callId };
  await recipient.ask('calls.answer', on);
  const heard: unknown[] = [];
  const sounds: Sound[] = [];
  for (const [index, phone] of [courier, recipient].entries())
    sounds.push(
      await openSound(callWire(phone, on), {
        openPath: openLeanPath,
        ssrc: 1000 + index,
        onPacket: (packet) => heard.push(packet),
      }),
    );
  return {
    on,
    courier,
    /** Resolves when the recipient hears the courier anew. */
    async isHeard(): Promise<void> {
      const before = heard.length;
      while (heard.length === before) {
        sounds[0]?.speak(Buffer.alloc(60));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    close: () => sounds.forEach((sound) => sound.close()),
  };
}

describe('what a device of a call may not', () => {
  it('is refused with a code, and the call goes on with just what it had', async () => {
    const { on, courier, recipient, media, tracks } = await talking();
    const before = await server.sfu?.counts();
    const theirs = media.courier;
    const rtpParameters = microphone();
    const dtlsParameters = phoneDtls();
    const own = media.recipient.media;
    const attempts: Record<string, () => Promise<unknown>> = {
      'its transport connected twice': () =>
        recipient.ask('calls.connect_transport', { ...on, transportId: own.send.id, dtlsParameters }),
      "another's transport connected": () =>
        recipient.ask('calls.connect_transport', { ...on, transportId: theirs.receive.id, dtlsParameters }),
      "another's ICE restarted": () => recipient.ask('calls.restart_ice', { ...on, transportId: theirs.send.id }),
      'a second microphone': () => recipient.ask('calls.produce', { ...on, rtpParameters }),
      "another's track resumed": () => courier.ask('calls.resume', { ...on, consumerId: tracks[0]?.consumerId ?? '' }),
      'a track that is none': () => recipient.ask('calls.resume', { ...on, consumerId: newId() }),
      'to receive twice': () => recipient.ask('calls.receive', { ...on, rtpCapabilities: phoneCapabilities() }),
    };
    for (const [what, attempt] of Object.entries(attempts)) expect(await refusal(attempt()), what).toBe('bad_request');
    expect(await server.sfu?.counts()).toEqual(before);
    expect(await recipient.ask('calls.current', { lineId: on.lineId })).toMatchObject({ call: { phase: 'talking' } });

    await recipient.ask('calls.hang_up', on);
    expect(await server.sfu?.counts()).toEqual(nothing);
  });

  it('is all of it, for a device without media and for one that is in no call', async () => {
    const { on, tokens, media, tracks } = await talking();
    const second = await server.phone(tokens.recipient);
    const { delivery, tokens: others } = await server.createDelivery({ courier: { id: 'courier-2', name: '钱师傅' } });
    const stranger = await server.phone(others.recipient);
    const transportId = media.courier.send.id;
    const attempts = (phone: Phone, where: OnCall) => [
      phone.ask('calls.connect_transport', { ...where, transportId, dtlsParameters: phoneDtls() }),
      phone.ask('calls.restart_ice', { ...where, transportId }),
      phone.ask('calls.produce', { ...where, rtpParameters: microphone() }),
      phone.ask('calls.receive', { ...where, rtpCapabilities: phoneCapabilities() }),
      phone.ask('calls.resume', { ...where, consumerId: tracks[0]?.consumerId ?? '' }),
      phone.ask('calls.hang_up', where),
    ];
    const codes = async (phone: Phone, where: OnCall) =>
      new Set(await Promise.all(attempts(phone, where).map(refusal)));
    expect(await codes(second, on)).toEqual(new Set(['conflict']));
    expect(await refusal(second.ask('calls.open_media', on))).toBe('conflict');
    expect(await codes(stranger, on)).toEqual(new Set(['forbidden']));
    expect(await refusal(stranger.ask('calls.open_media', on))).toBe('forbidden');
    expect(await codes(stranger, { lineId: delivery.id, callId: on.callId })).toEqual(new Set(['call_over']));
  });

  it('is a microphone before its media is open', async () => {
    const { delivery, tokens } = await server.createDelivery();
    const courier = await server.phone(tokens.courier);
    const { id: callId } = await courier.ask('calls.start', { lineId: delivery.id });
    const on = { lineId: delivery.id, callId };
    expect(await refusal(courier.ask('calls.produce', { ...on, rtpParameters: microphone() }))).toBe('conflict');
    await openMedia(courier, on.lineId, callId);
  });
});

describe('engine objects out of range', () => {
  const changed = (value: Record<string, unknown>) => ({ ...microphone(), ...value });
  const codec = (value: Record<string, unknown>) =>
    changed({ codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2, ...value }] });
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, 1]));

  it('are refused as a microphone, and the right one is taken afterwards', async () => {
    const { delivery, tokens } = await server.createDelivery();
    const courier = await server.phone(tokens.courier);
    const { id: callId } = await courier.ask('calls.start', { lineId: delivery.id });
    const on = { lineId: delivery.id, callId };
    await courier.ask('calls.open_media', on);
    for (const rtpParameters of [
      {},
      changed({ encodings: [{ ssrc: 0 }] }),
      changed({ encodings: [{ ssrc: 2 ** 32 }] }),
      changed({ encodings: [{ ssrc: 1.5 }] }),
      changed({ encodings: [{ ssrc: 1 }, { ssrc: 2 }] }),
      changed({ encodings: [] }),
      changed({ mid: 'much longer than a mid' }),
      changed({ mid: null }),
      changed({ codecs: [] }),
      changed({ headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 0 }] }),
      changed({ headerExtensions: Array.from({ length: 17 }, (_, index) => ({ uri: 'urn:x', id: index + 1 })) }),
      changed({ rtcp: { cname: 'x'.repeat(65) } }),
      codec({ payloadType: 128 }),
      codec({ payloadType: -1 }),
      codec({ clockRate: 8000 }),
      codec({ channels: 3 }),
      codec({ mimeType: 'audio/PCMU' }),
      codec({ parameters: many(17) }),
      codec({ parameters: { deep: { deeper: {} } } }),
      codec({ parameters: { long: 'x'.repeat(257) } }),
      codec({ rtcpFeedback: Array.from({ length: 17 }, () => ({ type: 'nack' })) }),
    ])
      expect(await refusal(courier.ask('calls.produce', { ...on, rtpParameters })), JSON.stringify(rtpParameters)).toBe(
        'bad_request',
      );
    await courier.ask('calls.produce', { ...on, rtpParameters: microphone() });
  });

  it('are refused however large, and what is larger than any message ends the socket, not the call', async () => {
    const { on, courier, recipient } = await talking();
    const large = many(6000);
    for (const rtpCapabilities of [large, { codecs: [], ...large }, { codecs: Array.from({ length: 65 }, () => ({})) }])
      expect(await refusal(recipient.ask('calls.receive', { ...on, rtpCapabilities }))).toBe('bad_request');
    const dtlsParameters = { fingerprints: Array.from({ length: 300 }, () => phoneDtls()) };
    expect(await refusal(recipient.ask('calls.connect_transport', { ...on, transportId: 'x', dtlsParameters }))).toBe(
      'bad_request',
    );

    const gone = new Promise((resolve) => recipient.socket.once('disconnect', resolve));
    const back = new Promise((resolve) => recipient.socket.once('connect', () => resolve(true)));
    recipient.socket.emit('calls.receive', { ...on, rtpCapabilities: { text: 'x'.repeat(70_000) } });
    await gone;
    await back;
    const current = await courier.ask('calls.current', { lineId: on.lineId });
    expect(current).toMatchObject({ here: true, call: { phase: 'talking' } });
  });
});

describe('a thousand joins', () => {
  it('of one device open its media once at a time, are too many at some point, and are not heard in another call', async () => {
    const other = await realCall();
    const { on, recipient } = await talking();
    const floodEnd = Promise.all(Array.from({ length: 1000 }, () => refusal(recipient.ask('calls.open_media', on))));
    await other.isHeard();
    const codes = await floodEnd;
    expect(codes.filter((code) => code !== 'nothing was refused' && code !== 'too_many')).toEqual([]);
    expect(codes.filter((code) => code === 'too_many').length).toBeGreaterThan(500);
    await other.isHeard();
    // Two rooms with two devices each; of those that joined anew, only what the last join opened.
    expect(await server.sfu?.counts()).toMatchObject({ rooms: 2, transports: 8, producers: 3 });
    other.close();
  });

  it('of many devices of one member ring at four, and leave nothing behind', async () => {
    const { delivery, tokens } = await server.createDelivery();
    const courier = await server.phone(tokens.courier);
    const { id: callId } = await courier.ask('calls.start', { lineId: delivery.id });
    const on = { lineId: delivery.id, callId };
    const phones = await Promise.all(
      Array.from({ length: 25 }, () => server.phone(tokens.recipient, newId<DeviceId>())),
    );
    const codes = await Promise.all(
      phones.flatMap((phone) => Array.from({ length: 10 }, () => refusal(phone.ask('calls.open_media', on)))),
    );
    expect(codes.filter((code) => code === 'nothing was refused')).toHaveLength(40);
    expect(new Set(codes)).toEqual(new Set(['nothing was refused', 'too_many']));
    expect(await server.sfu?.counts()).toMatchObject({ rooms: 1, transports: 8 });
    await courier.ask('calls.hang_up', on);
    expect(await server.sfu?.counts()).toEqual(nothing);
  });
});

describe('a device with another certificate than it announced', () => {
  it('never counts as connected: the others are told, and another call does not notice', async () => {
    const other = await realCall();
    const { delivery, tokens } = await server.createDelivery({ courier: { id: 'courier-3', name: '孙师傅' } });
    const [courier, recipient] = [await server.phone(tokens.courier), await server.phone(tokens.recipient)];
    const { id: callId } = await courier.ask('calls.start', { lineId: delivery.id });
    const on = { lineId: delivery.id, callId };
    await recipient.ask('calls.answer', on);
    const media = await recipient.ask('calls.open_media', on);
    const path = openLeanPath(media.send, () => undefined);
    await recipient.ask('calls.connect_transport', { ...on, transportId: media.send.id, dtlsParameters: phoneDtls() });
    path.connect().catch(() => undefined);
    await courier.next(
      'calls.changed',
      (call) => call.phase === 'talking' && call.members.some(({ state }) => state === 'reconnecting'),
    );
    await other.isHeard();
    path.close();
    other.close();
  });
});
