import { createEncoder } from 'wasm-media-encoders';
import mp3Wasm from 'wasm-media-encoders/wasm/mp3?url';

/** Speech keeps all it has at this rate, and 32 kbit/s make a minute 240 kB. Recognition is the same as from raw samples. */
const RATE = 24_000;
const KILOBITS = 32;

export interface Mp3Writer {
  /** Answers with the bytes that are ready; often none. */
  add(samples: Float32Array): Uint8Array<ArrayBuffer>;
  /** Ends the file. */
  finish(): Blob;
}

/** Loads the encoder (66 kB): what it answers begins a file of samples of that rate, one at a time. */
export async function loadMp3(): Promise<(sampleRate: number) => Mp3Writer> {
  const encoder = await createEncoder('audio/mpeg', mp3Wasm);
  return (sampleRate) => {
    encoder.configure({ sampleRate, channels: 1, bitrate: KILOBITS, outputSampleRate: RATE });
    // The encoder owns what it returns and writes over it with the next frame.
    const frames: Uint8Array<ArrayBuffer>[] = [];
    return {
      add(samples) {
        const ready = encoder.encode([samples]).slice();
        frames.push(ready);
        return ready;
      },
      finish() {
        frames.push(encoder.finalize().slice());
        return new Blob(frames, { type: 'audio/mpeg' });
      },
    };
  };
}
