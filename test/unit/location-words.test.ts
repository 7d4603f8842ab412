import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Away, Fix, Point } from '#protocol';
import { distanceInWords } from '../../client/location/distance-in-words.ts';
import { bearing } from '../../client/location/glide.ts';
import {
  ageInWords,
  directionInWords,
  shareLeftInWords,
  sightingInWords,
  stopsInWords,
  timeInWords,
  timeLeftMs,
  type Told,
  tripInWords,
  whatMatters,
} from '../../client/location/words.ts';

const door: Point = { lat: 30, lng: 120 };
/** So far north-west of the door. */
const away = (m: number): Point => ({
  lat: door.lat + (m * Math.SQRT1_2) / 111_195,
  lng: door.lng - (m * Math.SQRT1_2) / 111_195 / Math.cos(Math.PI / 6),
});
const fixAt = (m: number, accuracy = 10): Fix => ({ point: away(m), accuracy, speed: null, heading: null, at: 0 });
const seen = (m: number, more: Partial<Told> = {}): Told & { mine: boolean } => ({
  sight: 'exact',
  fix: fixAt(m),
  away: null,
  ageMs: 2000,
  stale: false,
  mine: false,
  ...more,
});
const told = (distanceM: number | null, leftMs: number | null, stopsLeft: number): Away => ({
  distanceM,
  leftMs,
  stopsLeft,
  at: 0,
});
const old = { ageMs: 185_000, stale: true };

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
  it('is in minutes, in hours where minutes would be guesses', () => {
    expect(timeInWords(250_000, 'en')).toBe('About 4 min');
    expect(timeInWords(250_000, 'zh')).toBe('约 4 分钟');
    expect(timeInWords(4000, 'en')).toBe('About 1 min');
    expect(timeInWords(7_000_000, 'zh')).toBe('约 2 小时');
  });

  it('is distance × 1.3 ÷ 6 m/s for a rider, 1.4 m/s for who walks, where nobody knows better', () => {
    expect(timeLeftMs(1200, 'riding')).toBeCloseTo(260_000, 6);
    expect(timeLeftMs(1200, 'walking')).toBeCloseTo(1_114_286, 0);
  });
});

describe('what is left of a share in words', () => {
  it.each([
    [null, 'Until the delivery ends', '到送达为止'],
    [20_000, '1 min left', '还剩 1 分钟'],
    [1_790_000, '30 min left', '还剩 30 分钟'],
    [8 * 3_600_000, '8 h left', '还剩 8 小时'],
  ])('%s ms', (ms, en, zh) => {
    expect(shareLeftInWords(ms, 'en')).toBe(en);
    expect(shareLeftInWords(ms, 'zh')).toBe(zh);
  });
});

describe('stops in words', () => {
  it.each([
    [0, 'Yours is next', '下一站是你'],
    [1, '1 stop before yours', '前面还有 1 站'],
    [7, '7 stops before yours', '前面还有 7 站'],
  ])('%d', (stops, en, zh) => {
    expect(stopsInWords(stops, 'en')).toBe(en);
    expect(stopsInWords(stops, 'zh')).toBe(zh);
  });
});

describe('a direction in words', () => {
  it.each([
    [0, 'north', '正北'],
    [22, 'north', '正北'],
    [23, 'north-east', '东北'],
    [270, 'west', '正西'],
    [350, 'north', '正北'],
    [360, 'north', '正北'],
  ])('%d°', (degrees, en, zh) => {
    expect(directionInWords(degrees, 'en')).toBe(en);
    expect(directionInWords(degrees, 'zh')).toBe(zh);
  });

  it('is taken from the door', () => expect(bearing(door, away(500))).toBeCloseTo(315, 0));
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
  const trip = (sighting: Told, language: 'zh' | 'en') => tripInWords(sighting, '王师傅', door, language);

  it('says the time left first and the distance beside it', () => {
    expect(trip(seen(1180), 'zh')).toEqual({ headline: '约 4 分钟', detail: '1.2 公里', sentence: '' });
    expect(trip(seen(1180), 'en')).toEqual({ headline: 'About 4 min', detail: '1.2 km', sentence: '' });
  });

  it('believes the server, who knows how fast this courier rides, and says whose turn it is', () => {
    const sighting = seen(1180, { away: told(1200, 540_000, 2) });
    expect(trip(sighting, 'en')).toEqual({
      headline: 'About 9 min',
      detail: '1.2 km',
      sentence: '王师傅, 2 stops before yours',
    });
    expect(trip({ ...sighting, away: told(1200, 540_000, 0) }, 'zh')?.sentence).toBe('王师傅，下一站是你');
  });

  it('says near instead of minutes at the end', () => {
    expect(trip(seen(52), 'zh')).toMatchObject({ headline: '就在附近', detail: '50 米' });
    expect(trip(seen(52), 'en')).toMatchObject({ headline: 'Very near', detail: '50 m' });
  });

  it('says at the door who is there, and not who rides by or may be elsewhere', () => {
    expect(trip(seen(12, { away: told(10, 60_000, 0) }), 'zh')).toEqual({
      headline: '到门口了',
      detail: '',
      sentence: '',
    });
    expect(trip(seen(38), 'en')).toEqual({ headline: 'At the door', detail: '', sentence: '' });
    expect(trip(seen(38, { fix: { ...fixAt(38), speed: 6 } }), 'en')?.headline).toBe('Very near');
    expect(trip(seen(12, { fix: fixAt(12, 80) }), 'en')?.headline).toBe('Very near');
    expect(trip({ ...seen(12), ...old }, 'en')?.headline).toBe('3 minutes ago, 10 m away');
  });

  it('claims nothing about now when the position is old', () => {
    const sighting = seen(1180, { ...old, away: told(1200, 240_000, 0) });
    expect(trip(sighting, 'zh')).toEqual({ headline: '3 分钟前在 1.2 公里外', detail: '', sentence: '' });
    expect(trip(sighting, 'en')).toEqual({ headline: '3 minutes ago, 1.2 km away', detail: '', sentence: '' });
  });

  it('counts stops while the courier is not shown, and says when they will be', () => {
    const later = seen(0, { sight: 'later', fix: null, away: told(null, null, 3) });
    expect(trip(later, 'en')).toEqual({
      headline: '3 stops before yours',
      detail: '',
      sentence: '王师傅 shows on the map when yours is next',
    });
    expect(trip(later, 'zh')).toMatchObject({ headline: '前面还有 3 站', sentence: '快到你家时，地图上会显示王师傅' });
    expect(trip({ ...later, away: null }, 'en')).toBeNull();
  });

  it('knows how far in words alone, and how old they are', () => {
    const words = seen(0, { sight: 'words', fix: null, away: told(1200, 240_000, 1) });
    expect(trip(words, 'en')).toMatchObject({ headline: 'About 4 min', detail: '1.2 km' });
    expect(trip({ ...words, ...old }, 'en')).toMatchObject({ headline: '3 minutes ago, 1.2 km away' });
  });

  it('takes the distance of an area from the server, not from its middle', () => {
    const rough = seen(900, { sight: 'rough', fix: fixAt(900, 283), away: told(1100, 240_000, 0) });
    expect(trip(rough, 'en')).toMatchObject({ headline: 'About 4 min', detail: '1.1 km' });
    expect(trip({ ...rough, fix: fixAt(10, 283), away: told(0, 60_000, 0) }, 'en')?.headline).toBe('About 1 min');
  });

  it('waits in words for the first position', () => {
    const waiting = seen(0, { fix: null });
    expect(trip(waiting, 'en')).toEqual({
      headline: '',
      detail: '',
      sentence: 'Waiting for the first position of 王师傅',
    });
    expect(trip(waiting, 'zh')?.sentence).toBe('正在等王师傅的第一个位置');
  });
});

