import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KeptPlace, keptPlaces } from '#protocol';
import {
  channelOf,
  countsOf,
  habitOf,
  homeHoursOf,
  type Moment,
  type Outcome,
  priorOf,
  riskOf,
} from '../../server/assistant/preferences/rules.ts';

const DAY_MS = 86_400_000;
const NOW = 1_800_000_000_000;
const HALF_LIFE_DAYS = 120;

/** Nothing was ever counted: nine places share alike. */
const noPrior = priorOf({ places: {}, presence: {}, channels: {} });
/** Door 0.4, hand 0.5, each other one in seventy; nobody is home one time in ten. */
const prior = priorOf({
  places: {
    door: 399,
    hand: 499,
    guard: 13,
    station: 13,
    locker: 13,
    neighbour: 13,
    reception: 13,
    mailbox: 14,
    other: 14,
  },
  presence: { home: 899, away: 99 },
  channels: { call: 499, message: 499 },
});

const WEEKDAY = { weekday: 2, hour: 10 };
const WEEKDAY_EVENING = { weekday: 2, hour: 19 };
const WEEKEND = { weekday: 6, hour: 10 };
const WEEKEND_EVENING = { weekday: 7, hour: 20 };

const moment = (when = WEEKDAY): Moment => ({ at: NOW, ...when });
const seen = (facts: Partial<Outcome>, when = WEEKDAY, daysAgo = 0): Outcome => ({
  at: NOW - daysAgo * DAY_MS,
  ...when,
  place: null,
  home: null,
  channel: null,
  ...facts,
});
const times = (n: number, facts: Partial<Outcome>, when = WEEKDAY, daysAgo = 0) =>
  Array.from({ length: n }, () => seen(facts, when, daysAgo));
const door = { place: 'door' } as const;
const hand = { place: 'hand' } as const;

