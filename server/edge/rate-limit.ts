import { roles } from '#protocol';
import type { Clock, Scope } from '../parts.ts';

/** What may come at once, and then per second. */
interface Pace {
  readonly burst: number;
  readonly perSecond: number;
}

/** Below so many a look for those that can be forgotten is not worth its time. */
const SWEEP_FROM = 1000;
/** Sums of parts of a millisecond are not exact. */
const SLACK_MS = 0.01;

/**
 * A token bucket for each key: `take` is false where more is asked than the pace allows. Of a bucket only the moment is kept
 * at which it is full again, and no longer than until then: who is idle costs nothing, and a request makes no object.
 */
export function openRateLimit(clock: Clock, { burst, perSecond }: Pace): { take(key: string): boolean } {
  const eachMs = 1000 / perSecond;
  const wholeMs = burst * eachMs;
  /** By the time of `elapsedMs`. */
  const fullAt = new Map<string, number>();
  let sweepAt = SWEEP_FROM;
  let elapsedMs = 0;
  let lookedAt = clock.now();

  /** The time that went by, which a clock that is set back neither gives nor takes. */
  function look(): number {
    const now = clock.now();
    elapsedMs += Math.max(0, now - lookedAt);
    lookedAt = now;
    return elapsedMs;
  }

  function sweep(now: number): void {
    for (const [key, at] of fullAt) if (at <= now) fullAt.delete(key);
    // Twice as many may come before all are looked at again: each costs one look on average.
    sweepAt = Math.max(SWEEP_FROM, 2 * fullAt.size);
  }

  return {
    take(key) {
      const now = look();
      const after = Math.max(fullAt.get(key) ?? now, now) + eachMs;
      if (after > now + wholeMs + SLACK_MS) return false;
      if (fullAt.size >= sweepAt) sweep(now);
      fullAt.set(key, after);
      return true;
    },
  };
}

/** The same for each member. The same id may stand for a line, a station and an agent: each role has a limit of its own. */
export function openScopeLimit(clock: Clock, pace: Pace): { take(scope: Scope): boolean } {
  const byRole = new Map(roles.map((role) => [role, openRateLimit(clock, pace)]));
  return { take: ({ role, scopeId }) => byRole.get(role)?.take(scopeId) ?? false };
}
