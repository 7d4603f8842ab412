import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createEncoder } from 'wasm-media-encoders';

/** As pages record: speech keeps all it has at this rate, and 32 kbit/s make a minute 240 kB. */
const RATE = 24_000;
const KILOBITS = 32;
/** Samples given to the encoder at a time: what it needs for one piece stays small. */
const STEP = 48_000;

/** Speech as an MP3 file, which every phone plays. Samples are mono, -1..1. */
export async function mp3File(samples: Float32Array, sampleRate: number): Promise<Uint8Array<ArrayBuffer>> {
  const wasm = await readFile(createRequire(import.meta.url).resolve('wasm-media-encoders/wasm/mp3'));
  const encoder = await createEncoder('audio/mpeg', wasm);
  encoder.configure({ sampleRate, channels: 1, bitrate: KILOBITS, outputSampleRate: RATE });
  const frames: Uint8Array[] = [];
  // The encoder owns what it returns and writes over it with the next frame.
  for (let at = 0; at < samples.length; at += STEP)
    frames.push(encoder.encode([samples.subarray(at, at + STEP)]).slice());
  frames.push(encoder.finalize().slice());
  return new Uint8Array(Buffer.concat(frames));
}
