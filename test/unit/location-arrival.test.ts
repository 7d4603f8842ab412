import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fix, LineId, Point, Status } from '#protocol';
import { expectedOf, lookAround, type Reached, type Seen } from '../../server/location/arrival.ts';
import { alongDemoWalk, demoPlace } from '../../server/location/demo-place.ts';
import type { Stop } from '../../server/parts.ts';
import { EARTH_RADIUS_M, radians } from '../../server/protocol/distance.ts';
import { chance } from '../support/chance.ts';

const NOW = 1_800_000_000_000;
const DEGREE_M = radians(1) * EARTH_RADIUS_M;

/** A point so many metres east and north of the door of building 3. */
const beside = (eastM: number, northM = 0): Point => ({
  lat: demoPlace.home.lat + northM / DEGREE_M,
  lng: demoPlace.home.lng + eastM / (DEGREE_M * Math.cos(radians(demoPlace.home.lat))),
});

const stopAt = (id: string, stop: number, point: Point = beside(0), status: Status = 'out_for_delivery'): Stop => ({
  lineId: id as LineId,
  stop,
  status,
  point,
});

interface Heard {
  readonly point: Point;
  /** Seconds since the beginning. */
  readonly s: number;
  readonly accuracy?: number;
  readonly speed?: number | null;
  /** Seconds on the way to the server. */
  readonly lateS?: number;
}

/** What a track reaches, in order, as `line status`, with the statuses kept as the server would keep them. */
function reachedBy(round: readonly Stop[], track: readonly Heard[]): string[] {
  const status = new Map(round.map((stop) => [stop.lineId, stop.status]));
  let seen: ReadonlyMap<LineId, Seen> = new Map();
  const all: string[] = [];
  for (const { point, s, accuracy = 8, speed = 1, lateS = 0 } of track) {
    const fix: Fix = { point, accuracy, speed, heading: null, at: NOW + s * 1000 };
    const expected = expectedOf(round.map((stop) => ({ ...stop, status: status.get(stop.lineId) ?? stop.status })));
    const looked = lookAround(seen, expected, fix, fix.at + lateS * 1000);
    seen = looked.seen;
    for (const { lineId, status: reached } of looked.reached) {
      status.set(lineId, reached);
      all.push(`${lineId} ${reached}`);
    }
  }
  return all;
}

/** Straight on at a speed, one fix each second. */
function ride(from: Point, to: Point, metres: number, speed: number, startS = 0): Heard[] {
  const seconds = Math.ceil(metres / speed);
  return Array.from({ length: seconds + 1 }, (_, i) => ({
    point: {
      lat: from.lat + ((to.lat - from.lat) * i) / seconds,
      lng: from.lng + ((to.lng - from.lng) * i) / seconds,
    },
    s: startS + i,
    speed,
  }));
}
const wait = (point: Point, seconds: number, startS: number, more: Partial<Heard> = {}): Heard[] =>
  Array.from({ length: seconds }, (_, i) => ({ point, s: startS + i, speed: 0, ...more }));

/** Both signs of a phone's unrest, the same each time. */
const drift = chance(7);
const unrest = (metres: number) => (drift() - 0.5) * 2 * metres;

const only = [stopAt('a', 1)];
const lasting = (track: readonly Heard[]) => (track.at(-1)?.s ?? 0) + 1;

