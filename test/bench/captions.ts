import { setTimeout as wait } from 'node:timers/promises';
import type { NoticeOf } from '#protocol';
import { callWire } from '../../client/calls/call-wire.ts';
import type { Connection } from '../../client/connection.ts';
import { SPEECH_RATE } from '../../media/speech-to-text.ts';
import { openVoiceDetectors, VOICE_FRAME } from '../../media/speech/voice-activity.ts';
import { opusPackets } from '../support/opus-packets.ts';
import { openRawPhone, type RawPhone } from '../support/raw-phone.ts';
import { recordingSamples } from '../support/recordings.ts';
import { openLeanPath } from '../support/rtp-phone/lean-path.ts';
import { openSound, type Sound } from '../support/rtp-phone/sound.ts';
import type { SeededLine } from '../support/seed-lines.ts';
import type { Measurement, Size } from './main.ts';
import { coresNote, openBenchServer, processorSeconds } from './record/bench-server.ts';

const sizes = {
  full: { calls: [1, 4, 8], utterances: 12, idleSeconds: 20 },
  small: { calls: [1, 2], utterances: 3, idleSeconds: 5 },
} satisfies Record<Size, object>;

const PACKET_MS = 20;
/** What stands for words that came too late to be recognised. */
const UNHEARD = '[…]';
/** Between two sentences, ms: longer than what ends an utterance, and its recognition. */
const PAUSE_MS = 3000;
/** 20 ms of silence in Opus (one CELT frame, mono): what a microphone without DTX sends in a pause. */
const SILENCE = Buffer.from([0xf8, 0xff, 0xfe]);
/** A caption that is not there by then has failed. */
const PATIENCE_MS = 20_000;

interface Sentence {
  readonly packets: readonly Uint8Array[];
  /** Packets up to the end of the last word. */
  readonly words: number;
}

interface Talker {
  readonly sound: Sound;
  /** Says the sentence; resolves with the time from its last word to its caption at the other page, ms. Null: none came. */
  say(sentence: Sentence): Promise<number | null>;
  setCaptions(on: boolean): Promise<void>;
  hangUp(): Promise<void>;
}

/** Captions of calls by real SRTP: the recipient of each call reads what the courier says. */
export async function run(size: Size): Promise<Measurement[]> {
  const { calls, utterances, idleSeconds } = sizes[size];
  const most = Math.max(...calls);
  await using server = await openBenchServer({ lines: most }, { DOORLINE_SPEECH_ENGINE: 'whisper' });
  const sentences = await Promise.all([sentenceOf('en-jfk'), sentenceOf('en-librispeech')]);
  const talkers: Talker[] = [];
  const measured: Measurement[] = [];

  for (const count of calls) {
    while (talkers.length < count) {
      const line = server.lines[talkers.length];
      if (line === undefined) throw new Error('There are too few lines');
      const talker = await openTalker(server.url, line, talkers.length);
      await talker.setCaptions(true);
      talkers.push(talker);
    }
    const each = Math.max(2, Math.ceil(utterances / count));
    const waits = await Promise.all(
      talkers.map(async (talker, i) => {
        const taken: (number | null)[] = [];
        // Not all at once: people begin when they like.
        await wait((i * 4000) / count);
        for (let n = 0; n < each; n++) taken.push(await talker.say(sentences[(i + n) % 2] ?? sentences[0]));
        return taken;
      }),
    );
    const all = waits.flat();
    const samples = all.filter((one) => one !== null);
    measured.push({
      name: `end of the last word → its caption at the other page, ${count} ${count === 1 ? 'speaker' : 'at once'}`,
      unit: 'ms',
      samples,
      note: `English sentences of 9 and 11 s; 600 ms of it are the silence that ends them; ${all.length - samples.length} of ${all.length} without; ${coresNote}`,
    });
  }

  const used = async (seconds: number) => {
    const before = await processorSeconds(server.pid);
    const at = performance.now();
    await wait(seconds * 1000);
    return (((await processorSeconds(server.pid)) - before) / (performance.now() - at)) * 100_000;
  };
  const speaking = talkers.map(({ sound }) => {
    let next = 0;
    const { packets } = sentences[0];
    return setInterval(() => sound.speak(packets[(next += 1) % packets.length] ?? SILENCE), PACKET_MS);
  });
  const on = await used(idleSeconds);
  for (const talker of talkers) await talker.setCaptions(false);
  await wait(2000);
  const off = await used(idleSeconds);
  speaking.forEach(clearInterval);
  measured.push({
    name: 'processor of one core for a microphone that is written down',
    unit: '%',
    samples: [(on - off) / talkers.length],
    note: `of the Node process: packets from the SFU, Opus, voice activity; the speech engine is beside it; ${talkers.length} who speak without a pause: ${on.toFixed(1)} % with captions, ${off.toFixed(1)} % without`,
  });
  for (const talker of talkers) await talker.hangUp();
  return measured;
}

