import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { SfuFullError, SfuUnavailableError, type Sfu, type SfuCounts } from '../sfu.ts';
import { backOff } from './back-off.ts';
import { ROOM_LEGS } from './room.ts';
import { startSfuWorker, type SfuWorker } from './sfu-worker.ts';

export interface SfuOptions {
  /** The mediasoup-worker program; by default the one that the set-up built. */
  readonly workerBin?: string;
  /** Null: one per core, at most `WORKERS_MOST`. */
  readonly workers: number | null;
  /** Addresses to listen on: `0.0.0.0` is every IPv4 address of the machine, `::` every IPv6 address and nothing else. */
  readonly listen: readonly string[];
  /**
   * What phones are told instead, the best first, asked anew for each leg: behind NAT, or where the worker listens on all
   * addresses. None: `listen`.
   */
  readonly announced: () => readonly string[];
  /** Worker n listens on UDP and TCP port `port` + n; 0 takes any free ones. */
  readonly port: number;
  /** Legs that one worker carries. */
  readonly legsMax: number;
  readonly log: Logger;
}

const builtWorker = join(import.meta.dirname, '../../.build/native/mediasoup-worker');

/** An idle worker holds 13 MB (5 MB of its own), and four carry about a thousand calls of two: more is a choice. */
const WORKERS_MOST = 4;

/**
 * How long a call waits for a worker where none lives, ms. A replacement takes a tenth of a second; one that crashes as
 * well is not worth a person's waiting.
 */
const REPLACEMENT_WAIT_MS = 1500;

/** The real SFU on mediasoup. Rejects where a worker cannot start: a wrong program, a port in use. */
export async function openSfu(options: SfuOptions): Promise<Sfu> {
  const { workerBin = builtWorker, listen, announced, port, legsMax, log } = options;
  const length = options.workers ?? Math.min(availableParallelism(), WORKERS_MOST);
  const alive: (SfuWorker | null)[] = Array.from({ length }, () => null);
  const restarts = new Set<NodeJS.Timeout>();
  const starting = new Set<Promise<void>>();
  let closed = false;
  let deaths = 0;
  /** The next worker that comes to life, or the end of all. */
  let arrival = Promise.withResolvers<void>();

  const living = (): SfuWorker[] => alive.filter((worker) => worker !== null);

  /** The worker with the fewest legs, where it has room for a call. */
  const freest = (): SfuWorker | undefined => {
    const [least] = living().sort((a, b) => a.legs - b.legs);
    return least === undefined || least.legs + ROOM_LEGS > legsMax ? undefined : least;
  };

  async function start(index: number, waitedMs: number | null): Promise<void> {
    const worker = await startSfuWorker({
      workerBin,
      listen,
      announced,
      port: port === 0 ? 0 : port + index,
      report: (error) => log.error({ err: error }, 'media failed'),
    });
    if (closed) return worker.close();
    const startedAt = performance.now();
    alive[index] = worker;
    worker.onDied(() => {
      alive[index] = null;
      deaths += 1;
      log.error({ worker: index, workerPid: worker.pid }, 'media worker died');
      restart(index, backOff(performance.now() - startedAt, waitedMs));
    });
    arrival.resolve();
    arrival = Promise.withResolvers();
  }

  function restart(index: number, afterMs: number): void {
    if (closed) return;
    const timer = setTimeout(() => {
      restarts.delete(timer);
      const started = start(index, afterMs).catch((error: unknown) => {
        log.error({ worker: index, err: error }, 'media worker did not start again');
        restart(index, backOff(0, afterMs));
      });
      starting.add(started);
      void started.then(() => starting.delete(started));
    }, afterMs);
    timer.unref();
    restarts.add(timer);
  }

  /** Resolves when the next worker lives, or after a short time without one. */
  async function replacement(): Promise<void> {
    let patience: NodeJS.Timeout | undefined;
    const enough = new Promise((resolve) => (patience = setTimeout(resolve, REPLACEMENT_WAIT_MS)));
    await Promise.race([arrival.promise, enough]);
    clearTimeout(patience);
  }

  async function close(): Promise<void> {
    closed = true;
    arrival.resolve();
    for (const timer of restarts) clearTimeout(timer);
    restarts.clear();
    await Promise.all(starting);
    await Promise.all(living().map((worker) => worker.close()));
    alive.fill(null);
  }

  const first = await Promise.allSettled(alive.map((_, index) => start(index, null)));
  const failed = first.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw new Error('A media worker did not start', { cause: failed.reason });
  }

  return {
    get workers() {
      return living().length;
    },
    get pids() {
      return living().map((worker) => worker.pid);
    },
    get load() {
      return alive.flatMap((one, worker) => (one === null ? [] : [{ worker, legs: one.legs }]));
    },
    get deaths() {
      return deaths;
    },
    async openRoom() {
      if (freest() === undefined && living().length < length && !closed) await replacement();
      const worker = freest();
      if (worker !== undefined) return worker.openRoom();
      if (living().length === 0) throw new SfuUnavailableError('No media worker is alive');
      throw new SfuFullError('Every media worker carries all the legs it may');
    },
    async counts() {
      const all = await Promise.all(living().map((worker) => worker.counts()));
      const sum = (of: (one: SfuCounts) => number) => all.reduce((total, one) => total + of(one), 0);
      return {
        rooms: sum((one) => one.rooms),
        transports: sum((one) => one.transports),
        producers: sum((one) => one.producers),
        consumers: sum((one) => one.consumers),
      };
    },
    close,
  };
}
