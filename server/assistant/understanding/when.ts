import { addDays } from './calendar.ts';
import { clockPointsIn, clockTime, partsIn, settled } from './clock.ts';
import type { ClockPoint, PartOfDay } from './clock.ts';
import { daysIn } from './days.ts';
import type { Day } from './days.ts';
import { lengthsIn } from './lengths.ts';
import { timeWords } from './time-words.ts';
import { segmentsOf, standing } from './standing.ts';

/** A day and a window on it, in the local time of the message; a null date is a day left open. */
export interface Window {
  readonly date: string | null;
  readonly from?: string;
  readonly to?: string;
}

interface Now {
  readonly date: string;
  readonly minutes: number;
}

function parsed(now: string): Now {
  return { date: now.slice(0, 10), minutes: Number(now.slice(11, 13)) * 60 + Number(now.slice(14, 16)) };
}

/** Nobody means more days or times than this in one message; a hostile text of thousands must not cost seconds. */
const MOST_WORDS_OF_TIME = 12;

type Time = { readonly at: number; readonly end: number } & (
  | { readonly part: PartOfDay }
  | { readonly point: ClockPoint }
  | { readonly length: number }
);

/** The best of several by a score, the first of equals; nothing where none scores above the floor. */
function best<Of>(candidates: readonly Of[], score: (candidate: Of) => number, floor: number): Of | undefined {
  let chosen: Of | undefined;
  let top = floor;
  for (const candidate of candidates) {
    const own = score(candidate);
    if (own > top) [chosen, top] = [candidate, own];
  }
  return chosen;
}

function after(now: Now, length: number): Window {
  const at = now.minutes + length;
  return { date: addDays(now.date, Math.floor(at / 1440)), from: clockTime(at % 1440) };
}

/** The half of the day that words beside a point decide: those of its own part of the sentence, the nearest first. */
function halfBeside(text: string, point: ClockPoint, parts: readonly PartOfDay[]): PartOfDay['half'] | undefined {
  const clauses = segmentsOf(text);
  const own = clauses.find(({ at, end }) => point.at >= at && point.at < end);
  const distance = (part: PartOfDay) => (part.end <= point.at ? point.at - part.end : part.at - point.end + 2);
  const near = parts.filter(
    (part) => own !== undefined && part.at >= own.at && part.at < own.end && standing(text, part, []) > -3,
  );
  return near.toSorted((a, b) => distance(a) - distance(b))[0]?.half;
}

function windowOf(text: string, time: Time, times: readonly Time[], today: boolean, now: Now): Omit<Window, 'date'> {
  const parts = partsIn(text).slice(0, MOST_WORDS_OF_TIME);
  if ('part' in time) {
    const { from, to } = time.part;
    return from === undefined || to === undefined ? {} : { from: clockTime(from), to: clockTime(to) };
  }
  if (!('point' in time)) return {};
  const { point } = time;
  const beside = halfBeside(text, point, parts);
  const clock = today ? now.minutes : undefined;
  const at = settled(point.minutes, point.half ?? beside, clock);
  if (point.until !== undefined) {
    let to = settled(point.until.minutes, point.until.half ?? beside, clock);
    let from = at;
    if (to <= from && to + 720 > from && to <= 720) to += 720;
    if (from >= to && from >= 720) from -= 720;
    return from < to ? { from: clockTime(from), to: clockTime(to) } : { from: clockTime(at) };
  }
  const partner = times.find(
    (other) =>
      other !== time && 'point' in other && other.point.bound !== point.bound && Math.abs(other.at - time.at) < 22,
  );
  if (partner !== undefined && 'point' in partner) {
    const other = settled(
      partner.point.minutes,
      partner.point.half ?? halfBeside(text, partner.point, parts) ?? beside,
      clock,
    );
    const [from, to] = point.bound === 'from' ? [at, other] : [other, at];
    if (from < to) return { from: clockTime(from), to: clockTime(to) };
  }
  return point.bound === 'from' ? { from: clockTime(at) } : { to: clockTime(at) };
}

/** Whether the window is over: its end, or its point, or its beginning where there is no end. */
function over({ from, to }: Omit<Window, 'date'>, now: Now): boolean {
  const last = to ?? from;
  return last !== undefined && last <= clockTime(now.minutes);
}

/**
 * The new time that a message asks for: a day counted from its local `now` (2026-11-23T10:12, more is ignored) and a window
 * as far as the words give one. What is said and denied does not count; of several days the first that is wanted does.
 */
