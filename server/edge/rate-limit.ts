import type { Clock } from '../parts.ts';

/** Requests a device may make at once (opening a round of lines after a reconnect) and then per second. */
const BURST = 400;
const PER_SECOND = 40;

/** A token bucket: `take()` is false where the device asks more than a person with a phone can. */
export function openRateLimit(clock: Clock): { take(): boolean } {
  let left = BURST;
  let at = clock.now();
  return {
    take() {
      const now = clock.now();
      left = Math.min(BURST, left + (Math.max(0, now - at) / 1000) * PER_SECOND);
      at = now;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
