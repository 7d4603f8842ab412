import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIX_ACCURACY_MAX_M, type Fix, type Point } from '#protocol';
import { alongDemoWalk, demoPlace, demoWalk } from '../../server/location/demo-place.ts';
import { extendTrail, judgeFix, TRAIL_MAX_MS, TRAIL_MAX_POINTS, type TrailPoint } from '../../server/location/rules.ts';
import { distanceM } from '../../server/protocol/distance.ts';
import { offsetM, thin } from '../../server/protocol/thinning.ts';

const NOW = 1_800_000_000_000;
const fixAt = (point: Point, at: number, accuracy = 10): Fix => ({ point, accuracy, speed: null, heading: null, at });
/** A point so many metres north of the demo door. */
const north = (m: number): Point => ({ lat: demoPlace.home.lat + m / 111_195, lng: demoPlace.home.lng });

const city = fc.record({
  lat: fc.double({ min: 30.2, max: 30.4, noNaN: true }),
  lng: fc.double({ min: 119.9, max: 120.1, noNaN: true }),
});

/** How far the farthest of the points lies from a path. */
const awayFrom = (path: readonly Point[], points: readonly Point[]) =>
  Math.max(...points.map((point) => Math.min(...path.map((from, i) => offsetM(point, from, path[i + 1] ?? from)))));

describe('distance', () => {
  it('agrees with known places', () => {
    // One degree of latitude on a sphere of 6371.0088 km.
    expect(distanceM({ lat: 30, lng: 120 }, { lat: 31, lng: 120 })).toBeCloseTo(111_195.08, 0);
    expect(distanceM({ lat: 0, lng: 179.5 }, { lat: 0, lng: -179.5 })).toBeCloseTo(111_195.08, 0);
  });

  it('is the same both ways, never negative, and obeys the triangle', () => {
    fc.assert(
      fc.property(city, city, city, (a, b, c) => {
        expect(distanceM(a, b)).toBeCloseTo(distanceM(b, a), 6);
        expect(distanceM(a, b)).toBeGreaterThanOrEqual(0);
        expect(distanceM(a, c)).toBeLessThanOrEqual(distanceM(a, b) + distanceM(b, c) + 1e-6);
      }),
    );
  });
});

describe('a reported fix', () => {
  const last = fixAt(north(0), NOW - 1000);

  it.each([
    ['the first one', null, fixAt(north(0), NOW), 'accepted'],
    ['a step of a rider', last, fixAt(north(7), NOW), 'accepted'],
    ['one too rough to show', last, fixAt(north(7), NOW, FIX_ACCURACY_MAX_M + 1), 'inaccurate'],
    ['one from the future', last, fixAt(north(7), NOW + 60_000), 'future'],
    ['one of an hour ago', null, fixAt(north(7), NOW - 3_600_000), 'outdated'],
    ['one measured before the last', last, fixAt(north(7), NOW - 2000), 'older'],
    ['the same again', last, fixAt(north(0), NOW - 1000), 'duplicate'],
    ['a jump of two kilometres in a second', last, fixAt(north(2000), NOW), 'too_fast'],
    ['a jump explained by a rough fix', last, fixAt(north(450), NOW, 400), 'accepted'],
    ['a far place after a silence', fixAt(north(0), NOW - 31_000), fixAt(north(20_000), NOW), 'accepted'],
  ] as const)('judges %s', (_, before, fix, verdict) => {
    expect(judgeFix(before, fix, NOW)).toBe(verdict);
  });

  it('never blocks a person for longer than half a minute, however wrong the last fix was', () => {
    fc.assert(
      fc.property(city, city, fc.integer({ min: 30_000, max: 500_000 }), (wrong, right, silenceMs) => {
        expect(judgeFix(fixAt(wrong, NOW - silenceMs), fixAt(right, NOW), NOW)).toBe('accepted');
      }),
    );
  });

  it('goes on at once when the clock of the server was set back', () => {
    expect(judgeFix(fixAt(north(0), NOW + 3_600_000), fixAt(north(5), NOW), NOW)).toBe('accepted');
  });

  it('lets time only go forward', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -100_000, max: 100_000 })), (offsets) => {
        let kept: Fix | null = null;
        for (const offset of offsets) {
          const fix = fixAt(north(0), NOW + offset);
          if (judgeFix(kept, fix, NOW) !== 'accepted') continue;
          expect(fix.at).toBeGreaterThan(kept?.at ?? 0);
          kept = fix;
        }
      }),
    );
  });
});

describe('thinning', () => {
  it('keeps the ends, keeps the order, invents nothing and stays within its tolerance', () => {
    fc.assert(
      fc.property(
        fc.array(city, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 3000 }),
        (path, tolerance) => {
          const thinned = thin(path, tolerance);
          expect(thinned[0]).toBe(path[0]);
          expect(thinned.at(-1)).toBe(path.at(-1));
          const places = thinned.map((point) => path.indexOf(point));
          expect(places).toEqual(places.toSorted((a, b) => a - b));
          expect(awayFrom(thinned, path)).toBeLessThanOrEqual(tolerance * 1.01);
        },
      ),
    );
  });
});

describe('a trail', () => {
  it('stays on the way that was walked and within its bound', () => {
    const trail: TrailPoint[] = [];
    const steps = alongDemoWalk(6);
    for (const [i, point] of steps.entries()) extendTrail(trail, point, NOW + i * 1000, 8);
    expect(trail.length).toBeLessThanOrEqual(TRAIL_MAX_POINTS);
    expect(awayFrom(demoWalk, trail)).toBeLessThan(1);
    // And the other way round: no corner was cut by more than the tolerance.
    expect(awayFrom(trail, steps)).toBeLessThan(10);
  });

  it('is bounded in length and age whatever is reported', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(city, fc.integer({ min: 1, max: 120_000 })), { maxLength: 500 }), (reports) => {
        const trail: TrailPoint[] = [];
        let at = NOW;
        for (const [point, ms] of reports) {
          extendTrail(trail, point, (at += ms), 8);
          expect(trail.length).toBeLessThanOrEqual(TRAIL_MAX_POINTS);
          expect(trail.every((step) => step.at >= at - TRAIL_MAX_MS - ms)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('does not grow while somebody stands', () => {
    const trail: TrailPoint[] = [];
    for (let i = 0; i < 50; i++) extendTrail(trail, north(i % 3), NOW + i * 15_000, 8);
    expect(trail).toHaveLength(1);
  });
});

describe('the demo place', () => {
  it('lets a courier begin 1.2 km away and walk to the door in even steps', () => {
    expect(distanceM(demoPlace.courierStart, demoPlace.home)).toBeGreaterThan(1100);
    expect(distanceM(demoPlace.courierStart, demoPlace.home)).toBeLessThan(1300);
    const steps = alongDemoWalk(10);
    expect(steps[0]).toEqual(demoPlace.courierStart);
    expect(steps.at(-1)).toEqual(demoPlace.home);
    for (const [i, step] of steps.entries()) {
      const next = steps[i + 1];
      if (next) expect(distanceM(step, next)).toBeLessThan(10.01);
    }
  });
});
