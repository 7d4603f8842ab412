import type { Clock } from '../../parts.ts';
import { Silence } from './silence.ts';

/** Requests at once: more would only make each slower at a model that runs on one machine. */
const AT_ONCE = 2;
/** Questions that wait for their turn; one more is not asked. */
const MOST_WAITING = 8;
const FAILURES = 5;
const PAUSE_MS = 60_000;
/** The remote may ask to be left alone no longer. */
const LONGEST_PAUSE_MS = 600_000;
const DAY_MS = 86_400_000;

/** Lets a few at once through, and a few more wait in their order. */
export interface Turns {
  /** Resolves with the way to give the turn back. Rejects with `Silence` (`busy`) where too many wait, or it takes too long, or `signal` ends. */
  take(signal: AbortSignal): Promise<() => void>;
}

/** @param longestWaitMs after it nobody would wait for the answer */
export function openTurns(longestWaitMs: number): Turns {
  const waiting: (() => void)[] = [];
  let taken = 0;
  const giveBack = () => {
    taken--;
    waiting.shift()?.();
  };
  return {
    take(signal) {
      if (taken < AT_ONCE) {
        taken++;
        return Promise.resolve(giveBack);
      }
      if (waiting.length >= MOST_WAITING) return Promise.reject(new Silence('busy'));
      const patience = AbortSignal.any([signal, AbortSignal.timeout(longestWaitMs)]);
      return new Promise((resolve, reject) => {
        const giveUp = () => {
          waiting.splice(waiting.indexOf(begin), 1);
          reject(new Silence('busy'));
        };
        const begin = () => {
          patience.removeEventListener('abort', giveUp);
          taken++;
          resolve(giveBack);
        };
        waiting.push(begin);
        patience.addEventListener('abort', giveUp, { once: true });
      });
    },
  };
}

/** Leaves a remote alone that fails again and again, or asks for it. */
export interface Breaker {
  /** Throws `Silence` (`paused`) while it is left alone. */
  check(): void;
  worked(): void;
  /** @param until epoch ms, where the remote said when to come back */
  failed(until?: number): void;
}

export function openBreaker(clock: Pick<Clock, 'now'>): Breaker {
  let failures = 0;
  let closedUntil = 0;
  return {
    check() {
      if (clock.now() < closedUntil) throw new Silence('paused');
    },
    worked() {
      failures = 0;
    },
    failed(until) {
      const now = clock.now();
      failures++;
      if (failures >= FAILURES) closedUntil = now + PAUSE_MS;
      if (until !== undefined) closedUntil = Math.max(closedUntil, Math.min(until, now + LONGEST_PAUSE_MS));
    },
  };
}

/** What the model may cost in one day (UTC), in tokens. */
export interface Budget {
  /** Takes what a question may cost at most; throws `Silence` (`capped`) where less is left of the day. */
  take(tokens: number): void;
  /** Sets right what was taken, once it is known what it cost. */
  correct(taken: number, cost: number): void;
}

export function openBudget(mostADay: number, clock: Pick<Clock, 'now'>): Budget {
  let day = 0;
  let spent = 0;
  return {
    take(tokens) {
      const today = Math.floor(clock.now() / DAY_MS);
      if (today !== day) [day, spent] = [today, 0];
      if (spent + tokens > mostADay) throw new Silence('capped');
      spent += tokens;
    },
    correct(taken, cost) {
      spent = Math.max(0, spent - taken + cost);
    },
  };
}
