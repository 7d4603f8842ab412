import type { Clock, Part } from './time-words.ts';
import type { Weighed } from './weigh.ts';

/** The ends of a window in minutes since midnight, as far as they were said. */
export interface Ends {
  readonly from?: number;
  readonly to?: number;
}

/** What decides between morning and evening where a clock time does not say. */
interface Context {
  /** The day wanted is today, or none was said. */
  readonly today: boolean;
  readonly minuteNow: number;
}

const MORNING_AGAIN = /夜班下班|值完夜班|下夜班|早饭|早餐|起床|breakfast/;
const DAYS_END = /下班|晚饭|放学|晚自习|after work|dinner|supper/;
const OPENS = 8 * 60;
const CLOSES = 22 * 60;

/** The window that the chosen words of time give. A length gives none: it has a moment, not a window. */
export function windowOf(time: Weighed, words: readonly Weighed[], context: Context): Ends {
  if (time.kind === 'part') return { from: time.part.from, to: time.part.to };
  const half = halfBeside(time, words);
  if (time.kind === 'span') return spanOf(time.first, time.last, half, context);
  if (time.kind !== 'clock') return {};
  const at = readings(time.clock, half, context)[0];
  if (at === undefined) return {};
  if (time.bound === 'to') return { to: at };
  const until = words.find(
    (word) => word.kind === 'clock' && word.bound === 'to' && word.clause === time.clause && word.at > time.at,
  );
  const to = until?.kind === 'clock' ? earliestAfter(at, readings(until.clock, undefined, context)) : undefined;
  return to === undefined ? { from: at } : { from: at, to };
}

/** Both ends of a span; its end tells whether it is still ahead today. */
function spanOf(first: Clock, last: Clock, beside: Part['half'] | undefined, { today, minuteNow }: Context): Ends {
  const anyTime = { today: false, minuteNow };
  const ends = [...readings(last, first.half ?? beside, anyTime), ...readings(last, undefined, anyTime)];
  const pairs = [...readings(first, beside ?? last.half, anyTime), ...readings(first, undefined, anyTime)].flatMap(
    (from) => {
      const to = earliestAfter(from, ends);
      return to === undefined ? [] : [{ from, to }];
    },
  );
  const ahead = pairs
    .toSorted((one, other) => one.from - other.from)
    .find(({ from, to }) => from >= OPENS && to > minuteNow);
  const said = beside ?? first.half ?? last.half;
  return (today && said === undefined ? ahead : undefined) ?? pairs[0] ?? {};
}

const earliestAfter = (from: number, ends: number[]) =>
  ends.filter((at) => at > from).toSorted((one, other) => one - other)[0];

/** Morning or evening as the words of the clause tell it, those before the time first. */
function halfBeside(time: Weighed, words: readonly Weighed[]): Part['half'] | undefined {
  const parts = words.flatMap((word) => (word.kind === 'part' && word.clause === time.clause ? [word] : []));
  const part = parts.findLast(({ at }) => at < time.at) ?? parts[0];
  if (part !== undefined) return part.part.half;
  if (MORNING_AGAIN.test(time.near)) return 'am';
  return DAYS_END.test(time.near) ? 'pm' : undefined;
}

/** The minutes of the day that a clock time can mean, likeliest first. */
function readings(
  { hour, minute, half }: Clock,
  beside: Part['half'] | undefined,
  { today, minuteNow }: Context,
): number[] {
  const as = (hours: number) => (hours % 24) * 60 + minute;
  const said = half ?? beside;
  if (hour > 12 || hour === 0) return [as(hour)];
  if (said === 'am') return [as(hour === 12 ? 0 : hour)];
  if (said === 'noon') return [as(hour < 6 ? hour + 12 : hour)];
  if (hour === 12) return [as(12)];
  if (said === 'pm') return [as(hour + 12)];
  const both = hour <= 7 ? [as(hour + 12), as(hour)] : [as(hour), as(hour + 12)];
  const ahead = [as(hour), as(hour + 12)].filter((at) => at > minuteNow && at >= OPENS && at <= CLOSES);
  return today && ahead.length > 0 ? ahead : both;
}
