import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fix, Point } from '#protocol';
import { between, glideMs, headingOf, turnedFrom } from '../../client/location/glide.ts';

const start: Point = { lat: 30.28, lng: 120.02 };
const north = (m: number): Point => ({ lat: start.lat + m / 111_195, lng: start.lng });
const fix = (point: Point, at: number, heading: number | null = null): Fix => ({
  point,
  at,
  heading,
  accuracy: 8,
  speed: null,
});

describe('a glide from fix to fix', () => {
  it.each([
    ['a step of a second', 6, 1000, 1000],
    ['two fixes told in a row', 6, 200, 500],
    ['a slow network', 18, 2600, 2600],
    ['the first step after a rest', 6, 15_000, 1000],
    ['a jump over a quarter', 400, 1000, 0],
  ])('takes for %s as long as it should', (_, m, afterMs, ms) => {
    expect(glideMs(fix(start, 0), fix(north(m), afterMs), 1000)).toBe(ms);
  });

  it('is straight, from the one to the other', () => {
    expect(between(start, north(10), 0)).toEqual(start);
    expect(between(start, north(10), 1).lat).toBeCloseTo(north(10).lat, 9);
    expect(between(start, north(10), 0.5).lat).toBeCloseTo(north(5).lat, 9);
  });
});

describe('a heading', () => {
  it('is what the phone says, else the way from the last step that was one', () => {
    expect(headingOf(fix(north(20), 0, 77), [start, north(20)])).toBe(77);
    expect(headingOf(fix(north(20), 0), [start, north(18), north(20)])).toBeCloseTo(0, 6);
    expect(headingOf(fix(start, 0), [north(20), start])).toBeCloseTo(180, 6);
    expect(headingOf(fix(start, 0), [north(2), start])).toBeNull();
  });

  it('is turned to the short way round', () => {
    expect(turnedFrom(350, 10)).toBe(370);
    expect(turnedFrom(370, 350)).toBe(350);
    fc.assert(
      fc.property(fc.integer({ min: -2000, max: 2000 }), fc.integer({ min: 0, max: 359 }), (from, to) => {
        const turned = turnedFrom(from, to);
        expect(Math.abs(turned - from)).toBeLessThanOrEqual(180);
        expect((((turned - to) % 360) + 360) % 360).toBe(0);
      }),
    );
  });
});
