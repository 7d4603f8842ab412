import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../../server/assistant/corpus/read.ts';
import { minutesIn, windowIn } from '../../server/assistant/understanding/when.ts';

/** A Monday, so that every day of the week behind it is in the same week. */
const monday = '2026-11-23T10:12:00+08:00';

describe('the day of a message', () => {
  it.each([
    ['明天再送吧', '2026-11-24'],
    ['后儿来', '2026-11-25'],
    ['大后天有人', '2026-11-26'],
    ['聽日先返屋企，聽日啦', '2026-11-24'],
    ['the day after tomorrow is better', '2026-11-25'],
    ['tommorow pleas', '2026-11-24'],
    ['周三送', '2026-11-25'],
    ['礼拜一再来', '2026-11-30'],
    ['下周一吧', '2026-11-30'],
    ['下下周一吧', '2026-12-07'],
    ['next Sunday', '2026-12-06'],
    ['this Sunday', '2026-11-29'],
    ['周末在家', '2026-11-28'],
    ['next weekend is better', '2026-12-05'],
    ['on the 23rd', '2026-12-23'],
    ['5号送', '2026-12-05'],
    ['5月1号', '2027-05-01'],
    ['Feb 28 works', '2027-02-28'],
    ['元旦那天送', '2027-01-01'],
    ['Boxing Day please', '2026-12-26'],
    ['年初五送', '2027-02-10'],
    ['in 3 days', '2026-11-26'],
    ['Thursday or Friday', '2026-11-26'],
    ['周四周五都行', '2026-11-26'],
    ['改天吧', null],
    ['some other day', null],
    ['下周再说', null],
    ['今天不行，明天行', '2026-11-24'],
    ['not Tuesday, Wednesday', '2026-11-25'],
    ['Tuesday, not Wednesday', '2026-11-24'],
    ['要是今天送不完就周五', '2026-11-27'],
    ['送到6号楼，明天', '2026-11-24'],
  ])('%s is %s', (text, date) => {
    expect(windowIn(text, monday).date).toBe(date);
  });
});

describe('the window of a message', () => {
  it.each([
    ['明天上午', '2026-11-24', '08:00', '12:00'],
    ['今晚送', '2026-11-23', '18:00', '22:00'],
    ['明天下班后来', '2026-11-24', '18:00', '21:00'],
    ['tomorrow lunchtime', '2026-11-24', '11:00', '13:00'],
    ['明早九点前', '2026-11-24', undefined, '09:00'],
    ['tomorrow after 7', '2026-11-24', '19:00', undefined],
    ['tomorrow at quarter past nine in the morning', '2026-11-24', '09:15', undefined],
    ['明天三点到五点', '2026-11-24', '15:00', '17:00'],
    ['三四点来', '2026-11-23', '15:00', '16:00'],
    ['6-8pm today', '2026-11-23', '18:00', '20:00'],
    ['between 10am and noon tomorrow', '2026-11-24', '10:00', '12:00'],
    ['下午六点一刻以后', '2026-11-23', '18:15', undefined],
    ['9点来', '2026-11-23', '21:00', undefined],
    ['this afternoon', '2026-11-23', '12:00', '18:00'],
    ['not this morning, after half six', '2026-11-23', '18:30', undefined],
    ['come back in two and a half hours', '2026-11-23', '12:42', undefined],
    ['你过两个半小时再来', '2026-11-23', '12:42', undefined],
    ["don't come at 3, come at 5", '2026-11-23', '17:00', undefined],
  ])('%s is %s from %s to %s', (text, date, from, to) => {
    const { date: day, ...window } = windowIn(text, monday);
    expect([day, window]).toEqual([date, { ...(from && { from }), ...(to && { to }) }]);
  });

  it('is of tomorrow where no day is said and its end is over', () => {
    expect(windowIn('上午送吧', '2026-12-31T14:30:00+08:00')).toEqual({
      date: '2027-01-01',
      from: '08:00',
      to: '12:00',
    });
    expect(windowIn('after 6pm', '2027-02-28T18:00:00+08:00')).toEqual({ date: '2027-03-01', from: '18:00' });
  });

  it('passes midnight with a length of time', () => {
    expect(windowIn('two hours from now, in 2 hours', '2026-12-31T23:30:00+08:00')).toEqual({
      date: '2027-01-01',
      from: '01:30',
    });
  });

  it('counts from the calendar day between midnight and four', () => {
    for (const hour of ['00:00', '01:30', '03:59']) {
      const now = `2027-01-01T${hour}:00+08:00`;
      expect(windowIn('今晚送', now)).toEqual({ date: '2027-01-01', from: '18:00', to: '22:00' });
      expect(windowIn('tomorrow morning', now)).toEqual({ date: '2027-01-02', from: '08:00', to: '12:00' });
      expect(windowIn('周五', now).date).toBe('2027-01-08');
    }
  });
});

