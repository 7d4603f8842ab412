import {
  addDays,
  comingLunarDay,
  comingMonthDay,
  comingNthWeekday,
  comingWeekday,
  comingYearDay,
  dayOfMonth,
  weekdayOfWeek,
} from './calendar.ts';
import { numberOf, ZH_NUMBER as N } from './numerals.ts';
import { AFTER_WORK, AFTERNOON, clock, day, EVENING, MORNING, NOON } from './time-words.ts';
import type { Clock, Meaning, Part, Rule } from './time-words.ts';

const parts: readonly [RegExp, Part][] = [
  [/^(?:下班|放工|收工|下咗班)/, AFTER_WORK],
  [/^(?:中午|正午|午休|晌午|晏昼|午饭|午间|大中午)/, NOON],
  [/^(?:下午|下昼|后晌|下半天|午后)/, AFTERNOON],
  [/^(?:傍晚|晚|夜|今晚|明晚|黑)/, EVENING],
  [/^(?:早|上午|上昼|清|一早|大早|大清|赶早|上半天|凌晨|明早|今早|朝)/, MORNING],
];
const partOf = (word: string): Part | undefined => parts.find(([words]) => words.test(word))?.[1];

const PART =
  '(?:午饭时间?|下班(?:以后|之后|后|(?!了(?!送|再|来|拿|取|才|就)))|放工|收工|下咗班|大?中午|正午|午休|晌午|午间|晏昼|下午|下昼|后晌|下半天|午后|傍晚|晚上|晚黑儿?|晚间|夜里厢?|夜晚|夜间|夜头|今夜|上午|上昼|早上|早晨|清早|清晨|大清早|一大早|一早|大早上|赶早|早起|朝早|上半天|凌晨|早(?=(?!一点)[\\d一二两三四五六七八九十])|晚(?=(?!一点)[\\d一二两三四五六七八九十]+点(?!儿|点)))';
const HOUR = '(?:2[0-4]|1\\d|0?\\d|二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])';
const MINUTE =
  '(?:钟|整|正)?(?:(半)|([一三1３3])刻|差(一刻|[\\d一二三五十]+)分?|过?([0-5]\\d|[零〇][一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?|[二三四五]十|[五](?=分))分?)?(?:钟|整)?';
const TIME = `(?:差(一刻|[\\d一二三五十]+)分?钟?(?:到|就)?)?(?:(${HOUR})(?:点|时(?!间|候))${MINUTE}|(2[0-3]|[01]?\\d):([0-5]\\d))`;

const LITTLE = /[了早晚快慢有迟大小多轻差近远好]$/;
const quarterOf = (text: string) => (text === '一刻' ? 15 : numberOf(text));

/** Reads the eight groups of TIME, from the given one on. */
function timeAt(match: RegExpExecArray, at: number, half?: Part['half']): Clock | undefined {
  const [before, hour, halfPast, quarters, to, minute, digital, digitalMinute] = match.slice(at, at + 8);
  if (digital !== undefined) return clock(Number(digital), Number(digitalMinute), half);
  if (hour === undefined) return undefined;
  let minutes = 0;
  if (halfPast !== undefined) minutes = 30;
  else if (quarters !== undefined) minutes = /[一1]/.test(quarters) ? 15 : 45;
  else if (to !== undefined) minutes = -quarterOf(to);
  else if (before !== undefined) minutes = -quarterOf(before);
  else if (minute !== undefined) minutes = numberOf(minute.replace(/^[零〇0]/, ''));
  return clock(numberOf(hour), minutes, half);
}

const halfOf = (word: string | undefined) =>
  word === undefined ? undefined : word === '凌晨' ? 'am' : partOf(word)?.half;

function boundOf(before: string | undefined, after: string | undefined): 'from' | 'to' {
  if (before !== undefined) return /晚|迟|赶/.test(before) ? 'to' : 'from';
  return after !== undefined && /前|为止|截止|内/.test(after) ? 'to' : 'from';
}

