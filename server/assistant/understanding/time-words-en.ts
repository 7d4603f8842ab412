import { addDays, comingMonthDay, comingWeekday, comingYearDay, dayOfMonth, weekdayOfWeek } from './calendar.ts';
import { EN_NUMBER as N, numberOf } from './numerals.ts';
import { AFTER_WORK, AFTERNOON, clock, day, EVENING, MORNING, NOON } from './time-words.ts';
import type { Clock, Part, Rule } from './time-words.ts';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const WEEKDAY =
  '(?:mon(?:days?)?|tue(?:s(?:days?)?)?|wed(?:nesdays?|s)?|thu(?:rs?(?:days?)?)?|fri(?:days?)?|sat(?:urdays?|(?! down| in | on | at | here| there| outside| waiting| with| by))|sun(?:days?)?)';
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
const ORDINAL = `(3[01](?:st|th)|[12]?\\d(?:st|nd|rd|th)|${ORDINALS.join('|')})`;
const HOUR = '(2[0-3]|1\\d|0?\\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)';
const MINUTE =
  '(?:[:.]([0-5]\\d)(?!\\d)|[ ](fifteen|twenty five|twenty|thirty five|thirty|forty five|forty|fifty five|fifty|ten))?';
const HALF = '(?: ?(a\\.?m\\b\\.?|p\\.?m\\b\\.?|a m\\b|p m\\b))?';
const OF_DAY =
  "(?: (?:o ?'?clock))?(?:(?: at| in the| this| tomorrow| o'clock in the)* (morning|afternoon|evening|night|tonight))?";
const PAST = `(?:(half|quarter|ten|twenty five|twenty|five|\\d\\d?)(?: (past|to)| (?=${HOUR.slice(1, -1)})) ?)?`;
/** Groups: minutes said before, past or to, hour, minutes, minutes in words, am or pm, part of the day, noon. */
const TIME = `(?:${PAST}\\b${HOUR}${MINUTE}${HALF}${OF_DAY}(?:ish)?(?![\\da-z:%/]|(?:st|nd|rd|th)\\b| ?(?:min|hour|hr|day|week|parcel|box|flight|floor|km|mile|more|of you|and a half|hundred|people|kids|stops))|\\b(noon|midday|midnight)(?:ish)?\\b)`;

const wordMinutes = (word: string) => (word === 'half' ? 30 : word === 'quarter' ? 15 : numberOf(word));

function halfOf(mark: string | undefined, part: string | undefined): Part['half'] | undefined {
  if (mark !== undefined) return mark.startsWith('a') ? 'am' : 'pm';
  if (part !== undefined) return part === 'morning' ? 'am' : 'pm';
  return undefined;
}

function timeAt(match: RegExpExecArray, at: number): Clock | undefined {
  const [before, past, hour, figures, words, mark, part, noon] = match.slice(at, at + 8);
  if (noon !== undefined) return noon === 'midnight' ? undefined : { hour: 12, minute: 0, half: 'noon' };
  if (hour === undefined) return undefined;
  let minutes = figures === undefined ? (words === undefined ? 0 : numberOf(words)) : Number(figures);
  if (before !== undefined) {
    if (past === undefined && before !== 'half') return undefined;
    minutes = past === 'to' ? -wordMinutes(before) : wordMinutes(before);
  }
  return clock(numberOf(hour), minutes, halfOf(mark, part));
}

const weekdayOf = (word: string) => {
  return WEEKDAYS.indexOf(word.slice(0, 3)) + 1;
};
const monthOf = (word: string) => MONTHS.indexOf(word.slice(0, 3)) + 1;
const ordinalOf = (word: string) => (/^\d/.test(word) ? Number.parseInt(word, 10) : ORDINALS.indexOf(word) + 1);

const FROM =
  "any ?time after|after|from|since|not before|no earlier than|earliest|around|about|at|(?<!half |quarter |five |ten |twenty |\\d )past|say|like|want|@|only at|gone|how about|how does|let's do|let's say|make it";
