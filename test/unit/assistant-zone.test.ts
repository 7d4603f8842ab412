import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochOf, localIso } from '../../server/assistant/zone.ts';

const utc = (time: string) => Date.parse(`${time}Z`);

describe('the clocks of a zone', () => {
  it.each([
    ['2026-11-24T11:00:00', 'Asia/Shanghai', '2026-11-24T19:00:00+08:00'],
    ['2026-11-24T16:30:05', 'Asia/Shanghai', '2026-11-25T00:30:05+08:00'],
    ['2026-01-01T00:00:00', 'Etc/UTC', '2026-01-01T00:00:00+00:00'],
    ['2026-07-01T12:00:00', 'Europe/Berlin', '2026-07-01T14:00:00+02:00'],
    ['2026-12-01T12:00:00', 'Europe/Berlin', '2026-12-01T13:00:00+01:00'],
    ['2026-01-01T03:00:00', 'America/St_Johns', '2025-12-31T23:30:00-03:30'],
    ['2026-06-01T12:00:00', 'Asia/Kathmandu', '2026-06-01T17:45:00+05:45'],
  ])('at %s UTC in %s show %s', (at, zone, shown) => {
    expect(localIso(utc(at), zone)).toBe(shown);
  });

  it.each([
    ['2026-11-24', '19:00', 'Asia/Shanghai', '2026-11-24T11:00:00'],
    ['2026-11-24', '24:00', 'Asia/Shanghai', '2026-11-24T16:00:00'],
    ['2026-03-08', '01:59', 'America/New_York', '2026-03-08T06:59:00'],
    ['2026-03-08', '03:00', 'America/New_York', '2026-03-08T07:00:00'],
    ['2011-12-31', '00:00', 'Pacific/Apia', '2011-12-30T10:00:00'],
  ])('show %s %s in %s at %s UTC', (date, time, zone, at) => {
    expect(epochOf(date, time, zone)).toBe(utc(at));
  });

  it('show an hour that comes twice at its first time, and one that is left out an hour later', () => {
    expect(localIso(epochOf('2026-10-25', '02:30', 'Europe/Berlin'), 'Europe/Berlin')).toBe(
      '2026-10-25T02:30:00+02:00',
    );
    expect(localIso(epochOf('2026-03-29', '02:30', 'Europe/Berlin'), 'Europe/Berlin')).toBe(
      '2026-03-29T03:30:00+02:00',
    );
    expect(localIso(epochOf('2026-11-01', '01:15', 'America/New_York'), 'America/New_York')).toBe(
      '2026-11-01T01:15:00-04:00',
    );
  });

  it('give the moment back that they were asked for, wherever and whenever', () => {
    const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');
    fc.assert(
      fc.property(fc.integer({ min: utc('2000-01-01') / 1000, max: utc('2040-01-01') / 1000 }), zones, (s, zone) => {
        const iso = localIso(s * 1000, zone);
        expect(Date.parse(iso)).toBe(s * 1000);
        const [date = '', time = ''] = iso.slice(0, 19).split('T');
        const epoch = epochOf(date, time, zone);
        // An hour that comes twice is taken for the first.
        expect(localIso(epoch, zone).slice(0, 19)).toBe(iso.slice(0, 19));
        expect(epoch).toBeLessThanOrEqual(s * 1000);
      }),
    );
  });

  it('refuse a date, a time and a zone that there is not', () => {
    for (const [date, time] of [
      ['2026-02-30', '10:00'],
      ['2026-13-01', '10:00'],
      ['2026-11-24', '25:00'],
      ['tomorrow', '10:00'],
    ] as const) {
      expect(() => epochOf(date, time, 'Asia/Shanghai')).toThrow(RangeError);
    }
    expect(() => localIso(0, 'Asia/Nowhere')).toThrow(RangeError);
  });
});
