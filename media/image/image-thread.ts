import { parentPort, workerData } from 'node:worker_threads';
import { ImageError, type Photo } from '../image-codec.ts';
import { type PhotoLimits, readPhoto } from './read-photo.ts';

/** What the thread answers to one photo. `broken`: the decoder failed and is not to be trusted any more. */
export type ImageAnswer =
  | { kind: 'read'; photo: Photo }
  | { kind: 'refused'; reason: ImageError['reason']; message: string; broken: boolean };

const port = parentPort;
if (!port) throw new Error('This file is the body of a thread');
const limits = workerData as PhotoLimits;

async function answer(bytes: Uint8Array): Promise<ImageAnswer> {
  try {
    return { kind: 'read', photo: await readPhoto(bytes, limits) };
  } catch (error) {
    if (error instanceof ImageError) {
      return { kind: 'refused', reason: error.reason, message: error.message, broken: false };
    }
    const message = `The decoder failed: ${error instanceof Error ? error.message : String(error)}`;
    return { kind: 'refused', reason: 'unreadable', message, broken: true };
  }
}

port.on('message', (bytes: Uint8Array) => {
  void answer(bytes).then((result) => port.postMessage(result));
});