const TO = 'by|before|no later than|latest|until|untill?|till?|up to';

/** English words of time, British, American and Indian, with the shorthand of chats. */
export const enRules: readonly Rule[] = [
  // Minutes before a call and the like are not times of the delivery.
  {
    words: new RegExp(`(?:half an hour|an hour|${N} ?(?:min(?:ute)?s?|hours?)) (?:before|beforehand|ahead|early)`, 'g'),
    read: () => ({ kind: 'length', minutes: 0 }),
  },
  { words: /\b(?:24|three sixty|four hundred|7)\/(?:7|hours)\b/g, read: () => ({ kind: 'length', minutes: 0 }) },
  // Lengths.
  {
    words: new RegExp(
      `(${N}|an?) (?:and a half|and half) (?:hours?|hrs?)|(${N}|an?) ?(?:hours?|hrs?)(?: and a (half|quarter)| and (${N}) min(?:ute)?s?)`,
      'g',
    ),
    read: ([, halved, hours, more, minutes]) =>
      halved === undefined
        ? {
            kind: 'length',
            minutes:
              numberOf(hours ?? '') * 60 + (more === undefined ? numberOf(minutes ?? '0') : more === 'half' ? 30 : 15),
          }
        : { kind: 'length', minutes: numberOf(halved) * 60 + 30 },
  },
  {
    words: /half (?:an? )?(?:hour|hr)|(?:a )?quarter of an hour|three quarters of an hour/g,
    read: ([word]) => ({ kind: 'length', minutes: word.startsWith('half') ? 30 : word.startsWith('three') ? 45 : 15 }),
  },
  {
    words: new RegExp(
      `(?:(?:${N}) ?(?:-|to|or|–) ?)?\\b(${N}|an?(?: couple of)?|another|couple of|couple) ?(?:more )?(?:hours?|hrs?)\\b(?! slot| window)`,
      'g',
    ),
    read: ([, count = '']) => ({ kind: 'length', minutes: (count.includes('couple') ? 2 : numberOf(count)) * 60 }),
  },
  {
    words: new RegExp(
      `(?:(?:${N}) ?(?:-|to|or|–) ?)?\\b(${N}|couple of|couple) ?(?:more )?(?:min(?:ute)?s?|monutes|miuntes|mins)\\b`,
      'g',
    ),
    read: ([, count = '']) => ({ kind: 'length', minutes: count.includes('couple') ? 2 : numberOf(count) }),
  },
  {
    words: new RegExp(`\\b(?:in|in about|after another|another|wait) (${N})(?=$|[,.!?]| or so| max)`, 'g'),
    read: ([, count = '']) => ({ kind: 'length', minutes: numberOf(count) }),
  },
  // Spans and points on the clock.
  {
    words: new RegExp(`(?:between |from )?(?<![\\d:])${TIME} ?(?:-|–|to|and|til|till|until|&) ?${TIME}`, 'g'),
    read: (match) => {
      if (!/^(?:between|from)/.test(match[0]) && / and |&/.test(match[0]) && !/[ap]m/.test(match[0])) return undefined;
      // "Ten to one" is a point, "ten to six" mostly too.
      if (/^(?:five|ten|twenty|quarter|half) to/.test(match[0])) return undefined;
      const first = timeAt(match, 1);
      const last = timeAt(match, 9);
      return first && last && { kind: 'span', first, last };
    },
  },
  {
    words: new RegExp(
      `\\b(?:(${FROM})|(${TO})) ?(?:around |about |at |like |say |half )?${TIME}(?: ?(?:onwards|on))?`,
      'g',
    ),
    read: (match) => {
      const half =
        / half (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d)/.test(match[0]) &&
        match[3] === undefined;
      const read = timeAt(match, 3);
      const shown = read && half ? { ...read, minute: 30 } : read;
      const bound =
        match[2] === undefined ? 'from' : match[2].startsWith('until') || match[2].startsWith('til') ? 'until' : 'to';
      return shown && { kind: 'clock', clock: shown, bound };
    },
  },
  // Without a preposition a number is a time only with something that makes it one.
  {
    words: new RegExp(`(?<![\\d.:#a-z])${TIME}`, 'g'),
    read: (match) => {
      if (match[8] !== undefined) return { kind: 'part', part: NOON };
      const clear =
        /[:.]\d\d|[ap]\.?m|morning|evening|night|o ?'?clock|ish|past|quarter|half|five thirty| (?:fifteen|thirty|forty)| to (?:one|two|three|four|five|six|seven|eight|nine|ten|\d)/.test(
          match[0],
        );
      const after = match.input.slice(match.index + match[0].length);
      const before = match.input.slice(0, match.index);
      const near =
        /^ (?:onwards|sharp|on the dot|today|tomorrow)/.test(after) ||
        (/(?:home|today|tomorrow|day|morning|evening|tonight),? $/.test(before) &&
          /^(?:$|[.,?!]| please| then)/.test(after));
      const read = clear || near ? timeAt(match, 1) : undefined;
      return read && { kind: 'clock', clock: read, bound: 'from' };
    },
  },
  {
    words: /\b([01]\d|2[0-3])([0-5]\d) ?(?:hrs|hours|h)\b/g,
    read: ([, hour, minute]) => ({
      kind: 'clock',
      clock: { hour: Number(hour), minute: Number(minute) },
      bound: 'from',
    }),
  },
  // Days.
  { words: /(?:the )?day after tom+or+ow|overmorrow/g, read: (_match, today) => day(addDays(today, 2)) },
  {
    words: new RegExp(
      `(?:in|after) (${N}|a couple of|a) (days?|weeks?)(?: time)?|(${N}|a) (days?|weeks?) (?:from (?:now|today)|later|today)|a? ?fortnight(?: today| from now)?`,
      'g',
    ),
    read: ([word, count, unit, other, otherUnit], today) => {
      if (word.includes('fortnight')) return day(addDays(today, 14));
      const said = count ?? other ?? '';
      return day(
        addDays(
          today,
          (said.includes('couple') ? 2 : numberOf(said)) * ((unit ?? otherUnit ?? '').startsWith('week') ? 7 : 1),
        ),
      );
    },
  },
  {
    words: new RegExp(
      `\\b(?:delay|put|push|postpone|hold)(?: it| this| the delivery)?(?: off| back)?(?: by| for)? (${N}|a couple of|a) (days?|weeks?)\\b`,
      'g',
    ),
    read: ([, count = '', unit = ''], today) =>
      day(addDays(today, (count.includes('couple') ? 2 : numberOf(count)) * (unit.startsWith('week') ? 7 : 1))),
  },
  {
    words: new RegExp(
      `\\b${MONTH}\\.? (?:the )?(\\d{1,2})(?:st|nd|rd|th)?\\b(?! ?[ap]m|:)|${ORDINAL} (?:of )?${MONTH}\\b|\\b(\\d{1,2}) (?:of )?${MONTH}\\b`,
      'g',
    ),
    read: ([, month, date, ordinal, ofMonth, number, withMonth], today) =>
      day(
        comingYearDay(
          today,
          monthOf(month ?? ofMonth ?? withMonth ?? ''),
          ordinal === undefined ? Number(date ?? number) : ordinalOf(ordinal),
        ),
      ),
  },
  {
    words: new RegExp(`(?:the )?${ORDINAL} of (?:the |next )month`, 'g'),
    read: ([word, ordinal], today) =>
      day(
        dayOfMonth(
          today,
          ordinalOf(ordinal ?? ''),
          word.includes('next') || ordinalOf(ordinal ?? '') <= Number(today.slice(8)) ? 1 : 0,
        ),
      ),
  },
  {
    words:
      /(?:the |on |^|, )(3[01]|[12]?\d)(?:st|nd|rd|th)\b(?! (?:floor|flat|door|house|time|street|st|ave|avenue|road|gate|building|one|bell|stair|left|right))/g,
    read: ([, date], today) => day(comingMonthDay(today, Number(date))),
  },
  { words: /christmas eve/g, read: (_match, today) => day(comingYearDay(today, 12, 24)) },
  {
    words:
      /(?<!after |before |until |over |for |merry )(?:christmas|xmas)(?: day)?(?! ?(?:present|gift|tree|party|obviously))/g,
    read: (_match, today) => day(comingYearDay(today, 12, 25), true),
  },
  { words: /boxing day/g, read: (_match, today) => day(comingYearDay(today, 12, 26)) },
  { words: /(?<!after |before )new year'?s? eve|\bnye\b/g, read: (_match, today) => day(comingYearDay(today, 12, 31)) },
  { words: /(?<!after |before )new year'?s? day/g, read: (_match, today) => day(comingYearDay(today, 1, 1)) },
  {
    words: /(?<!after |before )valentine'?s?(?: day)?/g,
    read: (_match, today) => day(comingYearDay(today, 2, 14), true),
  },
  { words: /halloween/g, read: (_match, today) => day(comingYearDay(today, 10, 31), true) },
  {
    words: new RegExp(`the (${WEEKDAY}) after (?:this coming one|next|this(?: one)?)`, 'g'),
    read: ([, name = ''], today) => day(addDays(comingWeekday(today, weekdayOf(name)), 7)),
  },
  {
    words: new RegExp(
      `\\b(next |a week on )?\\b(${WEEKDAY})\\b(?! roast|'s (?:note|message|delivery|slot|parcel|attempt|card))( week\\b)?`,
      'g',
    ),
    read: ([, next, name = '', week], today) => {
      const wanted = weekdayOf(name);
      if (next === 'next ') return day(weekdayOfWeek(today, wanted, 1));
      return day(addDays(comingWeekday(today, wanted), next === undefined && week === undefined ? 0 : 7));
    },
  },
  { words: /next week ?end/g, read: (_match, today) => day(weekdayOfWeek(today, 6, 1)) },
  {
    words: /(?:this |the |coming |at |on )*\bweek ?ends?\b(?!')/g,
    read: (_match, today) => day(comingWeekday(today, 6)),
  },
  {
    words: /\b(?:tom+or+ow|tomrrow|tommor+ow|tmrw?|tmw|2moro?w?|tomoz|tmoro?w?|tomoro+w|morrow)\b/g,
    read: (_match, today) => day(addDays(today, 1)),
  },
  { words: /\bthe (?:day after|next day|following day)\b/g, read: (_match, today) => day(addDays(today, 2)) },
  {
    words:
      /\b(?:today|to day|2day)\b|\b(?:to|2)(?=night|nite)|\bthis (?=morning|afternoon|arvo|evening|eve\b)|\blater today\b/g,
    read: (_match, today) => day(today),
  },
  {
    words:
      /(?:some |any )?(?:other|another|different) (?:day|time)|next week|next month|some day|after the holidays|until further notice|further notice|when(?:ever)? i'?m back/g,
    read: () => ({ kind: 'day', date: null, weak: true }),
  },
  // Parts of the day.
  {
    words: /\b(?:after|finish(?:ing)?) (?:work|my shift|the office|office)\b|\bwhen i (?:finish|knock off)/g,
    read: () => ({ kind: 'part', part: AFTER_WORK }),
  },
  { words: /\bmornings?\b(?! shift)|\bmourning\b/g, read: () => ({ kind: 'part', part: MORNING }) },
  { words: /\blunch ?-?(?:time|hour|break)\b/g, read: () => ({ kind: 'part', part: NOON }) },
  { words: /\bafternoons?\b|\bafter noon\b|\barvo\b/g, read: () => ({ kind: 'part', part: AFTERNOON }) },
  {
    words: /\b(?:parents'? )?(?:evenings?|eve|tonight|tonite|2nite|night|nite)\b(?! shift)/g,
    read: ([word]) => (word.startsWith('parent') ? undefined : { kind: 'part', part: EVENING }),
  },
];