describe('where a parcel goes', () => {
  it('is said of a common place after three times, of a rare one after five', () => {
    // (3 + 2 x 0.4) / (3 + 2) = 0.76
    expect(habitOf(times(3, door), moment(), prior)).toMatchObject({ times: 3, of: 3, strength: 0.76 });
    expect(habitOf(times(2, door), moment(), prior)).toBeNull();
    const shares = { places: { hand: 980 }, presence: {}, channels: {} };
    // One in 989: of 4 in a row (4 + 0.002) / 6 = 0.67, of 5 (5 + 0.002) / 7 = 0.71.
    expect(habitOf(times(4, { place: 'neighbour' }), { at: NOW, weekday: 7, hour: 20 }, priorOf(shares))).toBeNull();
    expect(habitOf(times(5, { place: 'neighbour' }), { at: NOW, weekday: 7, hour: 20 }, priorOf(shares))).toMatchObject(
      {
        place: 'neighbour',
        when: 'always',
        strength: 0.71,
      },
    );
  });

  it('is told with the last ten, and how sure it is', () => {
    const all = [...times(9, door, WEEKEND), ...times(1, hand, WEEKEND)];
    // (9 + 2 x 0.4) / (10 + 2) = 0.82
    expect(habitOf(all, moment(WEEKEND), prior)).toEqual({
      by: 'deliveries',
      place: 'door',
      times: 9,
      of: 10,
      when: 'weekend',
      part: 'morning',
      strength: 0.82,
    });
    expect(habitOf(times(40, door, WEEKEND), moment(WEEKEND), prior)).toMatchObject({ times: 10, of: 10 });
  });

  it('is told of the narrowest time of which enough is known', () => {
    const evenings = times(4, door, WEEKEND_EVENING);
    const mornings = times(4, door, WEEKEND);
    expect(habitOf([...evenings, ...mornings], moment(WEEKEND_EVENING), prior)).toMatchObject({
      when: 'weekend',
      part: 'evening',
      times: 4,
      of: 4,
    });
    expect(habitOf([...evenings, ...mornings], moment({ weekday: 6, hour: 15 }), prior)).toMatchObject({
      when: 'weekend',
      part: null,
      times: 8,
      of: 8,
    });
    expect(habitOf([...evenings, ...mornings], moment(WEEKDAY), prior)).toMatchObject({
      when: 'always',
      part: null,
      times: 8,
      of: 8,
    });
  });

  it('differs by time: at work on weekdays, at home on weekends', () => {
    const all = [...times(10, { place: 'reception' }), ...times(10, hand, WEEKEND)];
    expect(habitOf(all, moment(WEEKDAY), prior)).toMatchObject({ place: 'reception', when: 'weekday' });
    expect(habitOf(all, moment(WEEKEND), prior)).toMatchObject({ place: 'hand', when: 'weekend' });
  });

  it('is not said of all times where this time tells otherwise', () => {
    const all = [...times(20, door), ...times(2, hand, WEEKEND)];
    expect(habitOf(all, moment(WEEKDAY), prior)).toMatchObject({ place: 'door' });
    expect(habitOf(all, moment(WEEKEND), prior)).toBeNull();
    // The same parcel counts for its own time, and for no other once more: (3 + 2 x (2 x 0.5) / 22) / (3 + 2) = 0.62.
    expect(habitOf([...times(20, door), ...times(3, hand, WEEKEND)], moment(WEEKEND), prior)).toBeNull();
  });

  it('is forgotten slowly: after 120 days it takes twice as many', () => {
    // Five of then weigh 2.5, and that is the least: (2.5 + 2 x 0.4) / (2.5 + 2) = 0.73.
    expect(habitOf(times(5, door, WEEKDAY, HALF_LIFE_DAYS), moment(), prior)).toMatchObject({
      times: 5,
      of: 5,
      strength: 0.73,
    });
    expect(habitOf(times(4, door, WEEKDAY, HALF_LIFE_DAYS), moment(), prior)).toBeNull();
    expect(habitOf(times(10, door, WEEKDAY, 3 * HALF_LIFE_DAYS), moment(), prior)).toBeNull();
  });

  it('is what they do now, not what they did last year', () => {
    const all = [...times(10, { place: 'guard' }, WEEKDAY, 365), ...times(9, door, WEEKDAY, 10)];
    expect(habitOf(all, moment(), prior)).toMatchObject({ place: 'door', times: 9, of: 10 });
    // Five new ones are likelier than ten old ones, but of the last ten only half say so.
    const half = [...times(10, { place: 'guard' }, WEEKDAY, 480), ...times(5, door)];
    expect(habitOf(half, moment(), prior)).toBeNull();
  });

  it('is never said of somebody of whom nothing is known, whatever all others do', () => {
    const sure = priorOf({ places: { hand: 1_000_000 }, presence: {}, channels: {} });
    expect(habitOf([], moment(), sure)).toBeNull();
    expect(habitOf(times(5, { home: true }), moment(), sure)).toBeNull();
  });

  const outcome = fc.record({
    place: fc.option(fc.constantFrom(...keptPlaces)),
    home: fc.option(fc.boolean()),
    channel: fc.constantFrom('call' as const, 'message' as const, 'none' as const, null),
    daysAgo: fc.integer({ min: 0, max: 700 }),
    weekday: fc.integer({ min: 1, max: 7 }),
    hour: fc.integer({ min: 0, max: 23 }),
  });
  const outcomes = fc
    .array(outcome, { maxLength: 60 })
    .map((all) => all.map(({ daysAgo, weekday, hour, ...facts }) => seen(facts, { weekday, hour }, daysAgo)));

  it('is borne out by what is told, whatever happened', () => {
    fc.assert(
      fc.property(outcomes, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 23 }), (all, weekday, hour) => {
        const habit = habitOf(all, { at: NOW, weekday, hour }, prior);
        const risk = riskOf(all, { at: NOW, weekday, hour }, prior);
        if (habit?.by === 'deliveries') {
          expect(habit.strength).toBeGreaterThanOrEqual(0.7);
          expect(habit.strength).toBeLessThanOrEqual(1);
          expect(habit.times / habit.of).toBeGreaterThanOrEqual(0.7);
          expect(habit.times).toBeGreaterThan(1);
          expect(all.filter(({ place }) => place === habit.place).length).toBeGreaterThanOrEqual(habit.times);
        }
        if (risk) {
          expect(risk.times).toBeGreaterThan(0);
          expect(risk.times).toBeLessThanOrEqual(risk.of);
          expect(all.filter(({ home }) => home === false).length).toBeGreaterThanOrEqual(risk.times);
        }
      }),
    );
  });

  it('does not hang on the order in which the deliveries are looked at', () => {
    fc.assert(
      fc.property(outcomes, fc.nat(), (all, by) => {
        // Of one moment each: what was seen at the same time has no order.
        const apart = all.map((one, at) => ({ ...one, at: one.at - at }));
        const turned = [...apart.slice(by % (apart.length + 1)), ...apart.slice(0, by % (apart.length + 1))];
        expect(habitOf(turned, moment(), prior)).toEqual(habitOf(apart, moment(), prior));
        expect(riskOf(turned, moment(), prior)).toEqual(riskOf(apart, moment(), prior));
        expect(countsOf(turned)).toEqual(countsOf(apart));
      }),
    );
  });

  it('is as sure or surer after it was so once more', () => {
    fc.assert(
      fc.property(outcomes, fc.constantFrom<KeptPlace>(...keptPlaces), (all, place) => {
        const before = habitOf(all, moment(), noPrior);
        const after = habitOf([...all, seen({ place })], moment(), noPrior);
        if (before?.by !== 'deliveries' || before.place !== place || after?.by !== 'deliveries') return;
        expect(after.place).toBe(place);
        if (after.when === before.when && after.part === before.part)
          expect(after.strength).toBeGreaterThanOrEqual(before.strength);
      }),
    );
  });
});

