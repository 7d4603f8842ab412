import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callWire } from '../../client/calls/call-wire.ts';
import type { CallId, LineId, NoticeOf } from '#protocol';
import { openOpusStream } from '../../media/audio/opus-stream.ts';
import type { OpusPacket } from '../../media/sfu.ts';
import { openSpeech } from '../../media/speech/open-speech.ts';
import type { SpeechToText } from '../../media/speech-to-text.ts';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { hear } from '../support/heard.ts';
import { recordingPath } from '../support/recordings.ts';
import { opusPackets, PACKET_MS } from '../support/opus-packets.ts';
import { openSound, type Sound } from '../support/rtp-phone/sound.ts';
import { openWeriftPath } from '../support/rtp-phone/werift-path.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

/** Long enough for each sentence to be said once in full, s. */
const LISTEN_S = 10;

let server: TestServer;
let speech: SpeechToText;
let browser: TestBrowser;

beforeAll(async () => {
  server = await startServer();
  const engine = openSpeech({ engine: 'whisper', threads: 2, log: { warn: () => undefined } });
  if (engine === null) throw new Error('There is no speech engine');
  speech = engine;
  browser = await openBrowser({ speechFile: recordingPath('en-jfk.wav') });
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await speech.close();
  await server.close();
});

async function words(samples: Int16Array, language: 'zh' | 'en'): Promise<string> {
  const result = await speech.transcribe({ samples, language }, AbortSignal.timeout(60_000));
  return result.kind === 'speech' ? result.text.toLowerCase() : '';
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** The returned function ends it. */
function speakOverAndOver(sound: Sound): () => void {
  const packets = opusPackets('zh-aishell-guangzhou.ogg');
  const from = performance.now();
  let said = 0;
  const timer = setInterval(() => {
    for (const due = (performance.now() - from) / PACKET_MS; said < due; said += 1) {
      const packet = packets[said % packets.length];
      if (packet !== undefined) sound.speak(packet.payload);
    }
  }, PACKET_MS / 2);
  return () => clearInterval(timer);
}

/** A phone without a browser: werift's ICE, DTLS, SRTP and RTP, which says the Mandarin sentence over and over. */
async function openOtherPhone(phone: Phone, on: { lineId: LineId; callId: CallId }) {
  const heard: OpusPacket[] = [];
  const sound: Sound = await openSound(callWire(phone, on), {
    openPath: openWeriftPath,
    ssrc: 20_261_123,
    onPacket: ({ payload, header }) =>
      heard.push({ payload, timestamp: header.timestamp, sequence: header.sequenceNumber }),
  });
  phone.socket.on('calls.track_added', ({ track }: NoticeOf<'calls.track_added'>) => void sound.hear(track));
  for (const { track } of phone.untaken('calls.track_added')) await sound.hear(track);
  const hush = speakOverAndOver(sound);
  return {
    heard,
    [Symbol.dispose]() {
      hush();
      sound.close();
    },
  };
}

/** What the packets sound like, without this phone's own loss or timing. */
async function decoded(packets: readonly OpusPacket[]): Promise<Int16Array> {
  const stream = await openOpusStream();
  const sounds = packets.flatMap((packet, i) => stream.take(packet, i * 20));
  stream.close();
  return Int16Array.from(sounds.flatMap((sound) => Array.from(sound)));
}

async function expectBothHear(page: Page, heard: OpusPacket[]): Promise<void> {
  heard.length = 0;
  expect(await words(await hear(page, LISTEN_S), 'zh')).toMatch(/地产|协会分析/);
  expect(heard.length).toBeGreaterThan(LISTEN_S * 25);
  expect(await words(await decoded(heard), 'en')).toContain('country');
}

describe('a phone of another WebRTC stack', () => {
  it('answers a page, and both hear what the other says', async () => {
    const { delivery, links, tokens } = await server.createDelivery();
    const lineId = delivery.id;
    await using courier = await browser.open(links.courier);
    await using phone = await server.phone(tokens.recipient);
    await press(courier.page, 'Call');
    const { id: callId } = await phone.next('calls.changed', (call) => call.phase === 'ringing');
    using other = await openOtherPhone(phone, { lineId, callId });
    expect(other.heard).toHaveLength(0);
    await phone.ask('calls.answer', { lineId, callId });
    await courier.page.getByText('In a call').first().waitFor();
    await expectBothHear(courier.page, other.heard);
    await phone.ask('calls.hang_up', { lineId, callId });
    await courier.page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('calls a page, and both hear what the other says', async () => {
    const { delivery, links, tokens } = await server.createDelivery({ courier: { id: 'courier-b', name: '刘师傅' } });
    const lineId = delivery.id;
    await using courier = await browser.open(links.courier);
    await using phone = await server.phone(tokens.recipient);
    const { id: callId } = await phone.ask('calls.start', { lineId });
    using other = await openOtherPhone(phone, { lineId, callId });
    await press(courier.page, 'Answer');
    await courier.page.getByText('In a call').first().waitFor();
    await expectBothHear(courier.page, other.heard);
    await press(courier.page, 'Hang up');
    await phone.next('calls.changed', (call) => call.phase === 'ended');
  });
});
