import { Worker } from 'node:worker_threads';
import { AudioError, type AudioCodec, type DecodedAudio } from '../audio-codec.ts';
import { SPEECH_RATE } from '../speech-to-text.ts';
import type { DecodeLimits } from './decode.ts';
import type { DecodeAnswer } from './decode-thread.ts';

/** What a page may record, and a second for what its encoder adds. */
const noteLimits: DecodeLimits = { minMs: 500, maxMs: 61_000 };
/** A minute is decoded in well under a second: whatever takes longer hangs. */
const DECODE_LIMIT_MS = 10_000;
/** A thread costs some 20 MB: it stays for the notes of one conversation and then goes. */
const KEEP_MS = 30_000;

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
  const { limits = noteLimits, decodeLimitMs = DECODE_LIMIT_MS } = options;
  const threadFile = options.threadFile ?? new URL('./decode-thread.ts', import.meta.url);
  let thread: Worker | null = null;
  let dismissal: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  function start(): Worker {
    const started = new Worker(threadFile, {
      workerData: limits,
      env: {},
      execArgv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 },
    });
    started.unref();
    // Heard again by whoever waits for an answer; without a listener here a crash between two notes would end the process.
    started.on('error', () => {});
    started.once('exit', () => {
      if (thread === started) thread = null;
    });
    return started;
  }

  async function dismiss(): Promise<void> {
    const dismissed = thread;
    thread = null;
    await dismissed?.terminate();
  }

  async function ask(bytes: Uint8Array): Promise<DecodeAnswer> {
    const asked = (thread ??= start());
    const answered = Promise.withResolvers<DecodeAnswer>();
    const fail = (message: string) =>
      answered.resolve({ kind: 'refused', reason: 'unreadable', message, broken: true });
    const onMessage = (answer: DecodeAnswer) => answered.resolve(answer);
    const onError = (error: Error) => fail(`The decoder's thread ended: ${error.message}`);
    const onExit = () => fail("The decoder's thread ended");
    asked.on('message', onMessage).on('error', onError).on('exit', onExit);
    const timer = setTimeout(() => fail('Decoding took too long'), decodeLimitMs);
    try {
      asked.postMessage(bytes, []);
      return await answered.promise;
    } finally {
      clearTimeout(timer);
      asked.off('message', onMessage).off('error', onError).off('exit', onExit);
    }
  }

  async function decodeNow(bytes: Uint8Array): Promise<DecodedAudio> {
    if (closed) throw new Error('The audio codec is closed');
    clearTimeout(dismissal);
    const answer = await ask(bytes);
    if (answer.kind === 'refused') {
      if (answer.broken) await dismiss();
      throw new AudioError(answer.reason, answer.message);
    }
    dismissal = setTimeout(() => void dismiss(), KEEP_MS).unref();
    const durationMs = Math.round((answer.samples.length / SPEECH_RATE) * 1000);
    return { format: answer.format, durationMs, samples: answer.samples };
  }

  return {
    decode(bytes) {
      const decoded = last.then(() => decodeNow(bytes));
      last = decoded.catch(() => {});
      return decoded;
    },
    async close() {
      closed = true;
      clearTimeout(dismissal);
      await dismiss();
    },
  };
}
