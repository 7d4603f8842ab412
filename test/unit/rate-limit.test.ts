import { describe, expect, it } from 'vitest';
import { openRateLimit } from '../../server/edge/rate-limit.ts';

const clockAt = (start: number) => {
  let now = start;
  return { now: () => now, after: () => () => {}, move: (ms: number) => (now += ms) };
};

describe('the rate limit', () => {
  it('lets a burst through, then a steady flow, and never more', () => {
    const clock = clockAt(0);
    const limit = openRateLimit(clock, { burst: 400, perSecond: 40 });
    const taken = (times: number) => Array.from({ length: times }, () => limit.take('a')).filter(Boolean).length;
    expect(taken(1000)).toBe(400);
    clock.move(1000);
    expect(taken(1000)).toBe(40);
    clock.move(3_600_000);
    expect(taken(1000)).toBe(400);
  });

  it('keeps to a pace of less than one a second', () => {
    const clock = clockAt(0);
    const limit = openRateLimit(clock, { burst: 2, perSecond: 0.5 });
    expect([limit.take('a'), limit.take('a'), limit.take('a')]).toEqual([true, true, false]);
    clock.move(1000);
    expect(limit.take('a')).toBe(false);
    clock.move(1000);
    expect(limit.take('a')).toBe(true);
  });

  it('is not widened by a clock that jumps back', () => {
    const clock = clockAt(10_000);
    const limit = openRateLimit(clock, { burst: 400, perSecond: 40 });
    while (limit.take('a'));
    clock.move(-9_000);
    expect(limit.take('a')).toBe(false);
    clock.move(100);
    expect(limit.take('a')).toBe(true);
  });

  it('counts each key for itself, and forgets an idle one without widening another', () => {
    const clock = clockAt(0);
    const limit = openRateLimit(clock, { burst: 2, perSecond: 1 });
    expect(['a', 'a', 'a', 'b'].map((key) => limit.take(key))).toEqual([true, true, false, true]);
    clock.move(1000);
    // More keys than are kept unlooked at: `b` is full again and forgotten by then, `a` is not.
    for (let i = 0; i < 3000; i++) limit.take(`other ${i}`);
    expect(['a', 'a'].map((key) => limit.take(key))).toEqual([true, false]);
    expect(['b', 'b', 'b'].map((key) => limit.take(key))).toEqual([true, true, false]);
  });
});
