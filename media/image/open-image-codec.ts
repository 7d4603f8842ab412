import { type ImageCodec, ImageError } from '../image-codec.ts';
import { openOwnThread, ThreadLost } from '../own-thread.ts';
import type { ImageAnswer } from './image-thread.ts';
import type { PhotoLimits } from './read-photo.ts';

/** The largest photo is read in about two seconds: whatever takes longer hangs. */
const READ_LIMIT_MS = 15_000;

interface CodecOptions {
  readonly limits: PhotoLimits;
  readonly readLimitMs?: number;
  /** Body of the thread; a test gives one that misbehaves. */
  readonly threadFile?: URL;
}

/** Reads photos in a thread of its own, one after the other: what a bad one does to the thread, only that one is refused. */
export function openImageCodec(options: CodecOptions): ImageCodec {
  const thread = openOwnThread<ImageAnswer>({
    file: options.threadFile ?? new URL('./image-thread.ts', import.meta.url),
    workerData: options.limits,
    limitMs: options.readLimitMs ?? READ_LIMIT_MS,
  });

  return {
    async read(bytes) {
      const answer = await thread.ask(bytes).catch((error: unknown) => {
        if (!(error instanceof ThreadLost)) throw error;
        throw new ImageError('unreadable', error.message, { cause: error });
      });
      if (answer.kind === 'read') return answer.photo;
      throw new ImageError(answer.reason, answer.message);
    },
    close: () => thread.close(),
  };
}
