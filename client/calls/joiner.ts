/**
 * How a try went: `again` for trouble that may pass, `stop` where the server says that this device has no place in the
 * call any more.
 */
export type JoinResult = 'joined' | 'again' | 'stop';

/** Connects a call's sound, and again whenever it is lost, on a schedule with jitter. */
export interface Joiner {
  now(): Promise<void>;
  /** The path is gone; it often comes back by itself, so wait a moment. */
  pathLost(): void;
  /** The server has no path to us. After a fresh try that is only natural for a while. */
  serverMissesUs(): void;
  /** The server has a path to us: from now on, to be missed is to be lost. */
  serverHasUs(): void;
  /** All is well here: no more tries. */
  well(): void;
  close(): void;
}

/** ICE mends a short gap by itself within this, ms. */
const PATH_PATIENCE_MS = 1500;
/** ICE and DTLS of a fresh try are done within this on a bad network, ms. */
const SETTLE_MS = 5000;
/** Waits after the first, second, … failed try, ms; the last one repeats. */
const BACK_OFF_MS = [500, 1000, 2000, 4000];
/** So that a whole compound whose network returns does not come at once. */
const JITTER = 0.25;

export function openJoiner(join: () => Promise<JoinResult>, random: () => number = Math.random): Joiner {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let running = false;
  let failures = 0;
  let joinedAt = Number.NEGATIVE_INFINITY;
  let closed = false;

  function cancel(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  function schedule(ms: number): void {
    if (closed || running || timer !== null) return;
    timer = setTimeout(() => void run(), ms);
  }

  async function run(): Promise<void> {
    cancel();
    if (closed || running) return;
    running = true;
    const result = await join();
    running = false;
    if (result === 'joined') {
      failures = 0;
      joinedAt = performance.now();
    } else if (result === 'again') {
      const backOff = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)] ?? 0;
      failures += 1;
      schedule(backOff * (1 + JITTER * (2 * random() - 1)));
    }
  }

  return {
    now: run,
    pathLost: () => schedule(PATH_PATIENCE_MS),
    serverMissesUs: () => schedule(Math.max(0, joinedAt + SETTLE_MS - performance.now())),
    serverHasUs() {
      joinedAt = Number.NEGATIVE_INFINITY;
    },
    well: cancel,
    close() {
      closed = true;
      cancel();
    },
  };
}
