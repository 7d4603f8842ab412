import { parentPort, workerData } from 'node:worker_threads';
import { AudioError } from '../audio-codec.ts';
import { decode, type Decoded, type DecodeLimits } from './decode.ts';

/** What the thread answers to the bytes of one recording. `broken`: a decoder failed and is not to be trusted any more. */
export type DecodeAnswer =
  | ({ kind: 'decoded' } & Decoded)
  | { kind: 'refused'; reason: AudioError['reason']; message: string; broken: boolean };

const port = parentPort;
if (!port) throw new Error('This file is the body of a thread');
const limits = workerData as DecodeLimits;

async function answer(bytes: Uint8Array): Promise<DecodeAnswer> {
  try {
    return { kind: 'decoded', ...(await decode(bytes, limits)) };
  } catch (error) {
    if (error instanceof AudioError) {
      return { kind: 'refused', reason: error.reason, message: error.message, broken: false };
    }
    const message = `A decoder failed: ${error instanceof Error ? error.message : String(error)}`;
    return { kind: 'refused', reason: 'unreadable', message, broken: true };
  }
}

port.on('message', (bytes: Uint8Array) => {
  void (async () => {
    const result = await answer(bytes);
    const moved = result.kind === 'decoded' ? [result.samples, result.mp3] : [];
    port.postMessage(
      result,
      moved.flatMap((part) => part?.buffer ?? []),
    );
  })();
});
