import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Away, Fix, Point, Sight } from '#protocol';
import { type Ahead, aheadOf, awayOf, noTravel, speedOf, type Travel, travelled } from '../../server/location/away.ts';
import { demoWayTo } from '../../server/location/demo-way.ts';
import { alongDemoWalk, demoPlace } from '../../server/location/demo-place.ts';
import { CELL_M, cellOf, roughly, shownFix, shownTrail, sightOf } from '../../server/location/sight.ts';
import { distanceM } from '../../server/protocol/distance.ts';

const fixAt = (point: Point, at: number): Fix => ({ point, accuracy: 8, speed: 5, heading: 90, at });
const door = demoPlace.home;
const north = (m: number): Point => ({ lat: door.lat + m / 111_195, lng: door.lng });

describe('what a line sees of its courier', () => {
  const next = { stopsLeft: 0, doorM: 9000, seen: false };

  it('is what the operator allows while its door is next, however far', () => {
    for (const widest of ['exact', 'rough', 'words'] as const) {
      expect(sightOf(widest, next)).toBe(widest);
      expect(sightOf(widest, { ...next, stopsLeft: 3 })).toBe('later');
      expect(sightOf(widest, { ...next, stopsLeft: 3, doorM: null })).toBe('later');
      expect(sightOf(widest, { ...next, stopsLeft: null, doorM: 5 })).toBe('later');
    }
  });

  it('begins within 1.5 km before other stops, and ends beyond 1.8 km', () => {
    const at = (doorM: number, seen: boolean) => sightOf('exact', { stopsLeft: 2, doorM, seen });
    expect([at(1501, false), at(1500, false), at(1800, true), at(1801, true)]).toEqual([
      'later',
      'exact',
      'exact',
      'later',
    ]);
  });

  it('shows of a way no more than the sight allows', () => {
    const trail = [
      { ...north(40), at: 10 },
      { ...north(20), at: 20 },
    ];
    const way = { fix: fixAt(north(20), 20), trail };
    const shown = (sight: Sight, since: number | null = 0) => [shownFix(way, sight), shownTrail(way, sight, since)];
    expect(shown('exact', 20)).toEqual([way.fix, [north(20)]]);
    expect(shown('exact', null)).toEqual([way.fix, []]);
    expect(shown('rough')).toEqual([roughly(way.fix), []]);
    expect(shown('words')).toEqual([null, []]);
    expect(shown('later')).toEqual([null, []]);
  });
});

describe('an area', () => {
  const anywhere = fc.record({
    lat: fc.double({ min: -85, max: 85, noNaN: true }),
    lng: fc.double({ min: -179.9, max: 179.9, noNaN: true }),
  });

  it('holds the point within the accuracy that it says, and says nothing of the movement', () => {
    fc.assert(
      fc.property(anywhere, (point) => {
        const area = roughly(fixAt(point, 1));
        expect(distanceM(area.point, point)).toBeLessThanOrEqual(area.accuracy * 1.02);
        expect([area.speed, area.heading]).toEqual([null, null]);
      }),
    );
  });

  it('is the same for all points of a cell, and tells nothing finer', () => {
    fc.assert(
      fc.property(anywhere, fc.double({ min: -0.45, max: 0.45, noNaN: true }), (point, part) => {
        const centre = cellOf(point);
        const other = { lat: centre.lat + (part * CELL_M) / 111_195, lng: centre.lng };
        expect(cellOf(other)).toEqual(centre);
      }),
    );
  });
});

