import { decoder as mp3Decoder } from '@audio/decode-mp3';
import { decoder as oggDecoder } from '@audio/decode-opus';
import { createOpusDecoder } from '@audio/decode-opus/core';
import { decoder as wavDecoder } from '@audio/decode-wav';
import { AudioError, type AudioFormat } from '../audio-codec.ts';
import { SPEECH_RATE } from '../speech-to-text.ts';
import { audioFormat } from './audio-format.ts';
import { mp3File } from './mp3-file.ts';
import { resample } from './resample.ts';
import { CHANNELS_MAX, wavSound } from './wav-sound.ts';
import { webmOpus } from './webm-opus.ts';

interface Chunk {
  readonly channelData: Float32Array[];
  readonly sampleRate: number;
}

/**
 * Bytes given to a decoder at a time. 2 kB of the emptiest Opus packets are some minutes, of the emptiest MP3 some
 * seconds: so much more than the limit is decoded at most.
 */
const STEP_BYTES = 2048;
const STEP_PACKETS = 50;

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += STEP_BYTES) yield bytes.subarray(at, at + STEP_BYTES);
}

async function* decodeMp3(bytes: Uint8Array): AsyncGenerator<Chunk> {
  const decoder = await mp3Decoder();
  try {
    for (const piece of pieces(bytes)) yield decoder.decode(piece);
  } finally {
    decoder.free();
  }
}

/** Whether some head of an Ogg file claims more channels than films have: one byte of sound would become one of each. */
function hasTooManyChannels(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = file.indexOf('OpusHead'); at >= 0; at = file.indexOf('OpusHead', at + 8))
    if ((file[at + 9] ?? 0) > CHANNELS_MAX) return true;
  return false;
}

async function* decodeOgg(bytes: Uint8Array): AsyncGenerator<Chunk> {
  if (hasTooManyChannels(bytes)) return;
  const decoder = await oggDecoder();
  try {
    for (const piece of pieces(bytes)) yield decoder.decode(piece);
    yield decoder.flush();
  } finally {
    decoder.free();
  }
}

function* decodeWav(bytes: Uint8Array): Generator<Chunk> {
  const sound = wavSound(bytes);
  if (!sound) return;
  const decoder = wavDecoder();
  decoder.decode(sound.head);
  for (const piece of pieces(sound.data)) yield decoder.decode(piece);
}

async function* decodeWebm(bytes: Uint8Array): AsyncGenerator<Chunk> {
  const track = webmOpus(bytes);
  if (!track) return;
  const decoder = await createOpusDecoder();
  try {
    decoder.configure({ channels: track.channels, preSkip: track.preSkip });
    for (let at = 0; at < track.packets.length; at += STEP_PACKETS) {
      yield decoder.decodeFrames(track.packets.slice(at, at + STEP_PACKETS));
    }
  } finally {
    decoder.free();
  }
}

const decoders: Record<AudioFormat, (bytes: Uint8Array) => AsyncIterable<Chunk> | Iterable<Chunk>> = {
  mp3: decodeMp3,
  ogg: decodeOgg,
  wav: decodeWav,
  webm: decodeWebm,
};

/** Mean of the channels, in memory of its own: decoders reuse theirs. */
function mono({ channelData }: Chunk): Float32Array {
  const mixed = new Float32Array(channelData[0]?.length ?? 0);
  for (const channel of channelData) {
    for (let i = 0; i < mixed.length; i++) mixed[i] = (mixed[i] ?? 0) + (channel[i] ?? 0) / channelData.length;
  }
  return mixed;
}

export interface DecodeLimits {
  readonly minMs: number;
  readonly maxMs: number;
  /** Of this thread's time, however busy the machine is. */
  readonly cpuMs: number;
}

export interface Decoded {
  readonly format: AudioFormat;
  readonly samples: Int16Array<ArrayBuffer>;
  readonly mp3: Uint8Array<ArrayBuffer> | null;
}

/** Formats that Safari does not play, or not in every version that is about. */
const needsMp3: Record<AudioFormat, boolean> = { webm: true, ogg: true, mp3: false, wav: false };

/** What this thread has worked from now on, ms. */
function cpuTimer(): () => number {
  const begun = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(begun);
    return (user + system) / 1000;
  };
}

/** Decodes a whole recording in this thread, which it may keep busy or bring down: see `openAudioCodec`. */
export async function decode(bytes: Uint8Array, limits: DecodeLimits): Promise<Decoded> {
  if (bytes.length === 0) throw new AudioError('empty', 'The recording has no bytes');
  const format = audioFormat(bytes);
  if (!format) throw new AudioError('unreadable', 'This is no MP3, WebM, Ogg or WAV');

  const cpuMs = cpuTimer();
  const parts: Float32Array[] = [];
  let length = 0;
  let rate = 0;
  for await (const chunk of decoders[format](bytes)) {
    if (cpuMs() > limits.cpuMs) throw new AudioError('unreadable', 'It takes too long to decode');
    const part = mono(chunk);
    if (part.length === 0) continue;
    rate ||= chunk.sampleRate;
    if (chunk.sampleRate !== rate) throw new AudioError('unreadable', 'The sample rate changes midway');
    if (rate < 4000 || rate > 192_000) throw new AudioError('unreadable', 'That sample rate is not of speech');
    parts.push(part);
    length += part.length;
    if (length > (limits.maxMs / 1000) * rate) throw new AudioError('too_long', 'The recording is too long');
  }
  if (length === 0) throw new AudioError('unreadable', 'Nothing in it could be decoded');
  if (length < (limits.minMs / 1000) * rate) throw new AudioError('too_short', 'The recording is too short');

  const whole = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  const samples = Int16Array.from(resample(whole, rate, SPEECH_RATE), (sample) =>
    Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))),
  );
  // A recording without it is worth more than none.
  const mp3 = needsMp3[format] ? await mp3File(whole, rate).catch(() => null) : null;
  return { format, samples, mp3 };
}
