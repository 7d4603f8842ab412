import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { CallId, Caption, LineId } from '#protocol';
import { callWire } from '../../client/calls/call-wire.ts';
import { callEntries, eventually, inPhase, meOf, refusal } from '../support/calling.ts';
import { recordingBytes } from '../support/recordings.ts';
import { openLeanPath } from '../support/rtp-phone/lean-path.ts';
import { opusPackets } from '../support/rtp-phone/ogg-opus.ts';
import { openSound, type Sound } from '../support/rtp-phone/sound.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

const PACKET_MS = 20;
/** A machine that does much else recognises slowly. */
const patience = { timeout: 120_000, interval: 100 };
/** By then a quick machine has written a sentence down, ms. */
const WRITTEN_MS = 3000;

/** A call that both have answered, with their sound over real SRTP. */
async function talk(server: TestServer) {
  const { delivery, tokens } = await server.createDelivery();
  const lineId = delivery.id;
  const courier = await server.phone(tokens.courier);
  const recipient = await server.phone(tokens.recipient);
  const { id: callId } = await courier.ask('calls.start', { lineId });
  await recipient.next('calls.changed', inPhase('ringing'));
  const on = { lineId, callId };
  const his = await soundOf(courier, on, 1);
  const hers = await soundOf(recipient, on, 2);
  await recipient.ask('calls.answer', on);
  await courier.next('calls.changed', inPhase('talking'));
  const hangUp = (): void => {
    for (const sound of [his, hers]) sound.close();
  };
  return { on, courier, recipient, his, hers, tokens, [Symbol.dispose]: hangUp };
}

const soundOf = (phone: Phone, on: { lineId: LineId; callId: CallId }, ssrc: number): Promise<Sound> =>
  openSound(callWire(phone, on), { openPath: openLeanPath, ssrc, onPacket: () => {} });

/** Says the recording once, as fast as it was spoken. */
async function say(sound: Sound, name: 'en-jfk.ogg' | 'en-librispeech.ogg'): Promise<void> {
  const from = performance.now();
  for (const [i, packet] of opusPackets(recordingBytes(name)).entries()) {
    sound.speak(packet);
    await new Promise((next) => setTimeout(next, Math.max(0, from + i * PACKET_MS - performance.now())));
  }
}

const captionsOf = async (phone: Phone, lineId: LineId): Promise<readonly Caption[]> =>
  (await phone.ask('calls.current', { lineId }))?.captions ?? [];

const diskOf = (path: string): string =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'))
    .join('\n');

describe('captions', { timeout: 400_000 }, () => {
  it.each([
    ['the operator wants none', { speech: 'whisper', settings: { DOORLINE_CAPTIONS: 'off' } }],
    ['there is no speech engine', { speech: 'off' }],
  ] as const)('are unavailable where %s, and pages know it beforehand', async (_, options) => {
    await using server = await startServer(options);
    const config = (await (await fetch(`${server.url}/api/page-config`)).json()) as { captions: boolean };
    expect(config.captions).toBe(false);
    const { tokens, delivery } = await server.createDelivery();
    const lineId = delivery.id;
    await using courier = await server.phone(tokens.courier);
    const { id: callId } = await courier.ask('calls.start', { lineId });
    expect(await refusal(courier.ask('calls.set_captions', { lineId, callId, on: true }))).toBe('unavailable');
    expect((await courier.ask('calls.current', { lineId }))?.call).toMatchObject({ captions: false });
  });

  it('are switched by anybody in the call and by nobody else, and all are told', async () => {
    await using server = await startServer({ speech: 'whisper' });
    using call = await talk(server);
    const { on, courier, recipient, tokens } = call;
    await using other = await server.phone(tokens.courier);
    expect(await refusal(other.ask('calls.set_captions', { ...on, on: true }))).toBe('conflict');
    await recipient.ask('calls.set_captions', { ...on, on: true });
    for (const phone of [courier, recipient, other])
      expect(await phone.next('calls.changed', (told) => told.phase === 'talking' && told.captions)).toBeTruthy();
    await courier.ask('calls.set_captions', { ...on, on: false });
    for (const phone of [courier, recipient, other])
      expect(await phone.next('calls.changed', (told) => told.phase === 'talking' && !told.captions)).toBeTruthy();
    await courier.ask('calls.hang_up', on);
    expect(await refusal(courier.ask('calls.set_captions', { ...on, on: true }))).toBe('call_over');
    const [entry] = await callEntries(courier, on.lineId);
    expect(entry).not.toHaveProperty('captions');
  });

  it('outlive the server, forget whom they are to forget, and are kept with the call, its last words too', async () => {
    await using server = await startServer({ speech: 'whisper' });
    using call = await talk(server);
    const { on, courier, recipient, his, hers } = call;
    const { lineId } = on;
    const [him, her] = [await meOf(courier, lineId), await meOf(recipient, lineId)];
    await courier.ask('calls.set_captions', { ...on, on: true });
    const isWritten = async (memberId: string, words: RegExp) =>
      (await captionsOf(courier, lineId)).some((line) => line.memberId === memberId && words.test(line.text));
    // What comes too late to be recognised is not: they say it again.
    do {
      await Promise.all([say(his, 'en-librispeech.ogg'), say(hers, 'en-jfk.ogg')]);
      await wait(WRITTEN_MS);
    } while (!(await isWritten(him, /dreams built around it/i)) || !(await isWritten(her, /your country/i)));

    const known = (await captionsOf(courier, lineId)).length;
    await server.restart();
    const before = await eventually(() => captionsOf(courier, lineId));
    expect(before.length).toBeGreaterThanOrEqual(known);
    expect((await courier.ask('calls.current', { lineId }))?.call).toMatchObject({ captions: true });

    using stack = new DisposableStack();
    const again = stack.adopt(await soundOf(courier, on, 3), (sound) => sound.close());
    await say(again, 'en-librispeech.ogg');
    // She is put out, and nobody is left to talk to: the call is over while his last words are not yet written down.
    const { status } = await server.operator('POST', `/deliveries/${lineId}/erase`, { member: 'recipient' });
    expect(status).toBe(200);
    const lines = async () => (await callEntries(courier, lineId))[0]?.captions ?? [];
    const of = (all: readonly { memberId: string; text: string }[], memberId: string) =>
      all.filter((line) => line.memberId === memberId).map(({ text }) => text);
    await expect.poll(async () => of(await lines(), him).length, patience).toBeGreaterThan(of(before, him).length);
    expect(diskOf(server.dataFolder)).not.toMatch(/your country/i);
    const kept = await lines();
    expect(of(kept, her)).toEqual(of(before, her).map(() => ''));
    expect(of(kept, him).at(-1)).toMatch(/dreams built around it|…/i);
  });
});
