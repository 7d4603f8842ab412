import { addDays, nextDayOfMonth, nextLunarNewYear, nextWeekday, weekdayOfWeek } from './calendar.ts';

/** A day that a text names: where it stands, and its date, or null where the day is vague. */
export interface Day {
  readonly at: number;
  readonly end: number;
  readonly date: string | null;
}

interface Rule {
  readonly words: RegExp;
  readonly date: (match: readonly string[], today: string) => string | null;
}

const plus = (words: RegExp, days: number): Rule => ({ words, date: (_, today) => addDays(today, days) });
const feast = (words: RegExp, month: number, day: number): Rule => ({
  words,
  date: (_, today) => nextDayOfMonth(today, day, month),
});

const weekdayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const weekday =
  "(mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|(?<!re |was |been |i'm |am )sat(?! down| here| there| in the)(?:ur)?|sun)(?:days?|s)?";
const weekdayNumber = (name = '') => weekdayNames.indexOf(name.slice(0, 3)) + 1;
const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const month = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const monthNumber = (name = '') => monthNames.indexOf(name.slice(0, 3)) + 1;
/** What may follow 号 where it numbers a building, a gate or a locker and not a day. */
const numbered = '楼门柜线院房馆栋店口车单元铺仓库座桌厅机床病台码公宿弄';

