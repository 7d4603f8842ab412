import { describe, expect, it } from 'vitest';
import type { Fix } from '#protocol';
import { extendTrail, judgeFix, stepM, type TrailPoint } from '../../server/location/rules.ts';
import { distanceM } from '../../server/protocol/distance.ts';
import { chance } from '../support/chance.ts';
import { type LabelledFix, noisyTrack } from '../support/noisy-track.ts';
import { courierDay } from '../tracks/courier-day.ts';

const FROM = 1_800_000_000_000;

/** What the filter makes of a track. */
function filtered(track: readonly LabelledFix[]) {
  let last: Fix | null = null;
  const count = { kept: 0, dropped: 0, goodDropped: 0, badKept: 0 };
  /** How far from the truth what is shown lies, m. */
  const errors: number[] = [];
  for (const { fix, heardAt, truth, keep } of track) {
    if (judgeFix(last, fix, heardAt) !== 'accepted') {
      count.dropped += 1;
      if (keep) count.goodDropped += 1;
      continue;
    }
    last = fix;
    count.kept += 1;
    if (!keep) count.badKept += 1;
    errors.push(distanceM(fix.point, truth));
  }
  errors.sort((a, b) => a - b);
  const bad = track.filter(({ keep }) => !keep).length;
  return {
    ...count,
    bad,
    precision: (count.dropped - count.goodDropped) / count.dropped,
    recall: (bad - count.badKept) / bad,
    /** The error that only one in `n` is above. */
    errorOfOneIn: (n: number) => errors[Math.floor(errors.length * (1 - 1 / n))] ?? 0,
  };
}

describe('a noisy track of 10,000 labelled fixes', () => {
  it('loses what cannot be true and keeps what can', () => {
    const track = courierDay(FROM);
    expect(track).toHaveLength(10_000);
    const { bad, precision, recall, goodDropped, errorOfOneIn } = filtered(track);
    expect(bad).toBeGreaterThan(80);
    expect(recall).toBeGreaterThanOrEqual(0.99);
    expect(precision).toBeGreaterThanOrEqual(0.99);
    expect(goodDropped / (track.length - bad)).toBeLessThanOrEqual(0.001);
    expect(errorOfOneIn(20)).toBeLessThan(50);
    expect(errorOfOneIn(1000)).toBeLessThan(120);
  });

  it('does as well on twenty other days', () => {
    const days = Array.from({ length: 20 }, (_, day) => filtered(noisyTrack(100 + day, 3000, FROM)));
    const sum = (of: (day: ReturnType<typeof filtered>) => number) => days.reduce((total, day) => total + of(day), 0);
    const rightly = sum(({ dropped, goodDropped }) => dropped - goodDropped);
    expect(rightly / sum(({ bad }) => bad)).toBeGreaterThanOrEqual(0.97);
    expect(rightly / sum(({ dropped }) => dropped)).toBeGreaterThanOrEqual(0.97);
  });

  it('leaves a trail that hardly grows while the phone lies still for an hour, however it drifts', () => {
    const random = chance(11);
    const trail: TrailPoint[] = [];
    let [north, east, driftedM] = [0, 0, 0];
    for (let at = FROM; at < FROM + 3_600_000; at += 15_000) {
      const step = [(random() - 0.5) * 30, (random() - 0.5) * 30] as const;
      [north, east] = [north * 0.9 + step[0], east * 0.9 + step[1]];
      driftedM += Math.hypot(...step);
      extendTrail(trail, { lat: 30.28 + north / 111_195, lng: 120.02 + east / 96_000 }, at, stepM(25));
    }
    expect(driftedM).toBeGreaterThan(2000);
    expect(trail.length).toBeLessThanOrEqual(30);
  });
});