describe('the risk that nobody is home', () => {
  it('is said with its reason from a third on', () => {
    // (2 + 2 x 0.1) / (2 + 2) = 0.55
    expect(riskOf(times(2, { home: false }), moment(), prior)).toEqual({
      risk: 0.55,
      times: 2,
      of: 2,
      when: 'weekday',
      part: 'morning',
    });
    expect(riskOf(times(1, { home: false }), moment(), prior)).toBeNull();
    expect(riskOf([...times(1, { home: false }), ...times(4, { home: true })], moment(), prior)).toBeNull();
    expect(riskOf([], moment(), prior)).toBeNull();
  });

  it('is that of the time of the delivery: at work in the morning, home in the evening', () => {
    const all = [...times(4, { home: false }), ...times(4, { home: true }, WEEKDAY_EVENING)];
    expect(riskOf(all, moment(WEEKDAY), prior)).toMatchObject({ times: 4, of: 4, part: 'morning' });
    expect(riskOf(all, moment(WEEKDAY_EVENING), prior)).toBeNull();
    // Of a time of which nothing is known, what is known of the next wider one speaks.
    expect(riskOf(all, moment({ weekday: 3, hour: 14 }), prior)).toMatchObject({
      times: 4,
      of: 8,
      when: 'weekday',
      part: null,
    });
  });

  it('fades: what was so a year ago is no reason to write today', () => {
    expect(riskOf(times(6, { home: false }, WEEKDAY, 365), moment(), prior)).toBeNull();
  });
});

describe('hours and channel', () => {
  it('are told where they are as good as always so', () => {
    const all = [
      ...times(5, { home: true }, WEEKDAY_EVENING),
      ...times(3, { home: false }, WEEKDAY),
      ...times(1, { home: true }, WEEKEND),
    ];
    expect(homeHoursOf(all, NOW, prior)).toEqual([{ when: 'weekday', part: 'evening', times: 5, of: 5 }]);
    expect(homeHoursOf([], NOW, prior)).toEqual([]);
    expect(channelOf(times(6, { channel: 'message' }), NOW, prior)).toEqual({
      by: 'deliveries',
      channel: 'message',
      times: 6,
      of: 6,
    });
    expect(channelOf([...times(3, { channel: 'call' }), ...times(3, { channel: 'message' })], NOW, prior)).toBeNull();
  });

  it('take noon for the afternoon, and Saturday for the weekend', () => {
    const at = (weekday: number, hour: number) => countsOf([seen({ home: true }, { weekday, hour })]).hours[0];
    expect(at(5, 11)).toEqual({ when: 'weekday', part: 'morning', home: 1, away: 0 });
    expect(at(5, 12)).toMatchObject({ when: 'weekday', part: 'afternoon' });
    expect(at(6, 18)).toMatchObject({ when: 'weekend', part: 'evening' });
  });

  it('are plain counts for the recipient', () => {
    const all = [
      ...times(2, { place: 'door', channel: 'message' }, WEEKDAY, 5),
      seen({ place: 'hand', home: true, channel: 'call' }, WEEKEND, 1),
      seen({ home: false }),
    ];
    expect(countsOf(all)).toEqual({
      deliveries: 4,
      since: NOW - 5 * DAY_MS,
      places: [
        { place: 'door', times: 2 },
        { place: 'hand', times: 1 },
      ],
      hours: [
        { when: 'weekday', part: 'morning', home: 0, away: 1 },
        { when: 'weekend', part: 'morning', home: 1, away: 0 },
      ],
      channels: [
        { channel: 'message', times: 2 },
        { channel: 'call', times: 1 },
      ],
    });
  });
});

describe('the prior', () => {
  it('is the share of each among all, none of them nothing', () => {
    expect(noPrior.places.door).toBeCloseTo(1 / 9);
    expect(noPrior.presence).toEqual({ home: 0.5, away: 0.5 });
    expect(prior.places.door).toBeCloseTo(0.4);
    expect(prior.presence.away).toBeCloseTo(0.1);
    for (const shares of [prior.places, prior.presence, prior.channels])
      expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
  });
});
