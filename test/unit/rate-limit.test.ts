import { describe, expect, it } from 'vitest';
import { openPaces, openRateLimit } from '../../server/edge/rate-limit.ts';

const clockAt = (start: number) => {
  let now = start;
  return { now: () => now, after: () => () => {}, move: (ms: number) => (now += ms) };
};

describe('the rate limit', () => {
  it('lets a burst through, then a steady flow, and never more', () => {
    const clock = clockAt(0);
    const limit = openRateLimit(clock, { burst: 400, perSecond: 40 });
    const taken = (times: number) => Array.from({ length: times }, () => limit.take()).filter(Boolean).length;
    expect(taken(1000)).toBe(400);
    clock.move(1000);
    expect(taken(1000)).toBe(40);
    clock.move(3_600_000);
    expect(taken(1000)).toBe(400);
  });

  it('keeps to another pace where one is given', () => {
    const clock = clockAt(0);
    const limit = openRateLimit(clock, { burst: 2, perSecond: 0.5 });
    expect([limit.take(), limit.take(), limit.take()]).toEqual([true, true, false]);
    clock.move(1000);
    expect(limit.take()).toBe(false);
    clock.move(1000);
    expect(limit.take()).toBe(true);
  });

  it('is not widened by a clock that jumps back', () => {
    const clock = clockAt(10_000);
    const limit = openRateLimit(clock, { burst: 400, perSecond: 40 });
    while (limit.take());
    clock.move(-9_000);
    expect(limit.take()).toBe(false);
    clock.move(100);
    expect(limit.take()).toBe(true);
  });
});

describe('the paces of many', () => {
  it('are counted one by one, and an idle one is forgotten without being widened', () => {
    const clock = clockAt(0);
    const paces = openPaces(clock, { burst: 2, perSecond: 1 });
    expect([paces.take('a'), paces.take('a'), paces.take('a'), paces.take('b')]).toEqual([true, true, false, true]);
    clock.move(1000);
    // More keys than are looked at in one go: `b` is full again and forgotten by then, `a` is not.
    for (let i = 0; i < 3000; i++) paces.take(`other ${i}`);
    expect([paces.take('a'), paces.take('a')]).toEqual([true, false]);
    expect([paces.take('b'), paces.take('b'), paces.take('b')]).toEqual([true, true, false]);
  });
});
