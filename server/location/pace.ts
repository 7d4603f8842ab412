import type { Caller, Clock } from '../parts.ts';

/** Reports taken of one socket per second; pages send one. */
const PER_SECOND = 2;
/** Reports taken at once, after a moment without network. */
const BURST = 4;

/** A token bucket per socket: what comes faster is dropped before it costs anything. */
export function openPace(clock: Pick<Clock, 'now'>): { take(caller: Caller): boolean } {
  // The edge makes one caller for each socket and lets go of it with the socket.
  const buckets = new WeakMap<Caller, { left: number; at: number }>();
  return {
    take(caller) {
      const now = clock.now();
      const bucket = buckets.get(caller) ?? { left: BURST, at: now };
      bucket.left = Math.min(BURST, bucket.left + (Math.max(0, now - bucket.at) / 1000) * PER_SECOND);
      bucket.at = now;
      buckets.set(caller, bucket);
      if (bucket.left < 1) return false;
      bucket.left -= 1;
      return true;
    },
  };
}
