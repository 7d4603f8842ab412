import { AudioError, type AudioCodec } from '../audio-codec.ts';
import { openOwnThread, ThreadLost } from '../own-thread.ts';
import { SPEECH_RATE } from '../speech-to-text.ts';
import type { DecodeLimits } from './decode.ts';
import type { DecodeAnswer } from './decode-thread.ts';

/** What a page may record, and a second for what its encoder adds. */
const noteLimits: DecodeLimits = { minMs: 500, maxMs: 61_000, cpuMs: 2000 };
/** What a decoder does not come back from by itself. */
const DECODE_LIMIT_MS = 10_000;

interface CodecOptions {
  readonly limits?: DecodeLimits;
  readonly decodeLimitMs?: number;
  /** Body of the thread; a test gives one that misbehaves. */
  readonly threadFile?: URL;
}

/**
 * Decodes in a thread of its own, one recording after the other. Whatever a recording does to the thread (an endless
 * loop, a crash, too much memory), it is that recording that is refused, and the next one gets a fresh thread.
 */
export function openAudioCodec(options: CodecOptions = {}): AudioCodec {
  const thread = openOwnThread<DecodeAnswer>({
    file: options.threadFile ?? new URL('./decode-thread.ts', import.meta.url),
    workerData: options.limits ?? noteLimits,
    limitMs: options.decodeLimitMs ?? DECODE_LIMIT_MS,
  });

  return {
    async decode(bytes) {
      const answer = await thread.ask(bytes).catch((error: unknown) => {
        if (!(error instanceof ThreadLost)) throw error;
        throw new AudioError('unreadable', error.message, { cause: error });
      });
      if (answer.kind === 'refused') {
        throw new AudioError(answer.reason, answer.message);
      }
      const durationMs = Math.round((answer.samples.length / SPEECH_RATE) * 1000);
      return { format: answer.format, durationMs, samples: answer.samples, mp3: answer.mp3 };
    },
    close: () => thread.close(),
  };
}