async function sentenceOf(name: 'en-jfk' | 'en-librispeech'): Promise<Sentence> {
  const samples = recordingSamples(`${name}.wav`);
  const detector = (await openVoiceDetectors())();
  let last = 0;
  for (let at = 0; at + VOICE_FRAME <= samples.length; at += VOICE_FRAME)
    if (detector.isVoice(samples.subarray(at, at + VOICE_FRAME))) last = at + VOICE_FRAME;
  detector.close();
  return {
    packets: opusPackets(`${name}.ogg`).map(({ payload }) => payload),
    words: Math.ceil(((last / SPEECH_RATE) * 1000) / PACKET_MS),
  };
}

/** A call in which the courier's microphone says what it is told to, and is silent in between. */
async function openTalker(url: string, line: SeededLine, index: number): Promise<Talker> {
  const { lineId } = line;
  const [courier, recipient] = await Promise.all([
    openRawPhone(url, line.courierToken),
    openRawPhone(url, line.recipientToken),
  ]);
  const { id: callId } = await ask(courier)('calls.start', { lineId });
  const on = { lineId, callId };
  const open = (phone: RawPhone, ssrc: number) =>
    openSound(callWire({ ask: ask(phone) }, on), { openPath: openLeanPath, ssrc, onPacket: () => undefined });
  const sound = await open(courier, 5000 + 2 * index);
  const other = await open(recipient, 5001 + 2 * index);
  await ask(recipient)('calls.answer', on);

  let finals = 0;
  let told = (): void => undefined;
  recipient.onNotice = (name, body) => {
    if (name !== 'calls.caption') return;
    const { caption } = body as NoticeOf<'calls.caption'>;
    if (!caption.final || caption.memberId !== line.courier || caption.text === UNHEARD) return;
    finals += 1;
    told();
  };

  return {
    sound,
    async say({ packets, words }) {
      const before = finals;
      let saidAt = Number.NaN;
      let heardAt: number | null = null;
      told = () => {
        // A sentence may be cut into several: the last one counts.
        heardAt = performance.now();
      };
      const start = performance.now();
      for (let i = 0; ; i++) {
        sound.speak(packets[i] ?? SILENCE);
        if (i + 1 === words) saidAt = performance.now();
        const since = performance.now() - saidAt;
        if (i >= packets.length && (since > PATIENCE_MS || (since > PAUSE_MS && finals > before))) break;
        await wait(Math.max(0, start + (i + 1) * PACKET_MS - performance.now()));
      }
      return heardAt === null || heardAt < saidAt ? null : heardAt - saidAt;
    },
    setCaptions: async (captions) => void (await ask(courier)('calls.set_captions', { ...on, on: captions })),
    async hangUp() {
      await ask(courier)('calls.hang_up', on);
      for (const one of [sound, other]) one.close();
      for (const phone of [courier, recipient]) phone.close();
    },
  };
}

const ask =
  (phone: RawPhone): Connection['ask'] =>
  async (name, payload) => {
    const answer = await phone.ask(name, payload);
    if (!answer.ok) throw new Error(`${name} was refused: ${answer.error.code}, ${answer.error.message}`);
    return answer.value;
  };
