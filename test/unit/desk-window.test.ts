import { describe, expect, it } from 'vitest';
import { dayOf, firstChoice, judge, nextDays, usual } from '../../client/pages/desk/chosen-window.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const at = (text: string) => new Date(text).getTime();
const now = at('2026-11-23T14:20');

describe('a time window that an agent chooses', () => {
  it('is what the fields say, on the phone’s own clock', () => {
    expect(judge({ day: '2026-11-24', from: '18:00', to: '21:00' }, now)).toEqual({
      state: 'good',
      window: { from: at('2026-11-24T18:00'), to: at('2026-11-24T21:00') },
    });
    // It has begun, and is not over.
    expect(judge({ day: '2026-11-23', from: '12:00', to: '15:00' }, now).state).toBe('good');
  });

  it.each([
    ['incomplete', { day: '', from: '18:00', to: '21:00' }],
    ['incomplete', { day: '2026-11-24', from: '', to: '21:00' }],
    ['incomplete', { day: '2026-11-24', from: '18:00', to: '' }],
    ['backwards', { day: '2026-11-24', from: '21:00', to: '18:00' }],
    ['backwards', { day: '2026-11-24', from: '18:00', to: '18:00' }],
    ['over', { day: '2026-11-23', from: '09:00', to: '12:00' }],
    ['over', { day: '2025-01-01', from: '09:00', to: '12:00' }],
    ['too_far', { day: '2027-03-01', from: '09:00', to: '12:00' }],
  ])('is none where it is %s', (state, choice) => {
    expect(judge(choice, now)).toEqual({ state });
  });

  it('begins as the next usual part of a day', () => {
    expect(firstChoice(now)).toEqual({ day: '2026-11-23', from: '15:00', to: '18:00' });
    expect(firstChoice(at('2026-11-23T20:00'))).toEqual({ day: '2026-11-24', from: '09:00', to: '12:00' });
    expect(firstChoice(at('2026-12-31T23:59'))).toEqual({ day: '2027-01-01', from: '09:00', to: '12:00' });
    for (const [from, to] of usual) expect(judge({ day: '2026-11-24', from, to }, now).state).toBe('good');
  });

  it('is offered for days that follow each other', () => {
    const days = nextDays(now, 400);
    expect(days[0] && dayOf(days[0])).toBe('2026-11-23');
    expect(new Set(days.map(dayOf)).size).toBe(400);
    for (const [index, day] of days.entries())
      expect(Math.abs(day - ((days[0] ?? 0) + index * DAY_MS))).toBeLessThanOrEqual(HOUR_MS);
  });
});
