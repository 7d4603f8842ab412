import { afterAll, describe, expect, it } from 'vitest';
import { language } from '../../client/language.ts';
import { distanceInWords } from '../../client/location/distance-in-words.ts';
import {
  ageInWords,
  atDoorInWords,
  directionInWords,
  shareLeftInWords,
  sightingInWords,
  stopsInWords,
  timeInWords,
  tripInWords,
} from '../../client/location/words.ts';
import { clockTime, dayInWords, lengthInWords } from '../../client/time-words.ts';
import { differences, hardCoded, tablesIn, textsOf } from '../support/written-words.ts';

/** Called the same everywhere, in the language of whom they are for, or printed on a key. */
const names = new Set(['Doorline', '中文', 'English', 'EN', 'EN, English']);
/** Apps, called so by everybody. */
for (const app of ['QQ', 'Facebook', 'Instagram', 'LINE', 'KakaoTalk', 'Telegram']) names.add(app);
/** Not shown: how a building may be called by whoever looks for it. */
const lookedFor = '号楼';
const keys = /^([A-Z/?⇧]|Esc)$/;
/** Browsers' names of languages. */
const locale = /^[a-z]{2}-[A-Z]{2}$/;
const isName = (text: string) =>
  names.has(text) || locale.test(text) || keys.test(text) || text === '· Doorline' || text === lookedFor;

describe('the words of the pages', () => {
  const tables = tablesIn('client');

  it('were found at all', () => {
    expect(tables.length).toBeGreaterThan(25);
    expect(tables.flatMap(({ zh }) => textsOf(zh)).length).toBeGreaterThan(400);
  });

  it('are the same in both languages: none is missing', () => {
    expect(tables.flatMap(({ at, zh, en }) => differences(zh, en, at))).toEqual([]);
  });

  it('are Chinese in Chinese and English in English, and none is empty', () => {
    const wrong = tables.flatMap(({ at, zh, en }) => [
      ...textsOf(zh)
        .filter((text) => /[a-z]{2}/i.test(text) && !/\p{Script=Han}/u.test(text) && !isName(text.trim()))
        .map((text) => `${at} in Chinese: ${text}`),
      ...textsOf(en)
        .filter((text) => /\p{Script=Han}/u.test(text) && !isName(text))
        .map((text) => `${at} in English: ${text}`),
    ]);
    expect(wrong).toEqual([]);
  });

  it('are calm: nothing is called out', () => {
    expect(
      tables.flatMap(({ zh, en }) => textsOf(zh).concat(textsOf(en))).filter((text) => /[!！]/.test(text)),
    ).toEqual([]);
  });

  it('are set with the signs of their language', () => {
    const all = (side: 'zh' | 'en') => tables.flatMap((table) => textsOf(table[side]).map((text) => [table.at, text]));
    expect(all('en').filter(([, text]) => /['"]|\.\.\./.test(text ?? ''))).toEqual([]);
    const halfWidth = /\p{Script=Han}[,:;?()]|[,;?]\p{Script=Han}|\.\.\./u;
    expect(all('zh').filter(([, text]) => halfWidth.test(text ?? ''))).toEqual([]);
  });

  it('call a thing by one name', () => {
    // 快递员, 派送, 对话, 未读, 加载, 旁听 are what these were called in places.
    const others = /配送|这条线|没看|正在取(?!回)|只听/;
    expect(tables.flatMap(({ zh }) => textsOf(zh)).filter((text) => others.test(text))).toEqual([]);
  });

  it('stand in those tables, and nowhere else', () => {
    expect(hardCoded('client').filter(({ text }) => !isName(text))).toEqual([]);
  });
});

describe('numbers in words', () => {
  afterAll(() => void (language.value = 'en'));
  const now = Date.parse('2026-03-01T12:00:00Z');
  const steps = [0, 1, 9, 14, 31, 59, 61, 119, 600, 3599, 3601, 7200, 86_399, 86_401, 200_000, 3e6].map(
    (s) => s * 1000,
  );
  const door = { lat: 30.28, lng: 120.02 };
  const fix = { point: { lat: 30.29, lng: 120.03 }, accuracy: 150, speed: null, heading: null, at: now };
  const told = [true, false].flatMap((stale) =>
    (['exact', 'rough', 'later'] as const).map((sight) => ({
      sight,
      stale,
      fix: sight === 'later' ? null : fix,
      away: { distanceM: 1400, leftMs: 240_000, stopsLeft: 2, at: now },
      ageMs: 200_000,
      mine: false,
    })),
  );
  const all = (to: 'zh' | 'en') =>
    [
      ...steps.flatMap((ms) => [
        timeInWords(ms, to),
        ageInWords(ms, to),
        shareLeftInWords(ms, to),
        dayInWords(now - ms, now),
      ]),
      ...[0, 7, 44, 994, 996, 1000, 9949, 9951, 123_456].map((m) => distanceInWords(m, to)),
      ...[0, 1, 2, 30].map((stops) => stopsInWords(stops, to)),
      ...[0, 44, 46, 180, 359, 360].map((degrees) => directionInWords(degrees, to)),
      shareLeftInWords(null, to),
      atDoorInWords(to),
      dayInWords(now + 86_400_000, now),
      ...told.map((one) => sightingInWords(one, 'Wang', door, 'riding', to)),
      ...told.flatMap((one) => Object.values(tripInWords(one, 'Wang', door, to) ?? {})),
    ].filter((words) => words !== '');

  it('are Chinese on a Chinese page: days, times, distances, ages', () => {
    language.value = 'zh';
    for (const words of all('zh')) {
      expect(words.replaceAll('Wang', '')).not.toMatch(/[a-z]/i);
      expect(words).toMatch(/\p{Script=Han}/u);
    }
  });

  it('are English on an English page', () => {
    language.value = 'en';
    for (const words of all('en')) {
      expect(words).not.toMatch(/\p{Script=Han}|NaN|undefined/u);
      expect(words).toMatch(/[a-z]/i);
    }
  });

  it('have clocks and lengths that look the same in both', () => {
    for (const to of ['zh', 'en'] as const) {
      language.value = to;
      expect(clockTime(now)).toMatch(/^\d\d:\d\d$/);
      expect([0, 999, 59_600, 3_600_000].map(lengthInWords)).toEqual(['0:00', '0:01', '1:00', '60:00']);
    }
  });
});