const anyDay = fc.integer({ min: 0, max: 3000 }).map((days) => new Date(Date.UTC(2025, 0, 1) + days * 86_400_000));
const written = (day: Date) => day.toISOString().slice(0, 10);
const names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

describe('a weekday', () => {
  it('is the next one strictly after today, or of the next week, on every day of the year', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 23 }), (day, which, hour) => {
        const now = `${written(day)}T${String(hour).padStart(2, '0')}:15:00+08:00`;
        const ahead = (text: string) => (Date.parse(windowIn(text, now).date ?? '') - day.getTime()) / 86_400_000;
        const today = (day.getUTCDay() + 6) % 7;
        const next = ((which - today + 6) % 7) + 1;
        const han = '一二三四五六日'[which] ?? '';
        expect([`周${han}`, `on ${names[which]}`, `这周${han}`].map(ahead)).toEqual([next, next, next]);
        const later = which - today + 7;
        expect([`下周${han}`, `next ${names[which]}`].map(ahead)).toEqual([later, later]);
        expect(ahead(`下下礼拜${han}送`)).toBe(later + 7);
      }),
    );
  });
});

describe('any text', () => {
  it('gives a window that can be: not in the past, not ending before it begins, none on a day left open', () => {
    const piece = fc.constantFrom(
      '明天',
      '7点',
      '到',
      '9点',
      '上午',
      'tomorrow',
      'between',
      '5',
      'and',
      'not',
      'before',
      '31号',
      '，',
      ' ',
      '2月30号',
      'pm',
      '24点',
      '0点',
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, anyDay, (words, day) => {
        const { date, from, to } = windowIn(words, `${written(day)}T12:00:00+08:00`);
        if (date === null) expect([from, to]).toEqual([undefined, undefined]);
        else expect(date >= written(day)).toBe(true);
        for (const time of [from, to]) if (time !== undefined) expect(time).toMatch(/^([01]\d|2[0-3]):[0-5]\d$/);
        if (from !== undefined && to !== undefined) expect(from < to).toBe(true);
      }),
    );
  });
});

describe('the minutes of a message', () => {
  it.each([
    ['五分钟', 5],
    ['三五分钟就到', 5],
    ['十五六分钟', 16],
    ['等我一刻钟', 15],
    ['半小时', 30],
    ['一个小时', 60],
    ['give me five', 5],
    ['a couple of minutes', 2],
    ['half an hour late', 30],
    ['马上下来', undefined],
    ['等一下', undefined],
    ['a sec', undefined],
    ['a few minutes', undefined],
  ])('%s is %s', (text, minutes) => {
    expect(minutesIn(text, monday)).toBe(minutes);
  });

  it('are counted to a time of the clock within the hour', () => {
    expect(minutesIn('六点差十分到', '2026-11-23T17:38:00+08:00')).toBe(12);
    expect(minutesIn("I'll be home at ten to six", '2026-11-23T17:38:00+08:00')).toBe(12);
    expect(minutesIn('home at nine', '2026-11-23T17:38:00+08:00')).toBeUndefined();
  });
});

describe('a text of nothing but times', () => {
  it('counts by its first words', () => {
    expect(windowIn('明天'.repeat(1000), monday)).toEqual({ date: '2026-11-24' });
    expect(windowIn('7点到'.repeat(600), monday).date).toBe('2026-11-23');
  });
});

describe('the labelled times', () => {
  it('are read as people read them', () => {
    const asked = readCorpus().flatMap(({ text, now, intents }) =>
      intents.flatMap((meaning) => (meaning.intent === 'reschedule' ? [{ text, now, slots: meaning.slots }] : [])),
    );
    const right = asked.filter(({ text, now, slots }) => {
      const { date, from, to } = windowIn(text, now);
      return date === slots.date && from === slots.from && to === slots.to;
    });
    expect(right.length / asked.length).toBeGreaterThan(0.88);
  });
});
