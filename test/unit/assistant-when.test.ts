import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../../server/assistant/corpus/read.ts';
import { addDays, weekday } from '../../server/assistant/understanding/calendar.ts';
import { minutesIn, windowIn } from '../../server/assistant/understanding/when.ts';

/** A Monday morning in the week before the last of November. */
const MONDAY = '2026-11-23T10:12:00+08:00';
const at = (time: string, date = '2026-11-23') => `${date}T${time}:00+08:00`;

function said(text: string, now = MONDAY): string {
  const { date, from, to } = windowIn(text, now);
  return [date ?? 'vague', from ?? '', to ?? ''].join(' ').trimEnd();
}

describe('the day that is wanted', () => {
  it.each([
    ['明天送', '2026-11-24'],
    ['那就后天吧', '2026-11-25'],
    ['大后天再跑一趟', '2026-11-26'],
    ['听日先嚟啦', '2026-11-24'],
    ['deliver it the day after tomorrow', '2026-11-25'],
    ['周一可以', '2026-11-30'],
    ['周五可以', '2026-11-27'],
    ['本周日送', '2026-11-29'],
    ['下周日送', '2026-12-06'],
    ['下下周二送', '2026-12-08'],
    ['next Friday please', '2026-12-04'],
    ['this Friday please', '2026-11-27'],
    ['周末在家', '2026-11-28'],
    ['next weekend', '2026-12-05'],
    ['5号送', '2026-12-05'],
    ['on the 30th please', '2026-11-30'],
    ['31号送', '2026-12-31'],
    ['下个月3号送', '2026-12-03'],
    ['元旦送', '2027-01-01'],
    ['初五再送', '2027-02-10'],
    ['Boxing Day works', '2026-12-26'],
    ['March 3rd please', '2027-03-03'],
    ['三天后再来', '2026-11-26'],
    ['in two weeks', '2026-12-07'],
    ['周四或者周五都行', '2026-11-26'],
    ['改天吧', 'vague'],
    ['下周再说', 'vague'],
    ['some other day', 'vague'],
    ['晚点再送', '2026-11-23'],
    ['later please', '2026-11-23'],
  ])('of "%s" is %s', (text, expected) => {
    expect(said(text)).toBe(expected);
  });

  it('is the coming weekday, never today and never more than a week off, whatever today is', () => {
    const names = ['周一', '礼拜二', '星期三', 'Thursday', 'on Friday', '周六', 'Sunday'];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 6 }), (days, wanted) => {
        const today = addDays('2026-01-01', days);
        const { date } = windowIn(`${names[wanted] ?? ''} please`, at('09:00', today));
        expect(date === null ? 0 : weekday(date)).toBe(wanted + 1);
        expect(date !== null && date > today && date <= addDays(today, 7)).toBe(true);
      }),
    );
  });

  it('is in the next week that begins on a Monday where the next one is asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), fc.constantFrom('下周三送', 'next Wednesday'), (days, text) => {
        const today = addDays('2026-01-01', days);
        const monday = addDays(today, 8 - weekday(today));
        expect(windowIn(text, at('09:00', today)).date).toBe(addDays(monday, 2));
      }),
    );
  });

  it('goes over the ends of months and years', () => {
    expect(said('明天送', at('10:00', '2026-12-31'))).toBe('2027-01-01');
    expect(said('后天送', at('10:00', '2028-02-28'))).toBe('2028-03-01');
    expect(said('30号送', at('10:00', '2027-02-10'))).toBe('2027-03-30');
    expect(said('the 2nd please', at('10:00', '2026-12-30'))).toBe('2027-01-02');
    expect(said('1月2号送', at('10:00', '2026-12-30'))).toBe('2027-01-02');
    expect(said('2月29号送', at('10:00', '2026-12-30'))).toBe('2028-02-29');
  });

  it('is the calendar day between midnight and four', () => {
    expect(said('明天上午送', at('01:30'))).toBe('2026-11-24 08:00 12:00');
    expect(said('今晚送吧', at('03:59'))).toBe('2026-11-23 18:00 22:00');
    expect(said('tomorrow please', at('00:00'))).toBe('2026-11-24');
    expect(said('周二送', at('00:10'))).toBe('2026-11-24');
  });
});

