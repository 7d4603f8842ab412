import { createOpusDecoder } from '@audio/decode-opus/core';
import type { OpusPacket } from '../sfu.ts';
import { SPEECH_RATE } from '../speech-to-text.ts';
import { packetOrder } from './packet-order.ts';

/** RTP timestamps of Opus, whatever the sound's own rate (RFC 7587 § 4.1). */
const OPUS_RATE = 48_000;
const TICKS = OPUS_RATE / SPEECH_RATE;
/** Packets that are made up for in a row: after 100 ms libopus has nothing to go by. */
const CONCEAL_MAX = 5;
/** A pause is filled with so much silence at most, samples: it ends what was said anyway. */
const PAUSE_MAX = SPEECH_RATE;
/** How far a microphone may be ahead of the clock, ms: bursts after a bad network are, and floods. */
const AHEAD_MAX_MS = 3000;

/** A microphone's packets as one stream of sound. */
export interface OpusStream {
  /**
   * The sound that the packet completes: mono, 16 kHz; lost packets are made up for, pauses silent. None where it has to wait
   * for an earlier one, is broken, or where more came than time has passed; `nowMs` tells the time.
   */
  take(packet: OpusPacket, nowMs: number): Int16Array[];
  close(): void;
}

/** libopus in WebAssembly, some 0.2 % of a core a microphone: it needs no thread of its own. */
export async function openOpusStream(): Promise<OpusStream> {
  const decoder = await createOpusDecoder();
  decoder.configure({ channels: 1, sampleRate: SPEECH_RATE });
  const inOrder = packetOrder();
  /** Where the sound that was given so far ends, in RTP time. */
  let end: number | null = null;
  let kind = 0;
  let startedMs: number | null = null;
  let givenMs = 0;

  function decode(payload: Uint8Array): Int16Array | null {
    const { channelData, samplesDecoded } = decoder.decodeFrames([payload]);
    if (samplesDecoded === 0) return null;
    return Int16Array.from(channelData[0] ?? [], (sample) =>
      Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))),
    );
  }

  /** Fills what is missing before `timestamp`. */
  function* fill(timestamp: number, lost: number): Generator<Int16Array> {
    if (end === null) return;
    let missing = Math.min(Math.floor(((timestamp - end) | 0) / TICKS), PAUSE_MAX);
    for (let i = 0; i < Math.min(lost, CONCEAL_MAX) && missing > 0; i++) {
      // A packet of its kind with nothing in it (one byte, RFC 6716 § 3.2.1) lets libopus guess.
      const guessed = decode(Uint8Array.of(kind));
      if (guessed === null) break;
      yield guessed.subarray(0, missing);
      missing -= guessed.length;
    }
    if (missing > 0) yield new Int16Array(missing);
  }

  return {
    take(packet, nowMs) {
      startedMs ??= nowMs;
      if (givenMs > nowMs - startedMs + AHEAD_MAX_MS) return [];
      const sounds: Int16Array[] = [];
      for (const { payload, timestamp, lost } of inOrder(packet)) {
        sounds.push(...fill(timestamp, lost));
        const sound = decode(payload);
        // Broken: the next one fills its place.
        if (sound === null) continue;
        kind = (payload[0] ?? 0) & 0xfc;
        end = (timestamp + sound.length * TICKS) >>> 0;
        sounds.push(sound);
      }
      const samples = sounds.reduce((sum, { length }) => sum + length, 0);
      // Time that has passed is no credit for later.
      givenMs = Math.max(givenMs, nowMs - startedMs - AHEAD_MAX_MS) + (samples / SPEECH_RATE) * 1000;
      return sounds;
    },
    close: () => decoder.free(),
  };
}
