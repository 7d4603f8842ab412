import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import * as v from 'valibot';
import { SPEECH_RATE, SpeechError } from '../speech-to-text.ts';
import type { Recognised, SpeechEngine, Stretch } from './speech-engine.ts';

/** First word of a request, "DLN1": bytes that are out of step are told at once. */
const MAGIC = 0x31_4e_4c_44;
const languageCode = { zh: 1, en: 2 } as const;
/** A slow disk's time for the model's 82 MB. */
const READY_LIMIT_MS = 60_000;

const Ready = v.object({ ready: v.literal(true) });
const Answer = v.object({
  id: v.number(),
  language: v.picklist(['zh', 'en']),
  text: v.string(),
  noSpeech: v.number(),
  meanLogProbability: v.number(),
});
const PartialText = v.object({ id: v.number(), partial: v.string() });

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** A running program: `ready` rejects where it ends before it has loaded the model. */
interface Running {
  readonly child: Child;
  readonly ready: Promise<void>;
  /** Called with each answer, or with the program's end. */
  hear: ((line: string | null) => void) | null;
}

export interface WhisperWorkerOptions {
  readonly program: string;
  readonly model: string;
  /** Of the voice detector. */
  readonly voiceModel: string;
  readonly threads: number;
  /** Longest wait for a stretch of so many ms. */
  readonly limitMs: (stretchMs: number) => number;
  readonly log: { warn(details: object, message: string): void };
}

/**
 * The resident speech program: one process, its model loaded, one stretch at a time. A process that dies or hangs is
 * replaced before the rejection, and it dies with this one: its stdin closes.
 */
export function openWhisperWorker(options: WhisperWorkerOptions): SpeechEngine {
  let running: Running | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let lastId = 0;
  let closed = false;

  function start(): Running {
    const { program, model, voiceModel, threads } = options;
    const child = spawn(program, [model, String(threads), voiceModel], {
      env: {},
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const ready = Promise.withResolvers<void>();
    // Who waits hears of it; nobody waiting is no fault.
    ready.promise.catch(() => {});
    const started: Running = { child, ready: ready.promise, hear: null };
    const slow = setTimeout(() => child.kill('SIGKILL'), READY_LIMIT_MS);

    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-500);
    });
    child.stdin.on('error', () => {}); // it ended: 'close' says so
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (v.is(Ready, parsed(line))) {
        clearTimeout(slow);
        ready.resolve();
      } else {
        started.hear?.(line);
      }
    });
    const ended = (details: object) => {
      clearTimeout(slow);
      if (running === started) running = null;
      if (!closed) options.log.warn({ ...details, complaint }, 'the speech program ended');
      ready.reject(new SpeechError('engine_failed', 'The speech program ended before it was ready'));
      started.hear?.(null);
    };
    child.once('error', (error) => ended({ err: error }));
    child.once('close', (code, signal) => ended({ code, signal }));
    return started;
  }

  async function recogniseNow(stretch: Stretch, signal: AbortSignal): Promise<Recognised> {
    const { samples, onPartial } = stretch;
    signal.throwIfAborted();
    if (closed) throw new SpeechError('engine_failed', 'The speech engine is closed');
    const asked = (running ??= start());
    const answered = Promise.withResolvers<string>();
    answered.promise.catch(() => {}); // may end while the model is still loading
    const replace = (reason: Error) => {
      answered.reject(reason);
      asked.child.kill('SIGKILL');
      if (running === asked) running = null;
    };
    const limitMs = options.limitMs((samples.length / SPEECH_RATE) * 1000);
    const giveUp = () => replace(signal.reason instanceof Error ? signal.reason : new Error('Given up'));
    signal.addEventListener('abort', giveUp, { once: true });
    let timer: NodeJS.Timeout | undefined;
    asked.hear = (line) => {
      if (line === null) return answered.reject(new SpeechError('engine_failed', 'The speech program ended midway'));
      const soFar = v.safeParse(PartialText, parsed(line));
      if (!soFar.success) answered.resolve(line);
      else if (soFar.output.id === lastId) onPartial?.(soFar.output.partial);
    };
    try {
      await asked.ready;
      const late = () => replace(new SpeechError('timed_out', `The speech program took longer than ${limitMs} ms`));
      timer = setTimeout(late, limitMs);
      const id = (lastId = (lastId + 1) % 0x7f_ff_ff_ff);
      asked.child.stdin.write(head(id, stretch));
      asked.child.stdin.write(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
      const answer = v.safeParse(Answer, parsed(await answered.promise));
      if (!answer.success || answer.output.id !== id) {
        replace(new Error('Out of step'));
        throw new SpeechError('engine_failed', 'The speech program answered something else');
      }
      const { text, noSpeech, meanLogProbability } = answer.output;
      return { text, language: answer.output.language, doubts: { noSpeech, meanLogProbability } };
    } catch (error) {
      // The next note finds a program that has begun to load. One that never got ready is not tried again by itself.
      const wasReady = await asked.ready.then(
        () => true,
        () => false,
      );
      if (wasReady && !closed) running ??= start();
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      asked.hear = null;
    }
  }

  running = start();
  return {
    recognise(stretch, signal) {
      const recognised = last.then(() => recogniseNow(stretch, signal));
      last = recognised.catch(() => {});
      return recognised;
    },
    async close() {
      if (closed) return;
      closed = true;
      const ending = running?.child;
      running = null;
      if (!ending || ending.exitCode !== null || ending.signalCode !== null || ending.pid === undefined) return;
      await new Promise<void>((ended) => {
        ending.once('close', () => ended());
        ending.kill('SIGKILL');
      });
    },
  };
}

/** All of a request but its samples: see the program. */
function head(id: number, { samples, language, prompt, leastLetters, onPartial }: Stretch): Buffer {
  const words = Buffer.from(`${prompt.zh}\n${prompt.en}`);
  const fixed = Buffer.alloc(20);
  fixed.writeUInt32LE(MAGIC, 0);
  fixed.writeUInt32LE(id, 4);
  fixed.writeUInt8(language ? languageCode[language] : 0, 8);
  fixed.writeUInt8(onPartial ? 1 : 0, 9);
  fixed.writeUInt16LE(words.length, 10);
  fixed.writeUInt32LE(samples.length, 12);
  fixed.writeUInt32LE(leastLetters, 16);
  return Buffer.concat([fixed, words]);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
