import { afterEach, describe, expect, it } from 'vitest';
import { callWire } from '../../client/calls/call-wire.ts';
import type { CallId, LineId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { refusal } from '../support/calling.ts';
import { openLeanPath } from '../support/rtp-phone/lean-path.ts';
import { openSound, type Sound } from '../support/rtp-phone/sound.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
const open: Sound[] = [];
afterEach(async () => {
  for (const sound of open.splice(0)) sound.close();
  await server.close();
});

async function openLine() {
  const { delivery, tokens } = await server.createDelivery({ courier: { id: newId(), name: '王师傅' } });
  const [courier, recipient] = [await server.phone(tokens.courier), await server.phone(tokens.recipient)];
  return { lineId: delivery.id, courier, recipient };
}
describe('as many calls as the media worker carries', () => {
  it('are made and answered; the next caller is told at once that it is full, until one has ended', async () => {
    server = await startServer({ settings: { DOORLINE_MEDIA_LEGS_MAX: '4' } });
    const [first, second, third] = [await openLine(), await openLine(), await openLine()];
    const { id: callId } = await first.courier.ask('calls.start', { lineId: first.lineId });
    await second.courier.ask('calls.start', { lineId: second.lineId });
    expect(await refusal(third.courier.ask('calls.start', { lineId: third.lineId }))).toBe('full');
    expect(await third.recipient.ask('calls.current', { lineId: third.lineId })).toBeNull();

    await first.recipient.ask('calls.answer', { lineId: first.lineId, callId });
    for (const phone of [first.courier, first.recipient])
      await phone.ask('calls.open_media', { lineId: first.lineId, callId });
    await first.courier.ask('calls.hang_up', { lineId: first.lineId, callId });
    expect(await third.courier.ask('calls.start', { lineId: third.lineId })).toMatchObject({ phase: 'ringing' });
  });
});

describe('a device that opens its media', () => {
  it('is given TURN servers where they are set, with other credentials each time', async () => {
    server = await startServer({
      settings: {
        DOORLINE_TURN_URLS: 'turn:turn.example.com:3478,turns:turn.example.com:443?transport=tcp',
        DOORLINE_TURN_SECRET: 'a secret of both, 32 bytes long.',
      },
    });
    const { lineId, courier } = await openLine();
    const { id: callId } = await courier.ask('calls.start', { lineId });
    const first = await courier.ask('calls.open_media', { lineId, callId });
    const again = await courier.ask('calls.open_media', { lineId, callId });
    expect(first.iceServers.map(({ urls }) => urls)).toEqual([
      ['turn:turn.example.com:3478', 'turns:turn.example.com:443?transport=tcp'],
    ]);
    expect(first.iceServers[0]?.username).not.toBe(again.iceServers[0]?.username);
    expect(JSON.stringify(first)).not.toContain('a secret of both');
  });

  it('is given none without', async () => {
    server = await startServer();
    const { lineId, courier } = await openLine();
    const { id: callId } = await courier.ask('calls.start', { lineId });
    expect(await courier.ask('calls.open_media', { lineId, callId })).toMatchObject({ iceServers: [] });
  });
});

describe('a media worker that dies in a call', () => {
  it('is replaced: both devices open their media again without a refusal and hear each other', async () => {
    server = await startServer();
    const { lineId, courier, recipient } = await openLine();
    const { id: callId } = await courier.ask('calls.start', { lineId });
    await recipient.ask('calls.answer', { lineId, callId });
    let call = await hearEachOther(courier, recipient, { lineId, callId });
    await call.heard();

    process.kill(server.sfu?.pids[0] ?? 0, 'SIGKILL');
    await courier.next(
      'calls.changed',
      (now) => now.phase === 'talking' && now.members.every(({ state }) => state === 'reconnecting'),
    );
    call = await hearEachOther(courier, recipient, { lineId, callId });
    await call.heard();
    await courier.next(
      'calls.changed',
      (now) => now.phase === 'talking' && now.members.every(({ state }) => state === 'talking'),
    );
  });
});

/** Both open their media, as their pages do; `heard` resolves once each has heard the other. */
async function hearEachOther(courier: Phone, recipient: Phone, on: { lineId: LineId; callId: CallId }) {
  const hearers = new Set<Phone>();
  const sounds = await Promise.all(
    [courier, recipient].map(async (phone, index) => {
      const sound = await openSound(callWire(phone, on), {
        openPath: openLeanPath,
        ssrc: 2000 + index,
        onPacket: () => hearers.add(phone),
      });
      open.push(sound);
      const later = phone.untaken('calls.track_added').map(({ track }) => sound.hear(track));
      phone.socket.on(
        'calls.track_added',
        ({ track }: { track: Parameters<Sound['hear']>[0] }) => void sound.hear(track),
      );
      await Promise.all(later);
      return sound;
    }),
  );
  return {
    async heard(): Promise<void> {
      while (hearers.size < 2) {
        for (const sound of sounds) sound.speak(Buffer.alloc(60));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}