const days = new Map(Array.from('一二三四五六日', (word, at): [string, number] => [word, at + 1]));
for (const [word, value] of [
  ['天', 7],
  ['而', 2],
  ['武', 5],
  ['无', 5],
  ['末', 6],
  ['1', 1],
  ['2', 2],
  ['3', 3],
  ['4', 4],
  ['5', 5],
  ['6', 6],
  ['7', 7],
] as const)
  days.set(word, value);

function weekdayIn(prefix: string, name: string, today: string): string | undefined {
  const wanted = days.get(name);
  if (wanted === undefined) return undefined;
  const weeks = prefix.split('下').length - 1;
  return weeks === 0 ? comingWeekday(today, wanted) : weekdayOfWeek(today, wanted, weeks);
}

const feasts: readonly [RegExp, number, number][] = [
  [/元旦/g, 1, 1],
  [/情人节/g, 2, 14],
  [/妇女节|三八节/g, 3, 8],
  [/植树节/g, 3, 12],
  [/劳动节|五一/g, 5, 1],
  [/儿童节|六一/g, 6, 1],
  [/建军节/g, 8, 1],
  [/教师节/g, 9, 10],
  [/国庆节?/g, 10, 1],
  [/双十一/g, 11, 11],
  [/双十二/g, 12, 12],
  [/平安夜/g, 12, 24],
  [/圣诞节?/g, 12, 25],
  [/跨年|年底最后一天/g, 12, 31],
];
const lunarFeasts: readonly [RegExp, number, number][] = [
  [/元宵节?/g, 1, 15],
  [/端午节?/g, 5, 5],
  [/七夕节?/g, 7, 7],
  [/中秋节?/g, 8, 15],
  [/重阳节?/g, 9, 9],
];
const AFTER_FEAST = '(?!以?[前后]|之[前后]|过后|完|假期|[一二两三四五六七八九十]天|那周|的|期间|值|出去|回|当?晚会)';

const feastRule = (words: RegExp, read: Rule['read']): Rule => ({
  words: new RegExp(`(?:${words.source})${AFTER_FEAST}`, 'g'),
  read,
});