const readings: readonly Rule[] = [
  plus(/大后[天日]|3 days from now/, 3),
  plus(
    /后[天日儿田]|\bthe day after(?! (?:tom|tm|that|2m))|day after (?:tomorrow|tmr|tmrw|2moro|tomorow|tommorow)|后(?=[早晚](?!些|点))/,
    2,
  ),
  plus(
    /(?:tomorrow|tommorr?ow|tomorow|tomorro|tmrw?|tmw|tomo|tmoro|2mor+ow?|2moz|to morrow)(?:'s)?\b|[明名命鸣][天日儿田]个?|明(?=后[天两日])|明(?=tian)|明(?=[早晚晨中上下朝])|听[日晚朝]|第二天|次日|翌日|[晚推迟缓][后迟]?1天/,
    1,
  ),
  plus(
    /\b(?:today|tonight|tonite|2nite|2day|this (?:morning|afternoon|evening|arvo))\b|今[天日儿晚早夜朝]个?|later (?:on )?today/,
    0,
  ),
  {
    words: new RegExp(`\\b${weekday} (?:after next|week)\\b`),
    date: ([, name], today) => addDays(nextWeekday(today, weekdayNumber(name)), 7),
  },
  {
    words: new RegExp(`\\b(?:a )?week (?:on|from) ${weekday}\\b`),
    date: ([, name], today) => addDays(nextWeekday(today, weekdayNumber(name)), 7),
  },
  {
    words: new RegExp(`\\bnext ${weekday}\\b`),
    date: ([, name], today) => weekdayOfWeek(today, weekdayNumber(name), 1),
  },
  { words: new RegExp(`\\b${weekday}\\b`), date: ([, name], today) => nextWeekday(today, weekdayNumber(name)) },
  { words: /下下个?周([1-7])/, date: ([, day], today) => weekdayOfWeek(today, Number(day), 2) },
  { words: /下个?周([1-7])/, date: ([, day], today) => weekdayOfWeek(today, Number(day), 1) },
  { words: /[这本]?个?周([1-7])/, date: ([, day], today) => nextWeekday(today, Number(day)) },
  { words: /下个?(?:周|星期|礼拜)末|\bnext weekend\b/, date: (_, today) => weekdayOfWeek(today, 6, 1) },
  { words: /[这本]?个?(?:周|礼拜)末|\bweekends?\b|\bweak end\b/, date: (_, today) => nextWeekday(today, 6) },
  {
    words: new RegExp(`\\b${month} (\\d{1,2})(?:st|nd|rd|th)?\\b(?!:)`),
    date: ([, name, day], today) => nextDayOfMonth(today, Number(day), monthNumber(name)),
  },
  {
    words: new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)? (?:of )?${month}\\b`),
    date: ([, day, name], today) => nextDayOfMonth(today, Number(day), monthNumber(name)),
  },
  {
    words: /\b(\d{1,2})(?:st|nd|rd|th)\b(?! (?:floor|street|st\b|ave|flr|building|time|door|lane|main|cross|road))/,
    date: ([, day], today) => nextDayOfMonth(today, Number(day)),
  },
  {
    words: /(\d{1,2})月(\d{1,2})[号日]?/,
    date: ([, of, day], today) => nextDayOfMonth(today, Number(day), Number(of)),
  },
  {
    words: new RegExp(`(?<![\\d路街巷道村区-]|(?<![店家屋])里)(\\d{1,2})[号日](?![${numbered}]|\\d+(?!\\d*[号日]))`),
    date: ([, day], today) => nextDayOfMonth(today, Number(day)),
  },
  {
    words:
      /(?<!过)(\d{1,2})天(?:以后|之后|后)|\bin (\d{1,2}) days\b|\b(\d{1,2}) days (?:later|from now)\b|\bafter (\d{1,2}) days\b/,
    date: ([, a, b, c, d], today) => addDays(today, Number(a ?? b ?? c ?? d)),
  },
  feast(/元旦|new year'?s day/, 1, 1),
  feast(/平安夜|christmas eve|xmas eve/, 12, 24),
  feast(/圣诞|(?<!(?:after|before|until|till|past) )(?:christmas|xmas)(?: day)?(?! eve)/, 12, 25),
  feast(/boxing day/, 12, 26),
  feast(/new year'?s eve|\bnye\b/, 12, 31),
  feast(/五一|劳动节/, 5, 1),
  feast(/国庆(?!节?(?:后|前|七|假|期间))/, 10, 1),
  feast(/儿童节|六一/, 6, 1),
  plus(/\ba fortnight(?: today)?\b|\b2 weeks(?: today)?\b|\bin 2 weeks\b/, 14),
  {
    words: /下个?月(\d{1,2})[号日]/,
    date: ([, day], today) => nextDayOfMonth(today, Number(day), (Number(today.slice(5, 7)) % 12) + 1),
  },
  plus(/\bin a week(?:'s time)?\b|\ba week today\b|[1一]周(?:以后|之后|后)/, 7),
  { words: /年三十|除夕/, date: (_, today) => nextLunarNewYear(today, 0) },
  {
    words: /(?:大年|年)初([一二三四五六七八])/,
    date: ([, day], today) => nextLunarNewYear(today, '零一二三四五六七八'.indexOf(day ?? '')),
  },
];

/** A regular expression is made global once, not for each message. */
const rules = readings.map(({ words, date }) => ({ words: new RegExp(words, 'g'), date }));

/** Words that put the day off without naming it. */
const vague =
  /改天|改日|过几[天日]|过[两二2][天日]|过些?[天日]|过[一阵段]|过阵|下个?(?:周|星期|礼拜)(?![1-7末])|下个?月|月[底末初中](?!旬?\d)|年[后底]|节后|回头再|等我通知|another (?:day|time|date)|some (?:other )?(?:day|time)|next (?:week|month)\b(?! on)|end of (?:the )?(?:month|week)|a few days|(?:few|couple of|couple) days/g;

/**
 * The days named in a text of one way of writing (see `timeWords`), in its order. Where two rules read the same words the
 * longer reading is taken, then the rule that stands first.
 */
export function daysIn(text: string, today: string): Day[] {
  const found: Day[] = [...text.matchAll(vague)].map((match) => ({
    at: match.index,
    end: match.index + match[0].length,
    date: null,
  }));
  for (const { words, date } of rules) {
    for (const match of text.matchAll(words)) {
      const day = date(match, today);
      if (day !== null) found.push({ at: match.index, end: match.index + match[0].length, date: day });
    }
  }
  const long = found.toSorted((a, b) => b.end - b.at - (a.end - a.at));
  const kept: Day[] = [];
  for (const day of long) if (kept.every((other) => day.end <= other.at || day.at >= other.end)) kept.push(day);
  return kept.sort((a, b) => a.at - b.at);
}