describe('arrival', () => {
  it('is near and then at the door on the way that a courier rides', () => {
    const way = alongDemoWalk(5).map((point, s): Heard => ({ point, s, speed: 5 }));
    expect(reachedBy(only, [...way, ...wait(demoPlace.home, 10, lasting(way))])).toEqual(['a nearby', 'a arrived']);
    // Still riding: near, and no more than that.
    expect(reachedBy(only, way)).toEqual(['a nearby']);
  });

  it('is not at a door that the courier rides past on the street', () => {
    for (const speed of [3, 5, 9]) {
      const past = ride(beside(-600, 15), beside(600, 15), 1200, speed);
      expect(reachedBy(only, past), `${speed} m/s`).toEqual(['a nearby']);
      // The same from a background app that tells no speed, and seldom.
      const silent = past.map(({ point, s }): Heard => ({ point, s, speed: null }));
      expect(reachedBy(only, silent), `unknown, ${speed} m/s`).toEqual(['a nearby']);
      const seldom = silent.filter((_, i) => i % 4 === 0);
      expect(reachedBy(only, seldom), `seldom, ${speed} m/s`).toEqual(['a nearby']);
    }
  });

  it('is not near for a street that is far enough', () => {
    expect(reachedBy(only, ride(beside(-900, 310), beside(900, 310), 1800, 6))).toEqual([]);
  });

  it('believes no single fix, and no two with the truth between them', () => {
    const far = beside(2000);
    const jump: Heard[] = [
      ...wait(far, 20, 0),
      { point: beside(5), s: 20, speed: 0 },
      ...wait(far, 10, 21),
      { point: beside(5), s: 31, speed: 0 },
      ...wait(far, 10, 32),
    ];
    expect(reachedBy(only, jump)).toEqual([]);
    expect(reachedBy(only, [{ point: beside(0), s: 0 }])).toEqual([]);
    expect(reachedBy(only, wait(beside(0), 8, 0))).toEqual([]);
    expect(reachedBy(only, wait(beside(0), 9, 0))).toEqual(['a arrived']);
  });

  it('keeps a jump out of a stay that is true, for the time of the jump', () => {
    const track = [...wait(beside(5), 6, 0), { point: beside(700), s: 6 }, ...wait(beside(5), 9, 7)];
    expect(reachedBy(only, track)).toEqual(['a arrived']);
    expect(reachedBy(only, track.slice(0, -1))).toEqual([]);
  });

  it('is not at the door while the courier waits at a neighbour, however the phone drifts', () => {
    const waiting = Array.from({ length: 600 }, (_, s): Heard => {
      return { point: beside(75 + unrest(25), unrest(25)), s, accuracy: 14, speed: Math.abs(unrest(0.8)) };
    });
    expect(reachedBy(only, waiting)).toEqual(['a nearby']);
  });

  it('is at the door though the phone drifts there, and says so once', () => {
    const waiting = Array.from({ length: 300 }, (_, s): Heard => {
      return { point: beside(8 + unrest(14), unrest(14)), s, accuracy: 12, speed: Math.abs(unrest(0.8)) };
    });
    expect(reachedBy(only, waiting).at(-1)).toBe('a arrived');
    expect(reachedBy(only, waiting).filter((one) => one === 'a arrived')).toHaveLength(1);
  });

  it('says nothing twice of a courier who leaves and comes back', () => {
    const there = wait(beside(0), 12, 0);
    const away = ride(beside(0), beside(1500), 1500, 6, 12);
    const back = ride(beside(1500), beside(0), 1500, 6, lasting(away));
    const again = wait(beside(0), 30, lasting(back));
    expect(reachedBy(only, [...there, ...away, ...back, ...again])).toEqual(['a arrived']);
    // Nor of one who goes to and fro on the border.
    const border = Array.from({ length: 400 }, (_, s): Heard => ({ point: beside(295 + 30 * Math.sin(s / 9)), s }));
    expect(reachedBy(only, border)).toEqual(['a nearby']);
  });

  it('counts no fix whose circle of error reaches beyond the ring', () => {
    expect(reachedBy(only, wait(beside(0), 60, 0, { accuracy: 41 }))).toEqual(['a nearby']);
    expect(reachedBy(only, wait(beside(100), 60, 0, { accuracy: 220 }))).toEqual([]);
    expect(reachedBy(only, wait(beside(0), 60, 0, { accuracy: 500 }))).toEqual([]);
    // Rough fixes between the good ones neither help nor harm.
    const mixed = Array.from({ length: 12 }, (_, s): Heard => {
      return { point: beside(5), s, accuracy: s % 3 === 1 ? 300 : 8 };
    });
    expect(reachedBy(only, mixed)).toEqual(['a arrived']);
  });

  it('goes on after a tunnel', () => {
    const before = ride(beside(2000), beside(1200), 800, 8);
    const after = ride(beside(260), beside(10), 250, 8, lasting(before) + 90);
    const track = [...before, ...after, ...wait(beside(10), 9, lasting(after))];
    expect(reachedBy(only, track)).toEqual(['a nearby', 'a arrived']);
    // Out at the door itself: the two good fixes are still wanted.
    expect(reachedBy(only, [...before, ...wait(beside(3), 2, 190)])).toEqual([]);
    expect(reachedBy(only, [...before, ...wait(beside(3), 10, 190)])).toEqual(['a arrived']);
  });

  it('does not join two visits over a long silence', () => {
    expect(
      reachedBy(only, [
        { point: beside(0), s: 0 },
        { point: beside(0), s: 121 },
      ]),
    ).toEqual([]);
    expect(
      reachedBy(only, [
        { point: beside(0), s: 0 },
        { point: beside(0), s: 60 },
      ]),
    ).toEqual(['a arrived']);
  });

  it('does not tell of the past: fixes that come late only prepare', () => {
    const late = wait(beside(0), 30, 0, { lateS: 120 });
    expect(reachedBy(only, late)).toEqual([]);
    expect(reachedBy(only, [...late, { point: beside(0), s: 30, speed: 0 }])).toEqual(['a arrived']);
    expect(reachedBy(only, [...late, ...wait(beside(3000), 5, 30)])).toEqual([]);
    // A rough one of now is no word on whether they are still at the door; that they are near it is.
    expect(reachedBy(only, [...late, { point: beside(0), s: 30, accuracy: 100 }])).toEqual(['a nearby']);
  });
});

