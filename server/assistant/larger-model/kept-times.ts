import { enRules } from '../understanding/time-words-en.ts';
import { zhRules } from '../understanding/time-words-zh.ts';
import { findWords } from '../understanding/time-words.ts';

/** A stretch of a text. */
export interface Stretch {
  readonly at: number;
  readonly end: number;
}

/** A leap year, in which every day of a month is one. */
const ANY_DAY = '2024-01-01';
const both = [...zhRules, ...enRules];
const han = /\p{Script=Han}/u;
const NUMERAL = /[\d零〇一二两三四五六七八九十百千万幺]/;
const spoken = /[零〇一二两三四五六七八九十百千万幺]/;
/** In chat they stand for a sound. */
const chat = /(?<![a-z\d])(?:b4|w8|gr8|l8r|2moro?w?|2mrw|2nite|2day)(?![a-z\d])/g;

/** Days in figures alone, which the rules of the assistant do not read. */
const dates =
  /(?<![\d./-])20[2-4]\d(?:[-/.]|年)(?:1[0-2]|0?[1-9])(?:[-/.]|月)(?:3[01]|[12]\d|0?[1-9])日?(?![\d./-])|(?<![\d./-])(?:1[0-2]|0?[1-9])\/(?:3[01]|[12]\d|0?[1-9])(?![\d./-]|[#*]|[栋幢座室单门])/g;

/** Right before a time of figures alone they say that it is a code. */
const codeBefore =
  /(?:密码|口令|暗号|验证码|取件码|取货码|提货码|开门码|门码|尾号|门禁|code|pin|passcode|password|otp|keypad)(?: ?(?:是|为|is|=|:|：))? ?$/;
const onlyFigures = /^[\d:.\s]+$/;
/** "3-12" may be a door; "from 3 to 5", "3-5点" and "3-5pm" are times. */
const bareRange = /^[\d\s–-]+$/;
const street = /^ [a-z]+ (?:street|st|road|rd|avenue|ave|lane|close|drive|court|crescent|way|place|gardens?)\b/;
const dayOfMonth = /^(\d{1,2})[号日]$/;

/** More of the same number right behind or before: it was not a time but a part of something longer. */
const goesOn = /^(?:[\s\-–.·_/]{0,2}|[,、])[\d]/;
const cameFrom = /[\d](?:[\s\-–.·_/]{0,2}|[,、])$/;

function isPartOfMore(text: string, { at, end }: Stretch): boolean {
  const [before, after] = [text.slice(Math.max(0, at - 4), at), text.slice(end, end + 4)];
  const [first, last] = [text.charAt(at), text.charAt(end - 1)];
  if (/\d/.test(last) && (goesOn.test(after) || /^[a-z#*]/.test(after))) return true;
  if (/\d/.test(first) && (cameFrom.test(before) || /[a-z#*]$/.test(before))) return true;
  if (spoken.test(last) && spoken.test(after.charAt(0))) return true;
  return spoken.test(first) && spoken.test(before.slice(-1)) && !/(?:周|星期|礼拜).$/.test(before);
}

/**
 * Where a folded text names times and days, found by the rules that read them. What could as well be a code, a door or a part of a longer number is
 * none.
 */
export function timesIn(folded: string, houses: ReadonlySet<string>): Stretch[] {
  const days = [...folded.matchAll(dates), ...folded.matchAll(chat)].map(({ index, 0: said }) => ({
    at: index,
    end: index + said.length,
  }));
  const rest = folded.replaceAll(dates, (said) => '，'.repeat(said.length));
  const words = findWords(rest, ANY_DAY, han.test(folded) ? both : enRules);
  const times = words.filter((word) => {
    const said = folded.slice(word.at, word.end);
    if (!NUMERAL.test(said)) return true;
    const day = dayOfMonth.exec(said);
    if (day !== null && houses.has(day[1] ?? '')) return false;
    if (/^(?:at|@) ?(\d{1,2})$/.test(said) && houses.has(said.replaceAll(/\D/g, ''))) return false;
    if (/\d$/.test(said) && street.test(folded.slice(word.end, word.end + 40))) return false;
    if (bareRange.test(said) || isPartOfMore(rest, word)) return false;
    return !(onlyFigures.test(said) && codeBefore.test(folded.slice(0, word.at)));
  });
  return [...days, ...times];
}
