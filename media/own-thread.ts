import { Worker } from 'node:worker_threads';

/** A thread costs some 20 MB: it stays for what one conversation brings and then goes. */
const KEEP_MS = 30_000;

export interface OwnThread<Answer> {
  /**
   * What the thread answers to the bytes, one piece after the other. Rejects with `ThreadLost` where it hangs, crashes or
   * takes too much memory. Then, and after an answer that is `broken`, the next piece gets a fresh thread.
   */
  ask(bytes: Uint8Array): Promise<Answer>;
  close(): Promise<void>;
}

export class ThreadLost extends Error {
  override name = 'ThreadLost';
}

interface ThreadOptions {
  /** Body of the thread: takes bytes as messages and answers each with one message. */
  readonly file: URL;
  /** Handed to the thread as its `workerData`. */
  readonly workerData: object;
  /** Whatever takes longer hangs. */
  readonly limitMs: number;
}

/** A thread for untrusted bytes: whatever a piece does to it, only that piece is lost. */
export function openOwnThread<Answer extends object>({ file, workerData, limitMs }: ThreadOptions): OwnThread<Answer> {
  let thread: Worker | null = null;
  let dismissal: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  function start(): Worker {
    const started = new Worker(file, {
      workerData,
      env: {},
      execArgv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 },
    });
    started.unref();
    // Heard again by whoever waits for an answer; without a listener here a crash between two pieces would end the process.
    started.on('error', () => {});
    started.once('exit', () => {
      if (thread === started) thread = null;
    });
    return started;
  }

  async function dismiss(): Promise<void> {
    clearTimeout(dismissal);
    const dismissed = thread;
    thread = null;
    await dismissed?.terminate();
  }

  async function askNow(bytes: Uint8Array): Promise<Answer> {
    if (closed) throw new Error('The thread is closed');
    clearTimeout(dismissal);
    const asked = (thread ??= start());
    const answered = Promise.withResolvers<Answer>();
    const fail = (message: string) => answered.reject(new ThreadLost(message));
    const onMessage = (answer: Answer) => answered.resolve(answer);
    const onError = (error: Error) => fail(`The thread ended: ${error.message}`);
    const onExit = () => fail('The thread ended');
    asked.on('message', onMessage).on('error', onError).on('exit', onExit);
    const timer = setTimeout(() => fail('The thread took too long'), limitMs);
    try {
      asked.postMessage(bytes, []);
      const answer = await answered.promise;
      if ('broken' in answer && answer.broken) await dismiss();
      else dismissal = setTimeout(() => void dismiss(), KEEP_MS).unref();
      return answer;
    } catch (error) {
      await dismiss();
      throw error;
    } finally {
      clearTimeout(timer);
      asked.off('message', onMessage).off('error', onError).off('exit', onExit);
    }
  }

  return {
    ask(bytes) {
      const answer = last.then(() => askNow(bytes));
      last = answer.catch(() => {});
      return answer;
    },
    async close() {
      closed = true;
      await dismiss();
    },
  };
}
