import * as words from './code-words.ts';
import { foldedText } from './folded.ts';
import { keyedIn } from './keyed-signs.ts';
import type { Keyed } from './keyed-signs.ts';

/** Keyed signs that belong together: a code, a phone number, a house. */
export interface Run {
  readonly keys: string;
  readonly spoken: boolean;
  readonly at: number;
  readonly end: number;
}

/** Nobody gives a code later than this; longer texts must not cost more. */
const MOST_CHARACTERS = 2000;
/** Longer numbers are those of phones, orders and cards. */
const MOST_KEYS = 10;
const LIKELY = 2;

const ordered = (gap: string) =>
  words.ORDER_WORDS.has(
    gap
      .replaceAll(/[，,、]/g, ' ')
      .trim()
      .toLowerCase(),
  );

/** Where a run of keyed signs breaks off: nothing that belongs to the next one. */
function joined(before: Keyed, next: Keyed, text: string): boolean {
  const gap = text.slice(before.end, next.at);
  if (words.JOINS.test(gap)) {
    const figures = before.how === 'figures' && next.how === 'figures';
    return !figures || gap !== ' ' || Math.abs(before.keys.length - next.keys.length) <= 1;
  }
  const bySign = before.how === 'sign' || next.how === 'sign';
  const byWord = before.how !== 'figures' && next.how !== 'figures';
  return (
    (bySign || byWord || before.keys.length === 1) &&
    gap.length < 20 &&
    (ordered(gap) || (bySign && /^[，,、 ]+$/.test(gap)))
  );
}

/** Digits that were misheard count between digits, or at an end where the code would be too short without them. */
function trimmed(parts: readonly Keyed[]): Keyed[] {
  const kept = [...parts];
  const sure = () => kept.filter(({ how }) => how === 'spoken' || how === 'figures').length;
  const keys = () => kept.reduce((sum, { keys, how }) => sum + (how === 'sign' ? 0 : keys.length), 0);
  const between = new Set(parts.slice(1, -1).map(({ keys, how }) => (how === 'misheard' ? keys : '')));
  const doubtful = (part: Keyed | undefined) =>
    part?.how === 'misheard' &&
    (kept.some(({ how }) => how === 'figures') ||
      (sure() < 2 && keys() !== 4) ||
      (keys() > 4 && !between.has(part.keys)));
  while (doubtful(kept[0])) kept.shift();
  while (doubtful(kept.at(-1))) kept.pop();
  return kept;
}

/** All keyed signs of a text that belong together, codes or not; `folded` is the same text, folded. */
export function runsIn(text: string, folded: string): Run[] {
  const groups: Keyed[][] = [];
  for (const part of keyedIn(text)) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && joined(before, part, folded)) last.push(part);
    else groups.push([part]);
  }
  return groups.flatMap((group) => {
    const parts = trimmed(
      group.filter(({ how, end }) => how === 'sign' || !words.COUNT_AFTER.test(text.slice(end, end + 2))),
    );
    const [first, last] = [parts[0], parts.at(-1)];
    const keys = parts.map(({ keys }) => keys).join('');
    if (first === undefined || last === undefined || !/\d/.test(keys) || !parts.some(({ how }) => how !== 'misheard'))
      return [];
    return [{ keys, spoken: parts.every(({ how }) => how !== 'figures'), at: first.at, end: last.end }];
  });
}

const isPhone = (digits: string) => digits.length > MOST_KEYS || /^1[3-9]\d{9}$/.test(digits);
function weightOf({ keys, spoken, at, end }: Run, text: string): number {
  const digits = keys.replaceAll(/\D/g, '');
  if (isPhone(digits) || words.ORDER_NUMBER.test(keys)) return -10;
  const before = text.slice(Math.max(0, at - 40), at);
  const after = text.slice(end, end + 40);
  const clauseBefore = before.split(words.BREAKS).at(-1) ?? '';
  const clauseAfter = after.split(words.BREAKS)[0] ?? '';
  if (words.DENIED_BEFORE.test(clauseBefore)) return -10;
  let weight = 0;
  const signed = /[#*]/.test(keys);
  if (!signed && words.UNIT_AFTER.test(after)) weight -= 6;
  const short = keys.length < 3 && !signed;
  const asked = words.ASKED.test(clauseBefore) ? 3 : 0;
  if (!signed && (words.HOUSE_BEFORE.test(before) || (short && words.GATE_BEFORE.test(before)))) weight -= 4 - asked;
  if (/[:：]$/.test(before) && /\d[:：]$/.test(before)) weight -= 10;
  if (signed) weight += 3;
  if (/[a-z]/i.test(keys)) weight += 1;
  if (keys.length >= 3) weight += 1;
  if (keys.length === 4 || keys.length === 6) weight += 1;
  if (short) weight -= spoken ? 5 : 2;
  if (words.OPENED_BEFORE.test(before)) weight += 3;
  if (words.KEY_WORDS.test(clauseBefore)) weight += 3;
  if (words.KEY_WORDS.test(clauseAfter)) weight += 2;
  if (words.DOOR_WORDS.test(clauseBefore) || words.DOOR_WORDS.test(clauseAfter)) weight += 1;
  if (words.KEY_WORDS.test(before)) weight += 1;
  return weight;
}

/**
 * The codes that a message gives, in its order, as they are keyed: digits, letters, `#` and `*`. Numbers of phones, houses
 * and floors, times, amounts and codes that are denied are none.
 */
export function codesIn(text: string): string[] {
  const plain = text
    .slice(0, MOST_CHARACTERS)
    .normalize('NFKC')
    .replaceAll(/[\uFE0F\u20E3]/g, '');
  const folded = foldedText(plain);
  const half = words.HALVES.exec(plain);
  if (half !== null) return [`${half[1] ?? ''}${half[2] ?? ''}`];
  const runs = runsIn(plain, folded).map((run) => ({ run, weight: weightOf(run, folded) }));
  const best = runs.toSorted((one, other) => other.weight - one.weight || one.run.at - other.run.at)[0];
  if (best === undefined || best.weight < 0) return [];
  const likely = runs.filter((one) => one === best || one.weight >= Math.max(LIKELY, best.weight - 5));
  const corrected = likely.filter(({ run }, at) => {
    const next = likely[at + 1]?.run;
    return next === undefined || !words.CORRECTION.test(plain.slice(run.end, next.at));
  });
  return [...new Set(corrected.map(({ run }) => run.keys))];
}