describe('how far away a courier is', () => {
  const lying = (before: readonly Point[]) => aheadOf([...before, door]).at(-1) as Ahead;
  const away = (speed: number, here: Point, before: readonly Point[] = []) =>
    awayOf({ fix: fixAt(here, 1), speed, ...lying(before) }, 'exact', null);

  it('is told as it is read: whole minutes, tens or hundreds of metres, stops', () => {
    expect(away(6, north(1234))).toEqual({ distanceM: 1200, leftMs: 8 * 60_000, stopsLeft: 0, at: 1 });
    expect(away(6, north(446))).toEqual({ distanceM: 450, leftMs: 5 * 60_000, stopsLeft: 0, at: 1 });
    expect(away(6, north(3))).toEqual({ distanceM: 0, leftMs: 60_000, stopsLeft: 0, at: 1 });
  });

  it('goes by the doors before this one, and takes time at each', () => {
    const direct = away(6, north(600)).leftMs ?? 0;
    const around = away(6, north(600), [north(1200)]);
    expect(around.stopsLeft).toBe(1);
    expect(around.leftMs ?? 0).toBeGreaterThan(direct + 150_000 + 180_000);
  });

  it('tells no distance of whom the line does not see, and a coarser one of an area or in words', () => {
    const of = (sight: 'rough' | 'words' | 'later') =>
      awayOf({ fix: fixAt(north(446), 1), speed: 6, ...lying([north(900)]) }, sight, null);
    expect(of('later')).toEqual({ distanceM: null, leftMs: null, stopsLeft: 1, at: null });
    expect((of('words').distanceM ?? 1) % 100).toBe(0);
    expect((of('rough').distanceM ?? 1) % 100).toBe(0);
  });

  it('stays with a minute that was told until it is clearly another', () => {
    const told = { distanceM: 1200, leftMs: 8 * 60_000, stopsLeft: 0, at: 0 };
    const at = (minutes: number) =>
      awayOf(
        { fix: fixAt(north(200 + ((minutes * 60 - 45 - (200 * 1.5) / 1.4) * 6) / 1.3), 1), speed: 6, ...lying([]) },
        'exact',
        told,
      ).leftMs;
    expect([at(7.4), at(8.6), at(7.3), at(8.7)]).toEqual([480_000, 480_000, 420_000, 540_000]);
  });

  it.each([
    ['a slow rider', 2.5, 0],
    ['a fast one', 10, 0],
    ['one with red lights', 6, 0.35],
  ])('learns from %s: after two minutes the time left is right within a quarter', (_, speed, standing) => {
    const steps = alongDemoWalk(1);
    const wholeM = steps.length - 1;
    let travel: Travel = noTravel;
    let walkedM = 0;
    let misses = 0;
    let looks = 0;
    const meanSpeed = speed * (1 - standing);
    for (let second = 0; walkedM < wholeM - 300; second++) {
      // Lights: stands for the last part of every 60 s.
      if (second % 60 < 60 * (1 - standing)) walkedM += speed;
      const here = steps[Math.min(wholeM, Math.round(walkedM))] ?? door;
      travel = travelled(travel, fixAt(here, second * 1000));
      if (second < 120) continue;
      looks += 1;
      const off = speedOf(travel) / meanSpeed;
      if (off < 0.75 || off > 1.25) misses += 1;
    }
    expect(looks).toBeGreaterThan(10);
    expect(misses / looks).toBeLessThan(0.05);
  });

  it('is right on the whole of the demo ride, whose last three minutes are on foot', () => {
    const way = demoWayTo(door);
    let travel: Travel = noTravel;
    let told: Away | null = null;
    const said: Record<string, number> = {};
    for (let ms = 0; ms < way.tookMs; ms += 1000) {
      const fix: Fix = { ...way.at(ms), at: ms };
      travel = travelled(travel, fix);
      told = awayOf({ fix, speed: speedOf(travel), ...lying([]) }, 'exact', told);
      const leftMs = way.tookMs - ms;
      const offMs = Math.abs((told.leftMs ?? 0) - leftMs);
      // Near the door a whole minute is a large part of what is left.
      if (leftMs > 60_000)
        expect(offMs, `${leftMs / 1000} s before the door`).toBeLessThan(Math.max(leftMs / 4, 75_000));
      if (ms % 60_000 === 0) said[(leftMs / 60_000).toFixed(1)] = (told.leftMs ?? 0) / 60_000;
    }
    expect(said).toEqual({ 7.9: 8, 6.9: 7, 5.9: 6, 4.9: 5, 3.9: 4, 2.9: 3, 1.9: 2, 0.9: 2 });
  });

  it('believes a courier who stood at a door to be as fast as before', () => {
    let travel: Travel = noTravel;
    for (let second = 0; second <= 120; second++) travel = travelled(travel, fixAt(north(-second * 6), second * 1000));
    const before = speedOf(travel);
    for (let second = 400; second <= 430; second++) {
      travel = travelled(travel, fixAt(north(-720 - (second - 400) * 6), second * 1000));
    }
    expect(speedOf(travel)).toBeGreaterThan(before * 0.6);
  });
});