export function windowIn(message: string, now: string): Window {
  const text = timeWords(message);
  const clock = parsed(now);
  const days = daysIn(text, clock.date).slice(0, MOST_WORDS_OF_TIME);
  const free = (at: number, end: number) => days.every((day) => end <= day.at || at >= day.end);
  const holiday = (at: number) =>
    days.some((day) => at > day.at && at < day.end && text.slice(day.at, day.end).endsWith('eve'));
  const points = clockPointsIn(text)
    .slice(0, MOST_WORDS_OF_TIME)
    .filter(({ at, end }) => free(at, end));
  const times: Time[] = [
    ...partsIn(text)
      .slice(0, MOST_WORDS_OF_TIME)
      .filter(
        ({ from, at, end }) =>
          from !== undefined &&
          !holiday(at) &&
          points.every((point) => point.at < end || !/^[ ·的]?$/.test(text.slice(end, point.at))),
      )
      .map((part) => ({ at: part.at, end: part.end, part })),
    ...points.map((point) => ({ at: point.at, end: point.end, point })),
    ...[
      ...text.matchAll(/\b(?:come|back|again|over|round)(?: \w+)? in (\d{1,2})(?=[,.!? ]|$)(?! ?(?:min|h|day|week))/g),
    ].map((match) => ({ at: match.index, end: match.index + match[0].length, length: Number(match[1]) })),
    ...lengthsIn(text)
      .slice(0, MOST_WORDS_OF_TIME)
      .filter(({ at, end }) => points.every((point) => end <= point.at || at >= point.end))
      .map(({ at, end, minutes }) => ({ at, end, length: minutes })),
  ];
  const marks = [...days, ...times];
  const dayScore = (day: Day): number => {
    const own = standing(text, day, days) - (day.date === clock.date ? 1.5 : 0) - (day.date === null ? 2 : 0);
    const next = days[days.indexOf(day) + 1];
    const listed = next !== undefined && /^(?:[、和或跟·/]|或者| or | and )*$/.test(text.slice(day.end, next.at));
    return listed ? Math.max(own, dayScore(next)) : own;
  };
  const day = best(days, dayScore, -20);
  const clauses = segmentsOf(text);
  const clauseOf = (at: number) => clauses.findIndex((clause) => at >= clause.at && at < clause.end);
  const timeScore = (time: Time) => {
    const here = clauseOf(time.at);
    const sameDay = days.some((other) => other.date === day?.date && here === clauseOf(other.at));
    const others = days.filter((other) => other.date !== day?.date && clauseOf(other.at) === here);
    const nearOther = others.some(
      (other) => day === undefined || Math.abs(other.at - time.at) < Math.abs(day.at - time.at),
    );
    const kind = 'point' in time ? 2.2 : 0;
    return standing(text, time, marks) + kind + (sameDay ? 1.5 : 0) - (nearOther ? 4 : 0);
  };
  const time = best(times, timeScore, day === undefined ? -4 : -1.5);
  if (day?.date === null) return { date: null };
  if (time === undefined)
    return { date: day?.date ?? (/晚[点些]|晚一[点些]|later|迟[点些]|过会|一会儿再/.test(text) ? clock.date : null) };
  if ('length' in time)
    return day === undefined || day.date === clock.date ? after(clock, time.length) : { date: day.date };
  if (day !== undefined) return { date: day.date, ...windowOf(text, time, times, day.date === clock.date, clock) };
  const window = windowOf(text, time, times, true, clock);
  return over(window, clock)
    ? { date: addDays(clock.date, 1), ...windowOf(text, time, times, false, clock) }
    : { date: clock.date, ...window };
}

/**
 * The minutes until somebody comes, or by which a courier is late: whole, as said, the larger of two; a time of the clock
 * within the next hour is counted from `now`. Nothing where the words are an idiom ("a sec") or name no number.
 */
export function minutesIn(message: string, now: string): number | undefined {
  const text = timeWords(message);
  const clock = parsed(now);
  const [length] = lengthsIn(text);
  if (length !== undefined) return Math.round(length.minutes) || undefined;
  const bare =
    /(?:\bin|give (?:me|us)|gimme|gimmie|wait|be|need|another|about|chuck us|back in|down in|running|w8|like) (?:about |around |like |just )?(\d{1,2})(?! ?(?:sec|pm|am|:|st|nd|rd|th|hour|\d))\b/.exec(
      text,
    );
  if (bare !== null) return Number(bare[1]);
  for (const point of clockPointsIn(text).slice(0, MOST_WORDS_OF_TIME)) {
    const at = settled(
      point.minutes,
      point.half ?? halfBeside(text, point, partsIn(text).slice(0, MOST_WORDS_OF_TIME)),
      clock.minutes,
    );
    if (at > clock.minutes && at - clock.minutes <= 60) return at - clock.minutes;
  }
  return undefined;
}
