import type { Path } from './call-media.ts';

/**
 * How a try went. `again`: trouble that may pass; `gone`: the server holds no media of this device, so that only a join
 * helps; `stop`: this device has no place in the call any more.
 */
export type TryResult = 'done' | 'again' | 'gone' | 'stop';

/** Connects a call's sound and brings it back: a fresh ICE first, fresh transports where that does not help. */
export interface Recovery {
  /** The first connection; resolves after the first try, and goes on by itself. */
  join(): Promise<void>;
  path(path: Path): void;
  /** Whether the server has a way to us, as it says. After a fresh try that is `false` for a moment. */
  served(on: boolean): void;
  /** The phone is in another network: its addresses are gone, also where nothing shows it yet. */
  networkChanged(): void;
  /** The server can be asked again. */
  online(): void;
  close(): void;
}

export interface RecoveryParts {
  readonly join: () => Promise<TryResult>;
  readonly restartIce: () => Promise<TryResult>;
  readonly random?: () => number;
}

type Step = 'join' | 'restart';

/** ICE mends a hiccup by itself within this, ms; a restart does no harm, so there is little to wait for. */
const PATH_PATIENCE_MS = 500;
/**
 * A restarted ICE has its answer after two round trips; what is not back within this is not coming: the addresses
 * are right, but the server's side of it is not. ms
 */
const RESTART_MS = 2000;
/**
 * Fresh ICE and DTLS take about six round trips, more where packets are lost or only TCP or TURN gets through. Each join in
 * vain gives the next one twice as long, up to the most. ms
 */
const JOIN_MS = 6000;
const JOIN_MOST_MS = 24_000;
/** Waits after the first, second, … failed try, ms; the last one repeats. A dead worker is replaced in about 0.5 s. */
const BACK_OFF_MS = [250, 400, 700, 1000, 1500, 2500];
/** So that a whole compound whose network returns does not come at once. */
const JITTER = 0.25;

/**
 * Nothing that is connected is thrown away before the server has answered: while the network is cut, ICE goes on trying
 * by itself, and is often the first to be back.
 */
export function openRecovery({ join, restartIce, random = Math.random }: RecoveryParts): Recovery {
  let path: Path = 'connecting';
  let served = true;
  /** Transports were opened once. */
  let joined = false;
  let running = false;
  /** A try was made and has its time to show. */
  let settling = false;
  let failures = 0;
  let joinMs = JOIN_MS;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let closed = false;

  const well = (): boolean => path === 'up' && served;

  function cancel(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }
  function plan(step: Step, ms: number): void {
    if (closed || running) return;
    cancel();
    timer = setTimeout(() => void run(step), ms);
  }
  function rest(): void {
    cancel();
    settling = false;
    failures = 0;
    joinMs = JOIN_MS;
  }

  async function run(step: Step): Promise<void> {
    cancel();
    if (closed || running) return;
    running = true;
    settling = false;
    const result = await (step === 'join' ? join() : restartIce());
    running = false;
    if (closed) return;
    switch (result) {
      case 'done':
        settling = true;
        if (step === 'join') joined = true;
        if (well()) rest();
        else plan('join', step === 'join' ? joinMs : RESTART_MS);
        if (step === 'join') joinMs = Math.min(joinMs * 2, JOIN_MOST_MS);
        break;
      case 'gone':
        await run('join');
        break;
      case 'again':
        plan(step, backOff());
        break;
      case 'stop':
        break;
    }
  }

  function backOff(): number {
    const wait = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)] ?? 0;
    failures += 1;
    return wait * (1 + JITTER * (2 * random() - 1));
  }

  return {
    join: () => run('join'),
    path(next) {
      const before = path;
      path = next;
      if (well()) rest();
      else if (!joined || next === before) return;
      else if (next === 'failed') plan(settling ? 'join' : 'restart', 0);
      else if (next === 'lost' && !settling && timer === null) plan('restart', PATH_PATIENCE_MS);
    },
    served(on) {
      if (on === served) return;
      served = on;
      if (well()) rest();
      else if (!on && joined && !settling) plan('restart', 0);
    },
    networkChanged() {
      if (joined) void run('restart');
    },
    online() {
      // What waits for its time, waits for the server.
      if (joined ? !well() || timer !== null : timer !== null) void run(joined ? 'restart' : 'join');
    },
    close() {
      closed = true;
      cancel();
    },
  };
}
