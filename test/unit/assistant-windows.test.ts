import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitted, isOffered, nextWindows, type Room, windowsOnceBack } from '../../server/assistant/windows.ts';
import { epochOf, localIso } from '../../server/assistant/zone.ts';
import { defaultRules } from '../../server/assistant/operator-rules.ts';

const zone = 'Asia/Shanghai';
/** A Tuesday, 14:10. */
const now = Date.parse('2026-11-24T14:10:00+08:00');
const at = (date: string, time: string) => epochOf(date, time, zone);
const span = (date: string, from: string, to: string) => ({ from: at(date, from), to: at(date, to) });
const room = (change: Partial<Room> = {}): Room => ({
  hours: defaultRules.hours,
  now,
  zone,
  booked: [],
  today: true,
  ...change,
});

describe('the window that is proposed', () => {
  it.each([
    ['after seven tomorrow', { date: '2026-11-25', from: '19:00' }, span('2026-11-25', '19:00', '22:00')],
    ['before ten', { date: '2026-11-25', to: '10:00' }, span('2026-11-25', '08:00', '10:00')],
    ['a part of the day', { date: '2026-11-25', from: '12:00', to: '18:00' }, span('2026-11-25', '12:00', '18:00')],
    ['a bare day', { date: '2026-11-28' }, span('2026-11-28', '08:00', '22:00')],
    ['over two windows', { date: '2026-11-25', from: '17:00', to: '19:00' }, span('2026-11-25', '17:00', '19:00')],
    ['the rest of today', { date: '2026-11-24' }, span('2026-11-24', '14:30', '22:00')],
  ])('is the wish itself where it can be had: %s', (_, wish, window) => {
    expect(fitted(wish, room())).toEqual({ window });
  });

  it('is the next one where nobody delivers at the wished time', () => {
    expect(fitted({ date: '2026-11-25', from: '22:30' }, room())).toEqual({
      window: span('2026-11-26', '08:00', '12:00'),
      why: 'not_possible',
    });
    expect(fitted({ date: '2026-11-25', from: '05:00', to: '06:30' }, room())).toEqual({
      window: span('2026-11-25', '08:00', '12:00'),
      why: 'not_possible',
    });
  });

  it('is none where no time was said, or one too far ahead', () => {
    expect(fitted({ date: null }, room())).toEqual({ window: null, why: 'vague' });
    expect(fitted({ date: '2027-11-24' }, room())).toEqual({ window: null, why: 'vague' });
  });

  it('keeps to the days on which the operator delivers', () => {
    const hours = [{ from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5] }];
    expect(fitted({ date: '2026-11-28' }, room({ hours }))).toEqual({
      window: span('2026-11-30', '09:00', '18:00'),
      why: 'not_possible',
    });
  });

  it('passes over a window for which the courier is booked out', () => {
    const hours = [
      { from: '08:00', to: '12:00', most: 2 },
      { from: '12:00', to: '18:00', most: 2 },
    ];
    const booked = [span('2026-11-25', '08:00', '10:00'), span('2026-11-25', '09:00', '12:00')];
    expect(fitted({ date: '2026-11-25', from: '08:00', to: '12:00' }, room({ hours, booked }))).toEqual({
      window: span('2026-11-25', '12:00', '18:00'),
      why: 'not_possible',
    });
  });

  it('is not today where the round is over', () => {
    expect(fitted({ date: '2026-11-24', from: '18:00' }, room({ today: false })).window).toEqual(
      span('2026-11-25', '08:00', '12:00'),
    );
  });

  it('is of the door’s own clock on the days on which clocks change', () => {
    const berlin = room({ zone: 'Europe/Berlin', now: Date.parse('2026-10-24T12:00:00+02:00') });
    expect(fitted({ date: '2026-10-25', from: '19:00' }, berlin).window).toEqual({
      from: Date.parse('2026-10-25T19:00:00+01:00'),
      to: Date.parse('2026-10-25T22:00:00+01:00'),
    });
  });

  it('is ahead, is offered, and is as long as a courier needs, whatever is wished for', () => {
    const time = fc
      .integer({ min: 0, max: 47 })
      .map((half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`);
    const day = fc.integer({ min: 0, max: 40 }).map((days) => localIso(now + days * 86_400_000, zone).slice(0, 10));
    fc.assert(
      fc.property(day, time, fc.option(time), fc.integer({ min: 0, max: 86_400_000 }), (date, from, end, later) => {
        const to = end !== null && end > from ? end : undefined;
        const here = room({ now: now + later });
        const { window } = fitted({ date, from, to }, here);
        if (window === null) throw new Error('There is always a window within eight days');
        expect(window.from).toBeGreaterThan(here.now);
        expect(window.to - window.from).toBeGreaterThanOrEqual(30 * 60_000);
        expect(isOffered(window, here)).toBe(true);
      }),
    );
  });
});

describe('the windows to choose from', () => {
  it('come soonest first, and begin late enough to get there', () => {
    expect(nextWindows(room(), 3)).toEqual([
      span('2026-11-24', '14:30', '18:00'),
      span('2026-11-24', '18:00', '22:00'),
      span('2026-11-25', '08:00', '12:00'),
    ]);
  });

  it('leave out the next hours for who is not in', () => {
    expect(windowsOnceBack(room(), 2)).toEqual([
      span('2026-11-24', '18:00', '22:00'),
      span('2026-11-25', '08:00', '12:00'),
    ]);
  });

  it('are none where the operator never delivers', () => {
    expect(nextWindows(room({ hours: [{ from: '09:00', to: '09:10' }] }), 3)).toEqual([]);
  });
});

describe('a window that was proposed', () => {
  it('can be agreed to after it has begun, and not once it is over', () => {
    const proposed = span('2026-11-24', '14:30', '18:00');
    expect(isOffered(proposed, room({ now: at('2026-11-24', '16:00') }))).toBe(true);
    expect(isOffered(proposed, room({ now: at('2026-11-24', '18:00') }))).toBe(false);
  });

  it('cannot be one of somebody’s own making', () => {
    expect(isOffered(span('2026-11-25', '02:00', '03:00'), room())).toBe(false);
    expect(isOffered(span('2026-11-25', '21:00', '23:00'), room())).toBe(false);
  });
});
