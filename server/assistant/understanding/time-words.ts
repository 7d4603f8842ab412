/** A stretch of the day that a word names, in minutes since midnight. */
export interface Part {
  readonly from: number;
  readonly to: number;
  /** Whether the word turns "seven" into 07:00 or 19:00; noon takes what lies nearer. */
  readonly half: 'am' | 'pm' | 'noon';
}

/** A time on the clock as said: the hour may stand for morning or evening. */
export interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly half?: Part['half'];
}

/** What a word of time says. */
export type Meaning =
  | { readonly kind: 'day'; readonly date: string | null; readonly weak?: boolean }
  | { readonly kind: 'part'; readonly part: Part }
  | { readonly kind: 'clock'; readonly clock: Clock; readonly bound: 'from' | 'to' | 'until' }
  | { readonly kind: 'span'; readonly first: Clock; readonly last: Clock }
  | { readonly kind: 'length'; readonly minutes: number };

/** A word of time and where it stands in the text. */
export type TimeWord = Meaning & { readonly at: number; readonly end: number };

/** One way of saying a time. `read` gives undefined where the match means nothing of the kind. */
export interface Rule {
  readonly words: RegExp;
  readonly read: (match: RegExpExecArray, today: string) => Meaning | undefined;
}

export const MORNING: Part = { from: 480, to: 720, half: 'am' };
export const NOON: Part = { from: 660, to: 780, half: 'noon' };
export const AFTERNOON: Part = { from: 720, to: 1080, half: 'pm' };
export const EVENING: Part = { from: 1080, to: 1320, half: 'pm' };
export const AFTER_WORK: Part = { from: 1080, to: 1260, half: 'pm' };

/** Covers text that is already read; no rule matches it. */
const READ = '\uE000';

/** Every word of time in a normalised text, in the order of the text. Earlier rules take their words from later ones. */
export function findWords(text: string, today: string, rules: readonly Rule[]): TimeWord[] {
  const found: TimeWord[] = [];
  let rest = text;
  for (const { words, read } of rules) {
    for (const match of rest.matchAll(words)) {
      const meaning = read(match, today);
      if (meaning === undefined) continue;
      const end = match.index + match[0].length;
      found.push({ ...meaning, at: match.index, end });
      rest = rest.slice(0, match.index) + READ.repeat(match[0].length) + rest.slice(end);
    }
  }
  return found.sort((one, other) => one.at - other.at);
}

/** A day word, or nothing where the calendar has no such day. */
export function day(date: string | undefined, weak = false): Meaning | undefined {
  return date === undefined ? undefined : { kind: 'day', date, weak };
}

/** A clock time, or nothing where no clock shows it. */
export function clock(hour: number, minute: number, half?: Part['half']): Clock | undefined {
  const shown = minute < 0 ? { hour: hour - 1, minute: minute + 60 } : { hour, minute };
  if (!(shown.hour >= 0 && shown.hour <= 24 && shown.minute < 60)) return undefined;
  return half === undefined ? shown : { ...shown, half };
}