describe('the window that is wanted', () => {
  it.each([
    ['明天上午', '2026-11-24 08:00 12:00'],
    ['明早送', '2026-11-24 08:00 12:00'],
    ['中午来', '2026-11-23 11:00 13:00'],
    ['this afternoon', '2026-11-23 12:00 18:00'],
    ['tonight please', '2026-11-23 18:00 22:00'],
    ['下班后来拿', '2026-11-23 18:00 21:00'],
    ['明晚七点以后', '2026-11-24 19:00'],
    ['明早九点前', '2026-11-24  09:00'],
    ['before noon please', '2026-11-23  12:00'],
    ['三点到五点有人', '2026-11-23 15:00 17:00'],
    ['下午三四点来', '2026-11-23 15:00 16:00'],
    ['tomorrow between 10 and 1', '2026-11-24 10:00 13:00'],
    ['half past six', '2026-11-23 18:30'],
    ['明天六点一刻', '2026-11-24 18:15'],
    ['明天10点', '2026-11-24 10:00'],
    ['明天20点以后', '2026-11-24 20:00'],
    ['差十分八点到家', '2026-11-23 19:50'],
    ['19:30之后', '2026-11-23 19:30'],
    ['by 4 tomorrow please', '2026-11-24  16:00'],
    ["won't be home until 7", '2026-11-23 19:00'],
    ['七点前都没人', '2026-11-23 19:00'],
    ['两个半小时后再来', '2026-11-23 12:42'],
    ['come back in an hour and a half', '2026-11-23 11:42'],
    ['二十分钟后你再上来', '2026-11-23 10:32'],
    ['明天早一点来', '2026-11-24'],
    ['来之前半小时打电话，周四送', '2026-11-26'],
  ])('of "%s" is %s', (text, expected) => {
    expect(said(text)).toBe(expected);
  });

  it('moves to tomorrow where nothing of it is ahead today', () => {
    expect(said('上午送', at('14:00'))).toBe('2026-11-24 08:00 12:00');
    expect(said('三点到五点', at('17:30'))).toBe('2026-11-24 15:00 17:00');
    expect(said('in the morning', at('21:00', '2026-12-31'))).toBe('2027-01-01 08:00 12:00');
    expect(said('三个小时后', at('22:30'))).toBe('2026-11-24 01:30');
  });

  it('takes the first reading still ahead for today, and the usual one for other days', () => {
    expect(said('八点送', at('07:00'))).toBe('2026-11-23 08:00');
    expect(said('八点送', at('12:00'))).toBe('2026-11-23 20:00');
    expect(said('明天八点送')).toBe('2026-11-24 08:00');
    expect(said('明天七点送')).toBe('2026-11-24 19:00');
  });

  it('leaves out what is denied, past or only a condition', () => {
    expect(said('别明天来，后天来')).toBe('2026-11-25');
    expect(said('今天明天都不行，后天')).toBe('2026-11-25');
    expect(said('上午不在，下午送')).toBe('2026-11-23 12:00 18:00');
    expect(said('不是周三，是周四')).toBe('2026-11-26');
    expect(said('not Tuesday, Wednesday please')).toBe('2026-11-25');
    expect(said('七点前到不了就后天吧')).toBe('2026-11-25');
    expect(said("if you can't make it before 6 then tomorrow")).toBe('2026-11-24');
    expect(said('原来说明天，改到周五')).toBe('2026-11-27');
  });

  it('takes house numbers, codes and prices for no time', () => {
    expect(said('改到三路12号')).toBe('vague');
    expect(said('flat 5, code 4096')).toBe('vague');
    expect(said('')).toBe('vague');
  });

  it('reads slips of keyboards and of speech recognition', () => {
    expect(said('tomrrow afternon pls')).toBe('2026-11-24 12:00 18:00');
    expect(said('名天下武送')).toBe('2026-11-24 12:00 18:00');
    expect(said('聽日晚上八點後')).toBe('2026-11-24 20:00');
  });

  it('never ends before it begins and never throws, whatever the text', () => {
    const pieces = [
      '明天',
      '下周五',
      '三点',
      '到',
      '五点',
      '以后',
      '前',
      '别',
      '晚上',
      '就',
      '，',
      'tomorrow',
      ' at 7',
      ' until ',
      'noon',
      '10',
      '-',
      '半',
      'if ',
      ' not ',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (words) => {
        const { date, from, to } = windowIn(words.join(''), MONDAY);
        expect(date === null || /^\d{4}-\d\d-\d\d$/.test(date)).toBe(true);
        for (const time of [from, to]) expect(time ?? '00:00').toMatch(/^([01]\d|2[0-3]):[0-5]\d$/);
        if (from !== undefined && to !== undefined) expect(from < to).toBe(true);
      }),
    );
  });
});

describe('the minutes of a coming or a delay', () => {
  it.each([
    ['十分钟就到', 10],
    ['三五分钟', 5],
    ['十五六分钟', 16],
    ['一刻钟', 15],
    ['半小时到家', 30],
    ['一个小时', 60],
    ['六点差十分到', 12],
    ['home by quarter to six', 7],
    ['a couple of minutes', 2],
    ['half an hour away', 30],
    ['5 to 8 minutes', 8],
    ['wait 10', 10],
    ['running twenty five minutes late', 25],
  ])('of "%s" are %i', (text, minutes) => {
    expect(minutesIn(text, at('17:38'))).toBe(minutes);
  });

  it.each(['马上', '等一下', '几分钟', 'a sec', 'a minute', 'a few minutes', '', '我七点到家'])(
    'are not in "%s"',
    (text) => {
      expect(minutesIn(text, at('17:38'))).toBeUndefined();
    },
  );
});

const share = (right: boolean[]) => right.filter(Boolean).length / right.length;

it('finds day and window exactly in 95 of 100 labelled wishes for another time', () => {
  const right = readCorpus().flatMap(({ text, now, intents }) =>
    intents.flatMap((meaning) => {
      if (meaning.intent !== 'reschedule') return [];
      const { date, from, to } = windowIn(text, now);
      const { slots } = meaning;
      return [date === slots.date && from === slots.from && to === slots.to];
    }),
  );
  expect(right.length).toBeGreaterThan(1000);
  expect(share(right)).toBeGreaterThan(0.95);
});

it('finds the minutes in 95 of 100 labelled comings and delays', () => {
  const right = readCorpus().flatMap(({ text, now, intents }) =>
    intents.flatMap((meaning) =>
      meaning.intent === 'coming' || meaning.intent === 'delay'
        ? [minutesIn(text, now) === meaning.slots.inMinutes]
        : [],
    ),
  );
  expect(right.length).toBeGreaterThan(600);
  expect(share(right)).toBeGreaterThan(0.95);
});
