import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Clock, Parts } from '../parts.ts';
import type { Context, Understanding } from './understanding/understand.ts';

/** Messages that wait at once: half a second's work. What comes on top is not read, and nobody is kept waiting. */
const WAITING_MAX = 1000;
/** A message takes a millisecond; a thread that has told nothing for so long hangs, ms. */
const HANGS_MS = 10_000;
/** A thread that ended is started anew, but not over and over, ms. */
const PAUSE_MS = 60_000;

/** What a message means, and what may be made of it. */
export interface Reading extends Understanding {
  /** May be acted on without a tap. */
  readonly alone: boolean;
  /** Sure enough to be shown. */
  readonly sure: boolean;
}

export interface Asked {
  readonly id: number;
  readonly text: string;
  readonly context: Context;
}

export type Told =
  | { readonly kind: 'broken'; readonly reason: string }
  | { readonly kind: 'read'; readonly id: number; readonly reading: Reading };

export interface Reader {
  /** Null where it cannot be told now: too many wait, or the model cannot be read. Never rejects. */
  read(text: string, context: Context): Promise<Reading | null>;
  close(): Promise<void>;
}

interface Needs extends Pick<Parts, 'log'> {
  readonly clock: Clock;
  /** Another than the committed one; for tests. */
  readonly modelFile?: string;
}

/** Reads messages in a thread of their own: whatever comes, and however much, the lines go on. */
export function openReader({ log, clock, modelFile }: Needs): Reader {
  const waiting = new Map<number, (reading: Reading | null) => void>();
  let thread: Worker | null = null;
  let lastId = 0;
  let startAgainAt = 0;
  let broken = false;
  let closed = false;
  let isFull = false;
  let stopWatch = () => {};

  function giveUp(): void {
    stopWatch();
    for (const tell of waiting.values()) tell(null);
    waiting.clear();
  }

  function lose(lost: Worker, reason: string): void {
    if (thread !== lost) return;
    thread = null;
    startAgainAt = clock.now() + PAUSE_MS;
    giveUp();
    if (!closed) log.error({ reason }, 'the assistant is silent for a while');
    void lost.terminate();
  }

  function watch(one: Worker): void {
    stopWatch();
    stopWatch = waiting.size === 0 ? () => {} : clock.after(HANGS_MS, () => lose(one, 'hangs'));
  }

  function start(): Worker {
    const started = new Worker(new URL('reader-worker.ts', import.meta.url), {
      workerData: { modelFile },
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 },
    });
    started.unref();
    started.on('error', () => lose(started, 'ended'));
    started.on('exit', () => lose(started, 'ended'));
    started.on('message', (told: Told) => {
      if (told.kind === 'broken') {
        broken = true;
        thread = null;
        log.error({ reason: told.reason }, 'the model cannot be read: the assistant stays silent');
        giveUp();
      }
      if (told.kind !== 'read') return;
      const tell = waiting.get(told.id);
      waiting.delete(told.id);
      watch(started);
      tell?.(told.reading);
    });
    return started;
  }

  thread = start();
  return {
    read(text, context) {
      if (closed || broken) return Promise.resolve(null);
      if (waiting.size >= WAITING_MAX) {
        if (!isFull) log.warn({ waiting: waiting.size }, 'too many messages at once: some are not understood');
        isFull = true;
        return Promise.resolve(null);
      }
      isFull = false;
      if (!thread && clock.now() < startAgainAt) return Promise.resolve(null);
      const asked = (thread ??= start());
      return new Promise((tell) => {
        const id = ++lastId;
        waiting.set(id, tell);
        if (waiting.size === 1) watch(asked);
        asked.postMessage({ id, text, context } satisfies Asked, []);
      });
    },

    async close() {
      closed = true;
      const last = thread;
      thread = null;
      giveUp();
      if (!last) return;
      // It ends by itself after what it is reading: a thread that is cut off in the middle of its start has taken the process along.
      last.ref();
      const ended = once(last, 'exit');
      last.postMessage(null, []);
      const stop = clock.after(HANGS_MS, () => void last.terminate());
      await ended;
      stop();
    },
  };
}
