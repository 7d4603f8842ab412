import type { Caller, Clock } from '../parts.ts';

/** Fixes taken of one device per second; pages send one. */
const PER_SECOND = 2;
/** Fixes taken at once, after a moment without network. */
const BURST = 4;

/** A token bucket per device: what comes faster is dropped before it costs anything. */
export function openPace(clock: Pick<Clock, 'now'>): { take(caller: Caller): boolean; forget(caller: Caller): void } {
  const buckets = new Map<string, { left: number; at: number }>();
  // A page chooses its device's id, so the id alone could take another one's share.
  const keyOf = ({ actor, deviceId }: Caller) => `${actor.linkId} ${deviceId}`;
  return {
    take(caller) {
      const key = keyOf(caller);
      const now = clock.now();
      const bucket = buckets.get(key) ?? { left: BURST, at: now };
      bucket.left = Math.min(BURST, bucket.left + (Math.max(0, now - bucket.at) / 1000) * PER_SECOND);
      bucket.at = now;
      buckets.set(key, bucket);
      if (bucket.left < 1) return false;
      bucket.left -= 1;
      return true;
    },
    forget: (caller) => void buckets.delete(keyOf(caller)),
  };
}
