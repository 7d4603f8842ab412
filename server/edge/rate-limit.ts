import type { Clock } from '../parts.ts';

/** What may come at once, and then per second. */
export interface Pace {
  readonly burst: number;
  readonly perSecond: number;
}

export interface RateLimit {
  /** False where more is asked than the pace allows. */
  take(): boolean;
  /** True where the whole burst may come again: nothing need be remembered. */
  isFull(): boolean;
}

/** A token bucket, full at first. */
export function openRateLimit(clock: Clock, { burst, perSecond }: Pace): RateLimit {
  let left = burst;
  let at = clock.now();
  function refill() {
    const now = clock.now();
    left = Math.min(burst, left + (Math.max(0, now - at) / 1000) * perSecond);
    at = now;
  }
  return {
    take() {
      refill();
      if (left < 1) return false;
      left -= 1;
      return true;
    },
    isFull() {
      refill();
      return left === burst;
    },
  };
}

/** Below so many a look for those that can be forgotten is not worth its time. */
const SWEEP_FROM = 1000;

/** One pace for each key: kept only while its bucket is not full, so that who is idle costs nothing. */
export function openPaces(clock: Clock, pace: Pace): { take(key: string): boolean } {
  const limits = new Map<string, RateLimit>();
  let sweepAt = SWEEP_FROM;
  function add(key: string): RateLimit {
    if (limits.size >= sweepAt) {
      for (const [other, limit] of limits) if (limit.isFull()) limits.delete(other);
      // Twice as many may come before all are looked at again: each costs one look on average.
      sweepAt = Math.max(SWEEP_FROM, 2 * limits.size);
    }
    const limit = openRateLimit(clock, pace);
    limits.set(key, limit);
    return limit;
  }
  return { take: (key) => (limits.get(key) ?? add(key)).take() };
}
