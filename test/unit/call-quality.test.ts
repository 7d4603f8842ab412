import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delayOf, judge, type Judgement, mosOf, mosOfRating, qualityOf } from '../../server/protocol/call-quality.ts';

describe('the score of a rating', () => {
  // ITU-T G.107 (2015), table B.1, and the score of its default rating, 93.2.
  it.each([
    [93.2, 4.41],
    [90, 4.34],
    [80, 4.03],
    [70, 3.6],
    [60, 3.1],
    [50, 2.58],
    [0, 1],
    [-10, 1],
    [100, 4.5],
    [120, 4.5],
  ])('of %d is %d', (rating, mos) => {
    // The table rounds 4.024 up.
    expect(Math.abs(mosOfRating(rating) - mos)).toBeLessThan(0.01);
  });

  it('never rises with a lower rating, also where the curve of the Recommendation dips', () => {
    const rating = fc.double({ min: -50, max: 150, noNaN: true });
    fc.assert(
      fc.property(rating, rating, (a, b) => {
        expect(mosOfRating(Math.max(a, b))).toBeGreaterThanOrEqual(mosOfRating(Math.min(a, b)));
      }),
    );
  });
});

describe('the score of a voice', () => {
  // Worked out by hand from R = 148 - Id - Ie,eff with Ie 16.83 and Bpl 10.44, over 1.48.
  it.each([
    { lossPercent: 0, delayMs: 50, mos: 4.31 },
    { lossPercent: 1, delayMs: 50, mos: 4.09 },
    { lossPercent: 3, delayMs: 50, mos: 3.66 },
    { lossPercent: 5, delayMs: 50, mos: 3.27 },
    { lossPercent: 10, delayMs: 50, mos: 2.61 },
    { lossPercent: 30, delayMs: 50, mos: 1.61 },
    { lossPercent: 0, delayMs: 100, mos: 4.31 },
    { lossPercent: 0, delayMs: 200, mos: 4.21 },
    { lossPercent: 0, delayMs: 300, mos: 3.78 },
  ])('with $lossPercent % lost and $delayMs ms late is $mos', ({ mos, ...voice }) => {
    expect(mosOf(voice)).toBeCloseTo(mos, 1);
  });

  it('is between 1 and 4.5, and never rises with loss or delay', () => {
    const loss = fc.double({ min: 0, max: 100, noNaN: true });
    const delay = fc.double({ min: 0, max: 60_000, noNaN: true });
    fc.assert(
      fc.property(loss, loss, delay, delay, (lossA, lossB, delayA, delayB) => {
        const better = mosOf({ lossPercent: Math.min(lossA, lossB), delayMs: Math.min(delayA, delayB) });
        const worse = mosOf({ lossPercent: Math.max(lossA, lossB), delayMs: Math.max(delayA, delayB) });
        // Two that are all but the same may differ in their last bits: 2e-15 was seen in two million pairs.
        expect(better).toBeGreaterThanOrEqual(worse - 1e-12);
        expect(worse).toBeGreaterThanOrEqual(1);
        expect(better).toBeLessThanOrEqual(4.5);
      }),
    );
  });

  it('counts half of the round trip, the far half, the jitter buffer and the coding as delay', () => {
    expect(delayOf({ rttMs: 60, bufferMs: 40 })).toBe(126.5);
  });
});

describe('the word', () => {
  it.each([
    [4.5, 'good'],
    [4.03, 'good'],
    [4.02, 'fair'],
    [3.1, 'fair'],
    [3.09, 'poor'],
    [1, 'poor'],
  ] as const)('for %d is %s', (mos, word) => {
    expect(qualityOf(mos)).toBe(word);
  });

  const after = (scores: readonly number[]): Judgement | null =>
    scores.reduce<Judgement | null>((before, score) => judge(before, score), null);

  it('is there with the first score', () => {
    expect(after([3.5])?.word).toBe('fair');
  });

  it('falls with the first bad report and rises after several good ones', () => {
    expect(after([4.3, 2.2])?.word).toBe('poor');
    expect(after([4.3, 2.2, 4.3, 4.3, 4.3])?.word).toBe('fair');
    expect(after([4.3, 2.2, 4.3, 4.3, 4.3, 4.3, 4.3])?.word).toBe('good');
  });

  it('does not flap on a border', () => {
    const words = Array.from(
      { length: 40 },
      (_, index) => after([4.2, ...Array.from({ length: index }, (__, n) => 4.03 + (n % 2 ? 0.08 : -0.08))])?.word,
    );
    expect(new Set(words)).toEqual(new Set(['good']));
  });

  it('becomes what the scores say, wherever it was before', () => {
    const score = fc.double({ min: 1, max: 4.5, noNaN: true });
    fc.assert(
      fc.property(fc.array(score), score, (before, now) => {
        const settled = after([...before, ...Array.from({ length: 60 }, () => now)]);
        const near = [now - 0.11, now, now + 0.11].map((mos) => qualityOf(mos));
        expect(near).toContain(settled?.word);
      }),
    );
  });
});
