import { Worker } from 'node:worker_threads';
import type { SeededLine } from '../../support/seed-lines.ts';
import type { SetUp } from './call.ts';
import type { Talked } from './talk.ts';

/** What a thread of phones can be told. */
export interface Orders {
  /** Opens calls one after the other, which go on. */
  call(order: { lines: readonly SeededLine[] }): Promise<SetUp[]>;
  /** Opens a call every so often, or after the one before, talks and hangs up. */
  come_and_go(order: { lines: readonly SeededLine[]; everyMs: number | null; talkMs: number }): Promise<SetUp[]>;
  /** Opens pairs of phones that have no SFU between them. */
  straight(order: { count: number }): Promise<null>;
  talk(order: { seconds: number }): Promise<Talked>;
  hang_up(order: object): Promise<null>;
}
export type Order = keyof Orders;

export interface PhoneThread {
  tell<N extends Order>(name: N, order: Parameters<Orders[N]>[0]): ReturnType<Orders[N]>;
  close(): Promise<void>;
}

/** Starts a thread whose phones are of the server at `url`. */
export function openPhoneThread(url: string): PhoneThread {
  const worker = new Worker(new URL('phones.ts', import.meta.url), { workerData: { url } });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let told = 0;
  worker.on('message', ({ id, value, error }: { id: number; value: never; error?: string }) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) one?.resolve(value);
    else one?.reject(new Error(error));
  });
  worker.on('error', (error) => {
    for (const { reject } of waiting.values()) reject(error as Error);
  });
  return {
    tell<N extends Order>(name: N, order: Parameters<Orders[N]>[0]) {
      told += 1;
      const id = told;
      const answer = new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, name, order }, []);
      });
      return answer as ReturnType<Orders[N]>;
    },
    close: async () => void (await worker.terminate()),
  };
}