describe('the text twin of the map', () => {
  it.each<[string, Told & { mine: boolean }, string, string]>([
    [
      'who is seen',
      seen(1180, { away: told(1200, 240_000, 2) }),
      'Wang: 1.2 km from the door, to the north-west, about 4 min, 2 stops before yours',
      'Wang离门口 1.2 公里，在西北方向，约 4 分钟，前面还有 2 站',
    ],
    ['who is at the door', seen(20), 'Wang: at the door', 'Wang在门口'],
    ['who is near it', seen(52), 'Wang: 50 m from the door, about 1 min', 'Wang离门口 50 米，约 1 分钟'],
    [
      'who is not exactly known',
      seen(1180, { fix: fixAt(1180, 240) }),
      'Wang: 1.2 km from the door, to the north-west, within about 240 m, about 4 min',
      'Wang离门口 1.2 公里，在西北方向，误差约 240 米，约 4 分钟',
    ],
    ['who was seen', seen(1180, old), 'Wang: 1.2 km from the door 3 minutes ago', 'Wang3 分钟前离门口 1.2 公里'],
    ['who has no position yet', seen(0, { fix: null }), 'Wang: no position yet', 'Wang：还没有位置'],
    [
      'who comes later',
      seen(0, { sight: 'later', fix: null, away: told(null, null, 1) }),
      'Wang: 1 stop before yours',
      'Wang：前面还有 1 站',
    ],
    [
      'who shares without a way here',
      seen(0, { sight: 'later', fix: null }),
      'Wang: not shown yet',
      'Wang：还看不到位置',
    ],
    [
      'myself',
      { ...seen(90), mine: true },
      'You: 90 m from the door, to the north-west, about 1 min',
      '你离门口 90 米，在西北方向，约 1 分钟',
    ],
  ])('says %s', (_, sighting, en, zh) => {
    expect(sightingInWords(sighting, 'Wang', door, sighting.mine ? 'walking' : 'riding', 'en')).toBe(en);
    expect(sightingInWords(sighting, 'Wang', door, sighting.mine ? 'walking' : 'riding', 'zh')).toBe(zh);
  });
});

describe('what is said aloud', () => {
  const matters = (sighting: Told) => whatMatters(sighting, door);

  it('is little on a long way: a ride of 3 km, a fix a second, says twelve things at most', () => {
    const said = new Set<string>();
    for (let m = 3000; m >= 0; m -= 6) said.add(matters(seen(m)));
    expect(said.size).toBeGreaterThanOrEqual(4);
    expect(said.size).toBeLessThanOrEqual(12);
  });

  it('is nothing new where only the age or a step changed', () => {
    expect(matters(seen(1180))).toBe(matters(seen(1170, { ageMs: 9000 })));
    expect(matters(seen(1180, old))).toBe(matters(seen(1180, { ...old, ageMs: 400_000 })));
  });

  it.each<[string, Told]>([
    ['their first position', seen(0, { fix: null })],
    ['that it is old', seen(1180, old)],
    ['that they are near', seen(40)],
    ['that a stop is done', seen(1180, { away: told(1200, 250_000, 1) })],
    ['that they are shown no more', seen(0, { sight: 'later', fix: null, away: told(null, null, 2) })],
  ])('is %s', (_, other) => expect(matters(other)).not.toBe(matters(seen(1180, { away: told(1200, 250_000, 0) }))));
});
