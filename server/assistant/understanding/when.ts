import { addDays } from './calendar.ts';
import { findTimes } from './find-times.ts';
import { normalText } from './normal-text.ts';
import { EN_NUMBER, numberOf } from './numerals.ts';
import { EXCLUDED } from './weigh.ts';
import type { Weighed } from './weigh.ts';
import { windowOf } from './window-of.ts';
import type { Ends } from './window-of.ts';

/** When the parcel is wanted: a day (null where it is vague) and the ends of its window as far as they were said. */
export interface Window {
  readonly date: string | null;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

type Day = Extract<Weighed, { kind: 'day' }>;
type Time = Exclude<Weighed, { kind: 'day' }>;

const DAY = 24 * 60;
/** How much readily a kind of word is taken for the time that is wanted: a clock beats the part of the day beside it. */
const READINESS = { span: 3, clock: 3, part: 0, length: -2 } as const;

/** Chat leaves the word minutes away. */
const bare = new RegExp(
  `(?:\\b(?:in|wait|w8|allow|give me|us|running)(?: like| about)?|⏱️?) ?(${EN_NUMBER})\\b(?! ?[ap]m|:)`,
);
const HOUR = 60;

const later = /晚点|晚些|迟点|迟些|晚一点|晚一些|过会|过一会|待会|等会|等下|一会儿?再|回头|later|in a bit/;
const beforeThat = /\bbefore (?:that|then)\b/;
const afterThat = /(?<!(?:leave|out|busy|away) )\bafter that\b|\b(?:past|come).* then$|[,，]那?之后(?!再约)/;

/**
 * The window that a wish for another time names.
 *
 * @param text the message as written or transcribed
 * @param now its local time of sending, ISO 8601 with an offset; the calendar day of that offset counts
 */
export function windowIn(text: string, now: string): Window {
  const today = now.slice(0, 10);
  const minuteNow = minuteOf(now);
  const normal = normalText(text);
  const words = findTimes(normal, now);
  const day = bestDay(words, today);
  const time = bestTime(words, day);
  if (time === undefined) return { date: day === undefined && later.test(normal) ? today : (day?.date ?? null) };
  if (day?.date === null) return { date: null };
  if (time.kind === 'length') {
    const at = minuteNow + time.minutes;
    if (day !== undefined && day.date !== today) return { date: day.date };
    return { date: addDays(today, Math.floor(at / DAY)), from: shown(at % DAY) };
  }
  const said = windowOf(time, words, { today: day === undefined || day.date === today, minuteNow });
  const { from, to } = referred(said, time, normal);
  return {
    date: day?.date ?? ((to ?? from ?? 0) > minuteNow ? today : addDays(today, 1)),
    ...(from === undefined ? {} : { from: shown(from) }),
    ...(to === undefined ? {} : { to: shown(to) }),
  };
}

/**
 * In how many minutes somebody comes, or by how many the courier is late: a length as it was said, the larger of two,
 * or a clock time up to an hour ahead as minutes from now. Undefined where only an idiom was said (马上, "a sec").
 *
 * @param text the message as written or transcribed
 * @param now its local time of sending, ISO 8601 with an offset
 */
export function minutesIn(text: string, now: string): number | undefined {
  const normal = normalText(text);
  const words = findTimes(normal, now).filter(({ weight }) => weight > EXCLUDED);
  const lengths = words.flatMap((word) => (word.kind === 'length' && word.minutes > 0 ? [word] : []));
  const length = lengths.toSorted(
    (one, other) =>
      Number(one.conditional) - Number(other.conditional) || other.weight - one.weight || one.at - other.at,
  )[0];
  if (length !== undefined) return length.minutes;
  const minuteNow = minuteOf(now);
  const clocks = words.flatMap((word) => {
    if (word.kind !== 'clock' && word.kind !== 'span') return [];
    const { hour, minute } = word.kind === 'clock' ? word.clock : word.last;
    const ahead = [hour, hour + 12]
      .map((hours) => (hours % 24) * HOUR + minute - minuteNow)
      .filter((away) => away > 0 && away <= HOUR);
    return ahead.map((away) => ({ away, weight: word.weight }));
  });
  const clock = clocks.toSorted((one, other) => other.weight - one.weight || other.away - one.away)[0];
  const said = clock === undefined ? bare.exec(normal)?.[1] : undefined;
  return said === undefined ? clock?.away : numberOf(said);
}

/** "Before that" and "after that" make a bound of a time that was named for something else. */
function referred(window: Ends, time: Time, normal: string): Ends {
  if (beforeThat.test(normal) && !/after/.test(time.near)) return { to: window.from ?? window.to ?? 0 };
  if (!afterThat.test(normal)) return window;
  if (time.kind === 'part') return { from: time.part.half === 'noon' ? DAY / 2 : time.part.to };
  return { from: window.to ?? window.from ?? 0 };
}

function bestDay(words: readonly Weighed[], today: string): Day | undefined {
  const rank = (word: Day) => word.weight - (word.date === today ? 2 : 0) - (word.weak === true ? 2 : 0);
  const days = words.flatMap((word) => (word.kind === 'day' && word.weight > EXCLUDED ? [word] : []));
  return days.toSorted((one, other) => rank(other) - rank(one) || one.at - other.at)[0];
}

/** The day a time belongs to: the nearest one before it in its clause, else the nearest after. */
function dayFor(time: Time, words: readonly Weighed[]): Day | undefined {
  const days = words.flatMap((word) =>
    word.kind === 'day' && word.date !== null && word.clause === time.clause ? [word] : [],
  );
  return days.findLast(({ at }) => at <= time.at) ?? days[0];
}

function bestTime(words: readonly Weighed[], chosen: Day | undefined): Time | undefined {
  const rank = (word: Time) =>
    word.weight + READINESS[word.kind] + (chosen !== undefined && dayFor(word, words)?.date === chosen.date ? 1 : 0);
  const mayBelong = (word: Time) => {
    // What is only a condition or a reason, in another clause than the day, is not a time for that day.
    const aside = chosen !== undefined && chosen.clause !== word.clause && (word.conditional || word.weight < -1);
    const owner = dayFor(word, words);
    return !aside && word.weight > EXCLUDED && (owner === undefined || owner.date === chosen?.date);
  };
  const times = words.flatMap((word) => (word.kind !== 'day' && mayBelong(word) ? [word] : []));
  return times.toSorted((one, other) => rank(other) - rank(one) || one.at - other.at)[0];
}

function minuteOf(now: string): number {
  return Number(now.slice(11, 13)) * HOUR + Number(now.slice(14, 16));
}

function shown(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