describe('whose turn it is', () => {
  const [first, second] = [stopAt('a', 1, beside(0)), stopAt('b', 2, beside(180))];

  it('is only the next stop of a compound, though both doors are near', () => {
    const pastTheSecond = [...wait(beside(180), 30, 0), ...wait(beside(0), 30, 200)];
    expect(reachedBy([first, second], pastTheSecond)).toEqual(['a nearby', 'b nearby', 'a arrived']);
  });

  it('goes on to the next door as soon as one is reached', () => {
    const both = [...wait(beside(0), 10, 0), ...wait(beside(180), 10, 300)];
    expect(reachedBy([first, second], both)).toEqual(['a arrived', 'b nearby', 'b arrived']);
  });

  it('is both where they have one door', () => {
    const upstairs = stopAt('b', 2, beside(20));
    expect(reachedBy([first, upstairs], wait(beside(10), 10, 0))).toEqual(['a arrived', 'b arrived']);
  });

  it('tells no whole compound at once that the courier is near', () => {
    const round = Array.from({ length: 12 }, (_, i) => stopAt(`s${i}`, i + 1, beside(40 * i)));
    expect(reachedBy(round, wait(beside(200, 60), 60, 0))).toEqual(['s0 nearby', 's1 nearby', 's2 nearby']);
  });

  it.each<Status>(['created', 'assigned', 'delivered', 'rescheduled', 'at_station', 'failed', 'arrived', 'refused'])(
    'moves nothing that is %s, and lets the next one pass',
    (status) => {
      expect(reachedBy([stopAt('a', 1, beside(0), status), stopAt('b', 2)], wait(beside(0), 30, 0))).toEqual([
        'b arrived',
      ]);
    },
  );

  it('is at the door also where nobody heard that it was near, and not the other way round', () => {
    expect(reachedBy([stopAt('a', 1, beside(0), 'nearby')], wait(beside(100), 30, 0))).toEqual([]);
    expect(reachedBy([stopAt('a', 1, beside(0), 'nearby')], wait(beside(0), 30, 0))).toEqual(['a arrived']);
  });
});

