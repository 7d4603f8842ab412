import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fix } from '#protocol';
import { distanceInWords } from '../../client/location/distance-in-words.ts';
import {
  ageInWords,
  modeOf,
  sightingInWords,
  timeLeftInWords,
  timeLeftMs,
  tripInWords,
} from '../../client/location/words.ts';

const fix: Fix = { point: { lat: 30, lng: 120 }, accuracy: 10, speed: null, heading: null, at: 0 };
const live = { fix, ageMs: 2000, stale: false, mine: false };
const old = { fix, ageMs: 185_000, stale: true, mine: false };

describe('distance in words', () => {
  it.each([
    [3, '10 m', '10 米'],
    [42, '40 m', '40 米'],
    [448, '450 m', '450 米'],
    [994, '990 m', '990 米'],
    [996, '1 km', '1 公里'],
    [1180, '1.2 km', '1.2 公里'],
    [9949, '9.9 km', '9.9 公里'],
    [9960, '10 km', '10 公里'],
    [52_400, '52 km', '52 公里'],
  ])('%d m', (m, en, zh) => {
    expect(distanceInWords(m, 'en')).toBe(en);
    expect(distanceInWords(m, 'zh')).toBe(zh);
  });

  it('is never off by more than a twentieth beyond 100 m, and never shrinks when somebody goes away', () => {
    const metres = (m: number) => {
      const [count = '', unit] = distanceInWords(m, 'en').split(' ');
      return Number(count) * (unit === 'km' ? 1000 : 1);
    };
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 100_000 }), (m) => {
        expect(Math.abs(metres(m) - m) / m).toBeLessThanOrEqual(0.05);
        expect(metres(m + 1)).toBeGreaterThanOrEqual(metres(m));
      }),
    );
  });
});

describe('time left in words', () => {
  it('is an estimate in minutes by the way a person moves', () => {
    expect(timeLeftInWords(1180, 'riding', 'en')).toBe('About 4 min');
    expect(timeLeftInWords(1180, 'riding', 'zh')).toBe('约 4 分钟');
    expect(timeLeftInWords(1180, modeOf('recipient'), 'en')).toBe('About 18 min');
    expect(timeLeftInWords(20, 'riding', 'en')).toBe('About 1 min');
    expect(timeLeftInWords(40_000, 'riding', 'zh')).toBe('约 2 小时');
  });

  it('is distance × 1.3 ÷ 6 m/s for a rider', () => {
    expect(timeLeftMs(1200, 'riding')).toBeCloseTo(260_000, 6);
  });
});

describe('age in words', () => {
  it.each([
    [0, 'just now', '刚刚'],
    [34_000, '30 seconds ago', '30 秒前'],
    [60_000, '1 minute ago', '1 分钟前'],
    [185_000, '3 minutes ago', '3 分钟前'],
    [7_300_000, '2 hours ago', '2 小时前'],
    [3 * 86_400_000, '3 days ago', '3 天前'],
  ])('%d ms', (ms, en, zh) => {
    expect(ageInWords(ms, 'en')).toBe(en);
    expect(ageInWords(ms, 'zh')).toBe(zh);
  });
});

describe('a trip in words', () => {
  it('says the time left first and the distance beside it', () => {
    expect(tripInWords(live, 1180, 'riding', 'zh')).toEqual({ headline: '约 4 分钟', detail: '1.2 公里' });
    expect(tripInWords(live, 1180, 'riding', 'en')).toEqual({ headline: 'About 4 min', detail: '1.2 km' });
  });

  it('says near instead of minutes at the end', () => {
    expect(tripInWords(live, 38, 'riding', 'zh')).toEqual({ headline: '就在附近', detail: '40 米' });
  });

  it('claims nothing about now when the position is old', () => {
    expect(tripInWords(old, 1180, 'riding', 'zh')).toEqual({ headline: '3 分钟前在 1.2 公里外', detail: '' });
    expect(tripInWords(old, 1180, 'riding', 'en')).toEqual({ headline: '3 minutes ago, 1.2 km away', detail: '' });
    expect(sightingInWords(old, 'Mr Wang', 1180, 'riding', 'en')).toBe('Mr Wang: 1.2 km from the door 3 minutes ago');
  });

  it('knows nothing without a position', () => {
    expect(tripInWords({ ...live, fix: null }, 0, 'riding', 'en')).toBeNull();
    expect(sightingInWords({ ...live, fix: null }, '王师傅', 0, 'riding', 'zh')).toBe('王师傅：还没有位置');
  });

  it('has a text twin for the map', () => {
    expect(sightingInWords(live, '王师傅', 1180, 'riding', 'zh')).toBe('王师傅离门口 1.2 公里，约 4 分钟');
    expect(sightingInWords({ ...live, mine: true }, 'Li', 60, 'walking', 'en')).toBe(
      'You: 60 m from the door, about 1 min',
    );
  });
});