/** Chinese words of time, written and spoken, with the ways of the north, the south-west and Canton. */
export const zhRules: readonly Rule[] = [
  // Not times at all: a little, a bit later, minutes before a call, lengths of absence.
  {
    words: new RegExp(
      `(?:提前|提早|之前|前)(?:个|大概)?(?:半个?|${N}个?半?)(?:小时|钟头|分钟|刻钟)|(?:半个?|${N}个?半?)(?:小时|钟头|分钟|刻钟)(?:前|之前)(?=[^，。]*(?:电|说|通知|告|微信|消息|发))`,
      'g',
    ),
    read: () => ({ kind: 'length', minutes: 0 }),
  },
  // Lengths.
  {
    words: new RegExp(
      `(${N})个(?:多)?(?:小时|钟头?)(?:零)?(?:(${N})分钟?|(一)刻钟?)|(${N})?个?半个?(?:小时|钟头?)|(${N})个半(?:小时|钟头?)?|(${N})个?来?多?(?:小时|钟头|钟(?=$|[^\\u4e00-\\u9fff]|[后先嘛啦就到吧再以之]))`,
      'g',
    ),
    read: (match) => {
      const [, hours, minutes, quarter, half, andHalf, plain] = match;
      if (hours !== undefined)
        return {
          kind: 'length',
          minutes: numberOf(hours) * 60 + (quarter === undefined ? numberOf(minutes ?? '') : 15),
        };
      if (andHalf !== undefined) return { kind: 'length', minutes: numberOf(andHalf) * 60 + 30 };
      if (plain !== undefined) return { kind: 'length', minutes: numberOf(plain) * 60 };
      return { kind: 'length', minutes: half === undefined ? 30 : numberOf(half) * 60 + 30 };
    },
  },
  { words: /([一两三1-3])刻钟/g, read: ([, quarters]) => ({ kind: 'length', minutes: numberOf(quarters ?? '') * 15 }) },
  {
    words: /十([一二三四五六七八九])([二三四五六七八九])分钟?/g,
    read: ([, , ones]) => ({ kind: 'length', minutes: 10 + numberOf(ones ?? '') }),
  },
  {
    words: new RegExp(
      `(?:(${N})(?:到|至|-|~|或|、))?(${N})[来多几]?(?:个|分|来|\\+)*(?:分钟|分中|min(?:ute)?s?|分(?=$|[^\\u4e00-\\u9fff]))`,
      'g',
    ),
    read: ([, , last]) => ({ kind: 'length', minutes: numberOf(last ?? '') }),
  },
  // Spans and points on the clock.
  {
    words: new RegExp(`(${PART})?的?(?:${TIME}|(${HOUR}))(?:钟)?(?:到|至|-|~|—|–|和|跟)+(${PART})?${TIME}`, 'g'),
    read: (match) => {
      const last = timeAt(match, 12, halfOf(match[11]));
      const firstHalf = halfOf(match[1]);
      const first = match[10] === undefined ? timeAt(match, 2, firstHalf) : clock(numberOf(match[10]), 0, firstHalf);
      return first && last && { kind: 'span', first, last };
    },
  },
  {
    words: new RegExp(
      `(${PART})?的?(十?)([一二两三四五六七八九]|十)([二三四五六七八九]|十[一二]?)点(?:钟|来钟)?(?=$|[^半一二三四五\\d])`,
      'g',
    ),
    read: ([, part, ten, one, other]) => {
      const first = clock(numberOf(`${ten ?? ''}${one ?? ''}`), 0, halfOf(part));
      const last = clock(numberOf(`${ten ?? ''}${other ?? ''}`), 0, halfOf(part));
      return first && last && first.hour + 1 === last.hour ? { kind: 'span', first, last } : undefined;
    },
  },
  {
    words: new RegExp(
      `(不早于|别早于|不要早于|早于|不晚于|别晚于|不超过|最晚|最迟|赶在|过了|过)?(${PART})?的?(?<!\\d)${TIME}(?!点|儿|都|也不|[^，。]{0,1}心)(?:钟)?(之前|以前|前(?!台|面|门|后|院|边|厅)|为止|截止|之内|以内)?`,
      'g',
    ),
    read: (match) => {
      // "A bit" (早一点, 快一点) is written like one o'clock, and a bare zero hour is a moment, not a window.
      if (match[4] === '一' && LITTLE.test(match.input.slice(0, match.index) + (match[2] ?? ''))) return undefined;
      const read = /^[零0]+$/.test(match[4] ?? '') ? undefined : timeAt(match, 3, halfOf(match[2]));
      return read && { kind: 'clock', clock: read, bound: boundOf(match[1], match[11]) };
    },
  },
  {
    words: /(?:大)?(?:中午|正午)(?:12点)?(?:之前|以前|前)/g,
    read: () => ({ kind: 'clock', clock: { hour: 12, minute: 0, half: 'noon' }, bound: 'to' }),
  },
  // Days.
  {
    words: new RegExp(
      `(?:(下个?月|本月|这个?月)|(?<![\\d.])(1[0-2]|0?\\d|十[一二]?|[一二三四五六七八九])月)的?(3[01]|[12]\\d|0?\\d|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])(?:号|日|(?=$|[^\\d\\u4e00-\\u9fff]))`,
      'g',
    ),
    read: ([, relativeMonth, month, date], today) => {
      const number = numberOf(date ?? '');
      if (month !== undefined) return day(comingYearDay(today, numberOf(month), number));
      return day(dayOfMonth(today, number, relativeMonth?.startsWith('下') === true ? 1 : 0));
    },
  },
  {
    words: /(?:(下个?月)|大年|年|农历|正月)?初([一二三四五六七八九十])/g,
    read: ([, , date], today) => day(comingLunarDay(today, 1, numberOf(date ?? ''))),
  },
  {
    words: /大年三十|年三十|除夕/g,
    read: (_match, today) => day(addDays(comingLunarDay(addDays(today, 1), 1, 1) ?? today, -1), true),
  },
  {
    words:
      /(?<![路街弄巷道a-z\d栋门])(3[01]|[12]\d|[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])[号](?![楼线门院房库柜店桌馆机口单栋码铺宅室底摊厅厂棚公车信窗院台]|风球)/g,
    read: ([, date], today) => day(comingMonthDay(today, numberOf(date ?? ''))),
  },
  {
    words:
      /((?:下|这|本|上|next )*)(?:一?个)?(?:周|礼拜|里拜|星期|week)([一二三四五六日天末1-7而武无])(?!年|遍|到|圈)?/g,
    read: ([, prefix = '', name = ''], today) =>
      prefix.includes('上') ? undefined : day(weekdayIn(prefix.replaceAll('next ', '下'), name, today)),
  },
  { words: /双休日?/g, read: (_match, today) => day(comingWeekday(today, 6)) },
  { words: /大后[天儿日]/g, read: (_match, today) => day(addDays(today, 3)) },
  { words: /明后(?:两?[天日])/g, read: (_match, today) => day(addDays(today, 1)) },
  {
    words: /(?:一天|两天)?后(?:天|日|田|儿个?|朝)(?!\d)/g,
    read: ([word], today) => (/^[一两]天/.test(word) ? undefined : day(addDays(today, 2))),
  },
  {
    words:
      /(?:明|名|命|听|聼)(?:天|日|儿个?|朝|tian|田)(?!见)?|(?:明|听)(?=\uE000|早|晚|中午|下午|上午|朝|夜)|翌日|第二天|隔天/g,
    read: (_match, today) => day(addDays(today, 1)),
  },
  { words: /今(?:天|日|儿个?|朝|夜)|今(?=\uE000|早|晚|明)|当天|当日/g, read: (_match, today) => day(today) },
  {
    words: new RegExp(
      `(?:再?过|等|再等|晚)?(${N})(天|日|周|个?星期|个?礼拜)(?:以后|之后|过后|后)|(?:再过|过|晚|推迟|推|延后|缓|迟)(${N})(天|周|个?星期|个?礼拜)(?!内)`,
      'g',
    ),
    read: ([word, count, unit, other, otherUnit], today) => {
      if (/^(?:再)?过(?:两|几)天/.test(word)) return { kind: 'day', date: null };
      const number = numberOf(count ?? other ?? '');
      return day(addDays(today, number * (/[天日]/.test(unit ?? otherUnit ?? '') ? 1 : 7)), other !== undefined);
    },
  },
  ...feasts.map(([words, month, date]) =>
    feastRule(words, (_match, today) => day(comingYearDay(today, month, date), true)),
  ),
  ...lunarFeasts.map(([words, month, date]) =>
    feastRule(words, (_match, today) => day(comingLunarDay(today, month, date), true)),
  ),
  feastRule(/父亲节/g, (_match, today) => day(comingNthWeekday(today, 6, 7, 3), true)),
  feastRule(/母亲节/g, (_match, today) => day(comingNthWeekday(today, 5, 7, 2), true)),
  {
    words:
      /改天|改日|另约|再约|过几[天日]|过两[天日]|过段时间|过阵子|等几天|哪天再|回头再|月底|月初|年后|年底|节后|下个?(?:周|礼拜|星期|月)(?![一二三四五六日天末\d])/g,
    read: () => ({ kind: 'day', date: null, weak: true }),
  },
  // Parts of the day.
  {
    words: /(?<=\uE000|天|日)[早晚朝](?!饭|餐|点|一点|一些|些)|🌙/g,
    read: ([word]) => partMeaning(word === '🌙' ? '晚' : word),
  },
  {
    words: new RegExp(`${PART}(?!饭|餐|自习|高峰|班|会|课)|吃(?:过|完)?(?:晚饭)`, 'g'),
    read: ([word]) => partMeaning(word),
  },
];

function partMeaning(word: string): Meaning | undefined {
  const part = partOf(word);
  return part && { kind: 'part', part };
}
