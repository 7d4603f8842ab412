import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createEncoder } from 'wasm-media-encoders';
import { SPEECH_RATE } from '../../media/speech-to-text.ts';

const folder = join(import.meta.dirname, '../speech');

export type RecordingName =
  | `en-${'jfk' | 'librispeech'}.${'wav' | 'ogg'}`
  | `zh-aishell-guangzhou.${'wav' | 'webm' | 'ogg'}`;

export const recordingPath = (name: RecordingName): string => join(folder, name);
export const recordingBytes = (name: RecordingName): Buffer => readFileSync(recordingPath(name));

/** The samples of one of our WAV files, which all have a head of 44 bytes or list chunks before `data`. */
export function recordingSamples(name: `${string}.wav` & RecordingName): Int16Array {
  const bytes = recordingBytes(name);
  const at = bytes.indexOf('data') + 8;
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset + at, bytes.byteOffset + bytes.length));
}

export const silence = (seconds: number): Int16Array => new Int16Array(seconds * SPEECH_RATE);

/** Hiss, the same on each call. */
export function noise(seconds: number): Int16Array {
  let state = 1;
  return Int16Array.from({ length: seconds * SPEECH_RATE }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (state / 2_147_483_648 - 0.5) * 6000;
  });
}

/** An MP3 file as a page records it, of 16 kHz samples. */
export async function mp3Of(samples: Int16Array, bitrate: 8 | 32 = 32): Promise<Buffer> {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('wasm-media-encoders/wasm/mp3'));
  const encoder = await createEncoder('audio/mpeg', wasm);
  const outputSampleRate = bitrate === 8 ? 8000 : 24_000;
  encoder.configure({ sampleRate: SPEECH_RATE, channels: 1, bitrate, outputSampleRate });
  const parts: Buffer[] = [];
  for (let at = 0; at < samples.length; at += SPEECH_RATE) {
    const second = Float32Array.from(samples.subarray(at, at + SPEECH_RATE), (sample) => sample / 32_768);
    parts.push(Buffer.from(encoder.encode([second])));
  }
  parts.push(Buffer.from(encoder.finalize()));
  return Buffer.concat(parts);
}
