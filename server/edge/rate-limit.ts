import type { Clock } from '../parts.ts';

/** What may come at once, and then per second. */
interface Pace {
  readonly burst: number;
  readonly perSecond: number;
}

/** Below so many a look for those that can be forgotten is not worth its time. */
const SWEEP_FROM = 1000;

/**
 * A token bucket for each key: `take` is false where more is asked than the pace allows. A bucket is kept only until it is
 * full again, so that who is idle costs nothing.
 */
export function openRateLimit(clock: Clock, { burst, perSecond }: Pace): { take(key: string): boolean } {
  const buckets = new Map<string, { left: number; at: number }>();
  let sweepAt = SWEEP_FROM;

  function refill(bucket: { left: number; at: number }): void {
    const now = clock.now();
    bucket.left = Math.min(burst, bucket.left + (Math.max(0, now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
  }

  function add(key: string): { left: number; at: number } {
    if (buckets.size >= sweepAt) {
      for (const [other, bucket] of buckets) {
        refill(bucket);
        if (bucket.left === burst) buckets.delete(other);
      }
      // Twice as many may come before all are looked at again: each costs one look on average.
      sweepAt = Math.max(SWEEP_FROM, 2 * buckets.size);
    }
    const bucket = { left: burst, at: clock.now() };
    buckets.set(key, bucket);
    return bucket;
  }

  return {
    take(key) {
      const bucket = buckets.get(key) ?? add(key);
      refill(bucket);
      if (bucket.left < 1) return false;
      bucket.left -= 1;
      return true;
    },
  };
}
