import { describe, expect, it } from 'vitest';
import { backOff } from '../../media/sfu/back-off.ts';

/** How long is waited before each start of a worker that lives this long every time. */
const waits = (deaths: number, livedMs: number): number[] => {
  const all: number[] = [];
  for (let death = 0; death < deaths; death += 1) all.push(backOff(livedMs, all.at(-1) ?? null));
  return all;
};

describe('replacing a dead SFU worker', () => {
  it('is done almost at once where it had lived', () => {
    expect(waits(30, 60_000)).toEqual(Array.from({ length: 30 }, () => 50));
  });

  it('waits twice as long after each death of a crash loop, up to half a minute', () => {
    const loop = waits(30, 20);
    expect(loop.slice(0, 6)).toEqual([50, 100, 200, 400, 800, 1600]);
    expect(loop.slice(10)).toEqual(Array.from({ length: 20 }, () => 30_000));
  });

  it('begins anew once a worker has lived again', () => {
    expect(backOff(2001, 30_000)).toBe(50);
    expect(backOff(1999, 3200)).toBe(6400);
  });
});
