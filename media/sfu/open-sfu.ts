import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { SfuUnavailableError, type Sfu, type SfuCounts } from '../sfu.ts';
import { startSfuWorker, type SfuWorker } from './sfu-worker.ts';

export interface SfuOptions {
  /** The mediasoup-worker program; by default the one that the set-up built. */
  readonly workerBin?: string;
  /** Null: one per core, at most `WORKERS_MOST`. */
  readonly workers: number | null;
  /** Address to listen on; `0.0.0.0` is every IPv4 address of the machine. */
  readonly listenAddress: string;
  /** What phones are told instead of `listenAddress`: behind NAT, or where that is `0.0.0.0`. */
  readonly announcedAddress: string | null;
  /** Worker n listens on UDP and TCP port `port` + n; 0 takes any free ones. */
  readonly port: number;
  readonly log: Logger;
}

const builtWorker = join(import.meta.dirname, '../../.build/native/mediasoup-worker');

/** An idle worker holds 13 MB (5 MB of its own), and four carry about a thousand calls of two: more is a choice. */
const WORKERS_MOST = 4;

/** A dead worker is replaced after this, twice as long after each failure up to the most, ms. */
const RESTART_FIRST_MS = 200;
const RESTART_MOST_MS = 30_000;
/** A worker that lived as long as this is no part of a crash loop: its back-off begins anew. */
const STABLE_AFTER_MS = 60_000;

/** The real SFU on mediasoup. Rejects where a worker cannot start: a wrong program, a port in use. */
export async function openSfu(options: SfuOptions): Promise<Sfu> {
  const { workerBin = builtWorker, listenAddress, announcedAddress, port, log } = options;
  const length = options.workers ?? Math.min(availableParallelism(), WORKERS_MOST);
  const alive: (SfuWorker | null)[] = Array.from({ length }, () => null);
  const restarts = new Set<NodeJS.Timeout>();
  const starting = new Set<Promise<void>>();
  let closed = false;

  async function start(index: number, backOffMs: number): Promise<void> {
    const worker = await startSfuWorker({
      workerBin,
      listenAddress,
      announcedAddress,
      port: port === 0 ? 0 : port + index,
      report: (error) => log.error({ err: error }, 'media failed'),
    });
    if (closed) return worker.close();
    const startedAt = performance.now();
    alive[index] = worker;
    worker.onDied(() => {
      alive[index] = null;
      log.error({ worker: index, workerPid: worker.pid }, 'media worker died');
      restart(index, performance.now() - startedAt > STABLE_AFTER_MS ? RESTART_FIRST_MS : backOffMs);
    });
  }

  function restart(index: number, backOffMs: number): void {
    if (closed) return;
    const next = Math.min(backOffMs * 2, RESTART_MOST_MS);
    const timer = setTimeout(() => {
      restarts.delete(timer);
      const started = start(index, next).catch((error: unknown) => {
        log.error({ worker: index, err: error }, 'media worker did not start again');
        restart(index, next);
      });
      starting.add(started);
      void started.then(() => starting.delete(started));
    }, backOffMs);
    timer.unref();
    restarts.add(timer);
  }

  async function close(): Promise<void> {
    closed = true;
    for (const timer of restarts) clearTimeout(timer);
    restarts.clear();
    await Promise.all(starting);
    await Promise.all(alive.filter((worker) => worker !== null).map((worker) => worker.close()));
    alive.fill(null);
  }

  const first = await Promise.allSettled(alive.map((_, index) => start(index, RESTART_FIRST_MS)));
  const failed = first.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw new Error('A media worker did not start', { cause: failed.reason });
  }

  return {
    get workers() {
      return alive.filter((worker) => worker !== null).length;
    },
    get pids() {
      return alive.flatMap((worker) => (worker === null ? [] : [worker.pid]));
    },
    async openRoom() {
      const [least] = alive.filter((worker) => worker !== null).sort((a, b) => a.rooms - b.rooms);
      if (least === undefined) throw new SfuUnavailableError('No media worker is alive');
      return least.openRoom();
    },
    async counts() {
      const all = await Promise.all(alive.flatMap((worker) => (worker === null ? [] : [worker.counts()])));
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