/**
 * A courier who rides by at 4 to 8 m/s, stands beside the door for a while and rides on, as a phone tells it whose error
 * wanders: of normal size `sigmaM` on each axis, and nineteen parts of twenty what it was a second ago.
 */
function visit(
  seed: number,
  { besideM, standsS, sigmaM, everyS }: Record<'besideM' | 'standsS' | 'sigmaM' | 'everyS', number>,
) {
  const random = chance(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const [kept, fresh] = [0.95, Math.sqrt(1 - 0.95 ** 2) * sigmaM];
  const error = { east: sigmaM * normal(), north: sigmaM * normal() };
  const speed = 4 + 4 * random();
  const comesS = 700 / speed;
  const track: Heard[] = [];
  for (let s = 0; s < 2 * comesS + standsS; s++) {
    error.east = kept * error.east + fresh * normal();
    error.north = kept * error.north + fresh * normal();
    const ridesS = s < comesS ? s - comesS : Math.max(0, s - comesS - standsS);
    const point = beside(speed * ridesS + error.east, besideM + error.north);
    const told = Math.max(0, (ridesS === 0 ? 0 : speed) + 0.4 * normal());
    if (s % everyS === 0) track.push({ point, s, speed: told, accuracy: sigmaM * (1.1 + 0.8 * random()) });
  }
  return track;
}

describe('of three hundred couriers with a wandering phone', () => {
  const arrivals = (of: Parameters<typeof visit>[1]) =>
    Array.from({ length: 300 }, (_, i) => reachedBy(only, visit(i + 1, of))).filter((one) => one.includes('a arrived'))
      .length;

  it.each([
    ['ride past at 20 m', { besideM: 20, standsS: 0, sigmaM: 15, everyS: 1 }, 0, 1],
    ['wait at a light, 60 m away', { besideM: 60, standsS: 20, sigmaM: 15, everyS: 1 }, 0, 1],
    ['are five minutes at a neighbour, 75 m away', { besideM: 75, standsS: 300, sigmaM: 8, everyS: 1 }, 0, 1],
    ['are five minutes there with a bad phone', { besideM: 75, standsS: 300, sigmaM: 15, everyS: 1 }, 0, 3],
    ['stand a minute before the door', { besideM: 15, standsS: 60, sigmaM: 8, everyS: 1 }, 299, 300],
    ['stand there, told of every five seconds', { besideM: 15, standsS: 60, sigmaM: 8, everyS: 5 }, 299, 300],
    ['stand there for two minutes with a bad phone', { besideM: 15, standsS: 120, sigmaM: 15, everyS: 1 }, 290, 300],
  ] as const)('who %s, as many have arrived as should', (_what, of, least, most) => {
    const count = arrivals(of);
    expect(count).toBeGreaterThanOrEqual(least);
    expect(count).toBeLessThanOrEqual(most);
  });
});

it('never reaches a door by fixes that are all surely elsewhere', () => {
  const fixes = fc.array(
    fc.record({
      point: fc.record({
        lat: fc.double({ min: 30.2, max: 30.4, noNaN: true }),
        lng: fc.double({ min: 119.9, max: 120.1, noNaN: true }),
      }),
      s: fc.integer({ min: 0, max: 4000 }),
      accuracy: fc.double({ min: 0, max: 600, noNaN: true }),
      speed: fc.option(fc.double({ min: 0, max: 30, noNaN: true })),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(fixes, (track) => {
      const inOrder = [...track].sort((a, b) => a.s - b.s);
      const door = stopAt('a', 1, { lat: 31, lng: 121 });
      expect(reachedBy([door], inOrder)).toEqual([]);
      const steps: (Reached | undefined)[] = reachedBy([stopAt('a', 1)], inOrder).map(
        (one) => one.split(' ')[1] as Reached,
      );
      expect(['', 'nearby', 'arrived', 'nearby,arrived']).toContain(steps.join(','));
    }),
  );
});
