import type { Clock } from '../parts.ts';

/** What may come at once, and then per second. */
interface Pace {
  readonly burst: number;
  readonly perSecond: number;
}

/** Requests of a device: at once, to open a round of lines after a reconnect. */
const requestPace: Pace = { burst: 400, perSecond: 40 };

/** A token bucket: `take()` is false where more is asked than a person with a phone can. */
export function openRateLimit(clock: Clock, { burst, perSecond } = requestPace): { take(): boolean } {
  let left = burst;
  let at = clock.now();
  return {
    take() {
      const now = clock.now();
      left = Math.min(burst, left + (Math.max(0, now - at) / 1000) * perSecond);
      at = now;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
