import type { Meaning } from '../../server/assistant/understanding/meaning.ts';

/** Two cuts of a text count as one from this share of common signs on. */
const ENOUGH = 0.8;

const tokensOf = (text: string, lang: string): string[] =>
  lang === 'en'
    ? (text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [])
    : Array.from(text.replaceAll(/[^\p{L}\p{N}]/gu, ''));

/** How much two cuts of a text have in common, 0 to 1: the F1 of their words in English, of their characters else. */
function likeness(one: string, other: string, lang: string): number {
  const [left, right] = [tokensOf(one, lang), tokensOf(other, lang)];
  if (left.length + right.length === 0) return 1;
  const counts = new Map<string, number>();
  for (const token of left) counts.set(token, (counts.get(token) ?? 0) + 1);
  let common = 0;
  for (const token of right) {
    const count = counts.get(token) ?? 0;
    if (count > 0) common++;
    counts.set(token, count - 1);
  }
  return (2 * common) / (left.length + right.length);
}

function same(wanted: Meaning, found: Meaning, lang: string): boolean {
  if (wanted.intent === 'leave_at' && found.intent === 'leave_at')
    return (
      wanted.slots.place === found.slots.place &&
      (wanted.slots.detail === undefined) === (found.slots.detail === undefined)
    );
  if ('text' in wanted.slots && 'text' in found.slots)
    return likeness(wanted.slots.text, found.slots.text, lang) >= ENOUGH;
  const sorted = (slots: object) =>
    JSON.stringify(Object.entries(slots).toSorted(([one], [other]) => one.localeCompare(other)));
  return wanted.intent === found.intent && sorted(wanted.slots) === sorted(found.slots);
}

/**
 * Whether the slots of an intent are those of the labels: all exact, a detail there or not, a way and an address cut
 * nearly as the labeller cut them.
 */
export function sameSlots(wanted: readonly Meaning[], found: readonly Meaning[], lang: string): boolean {
  return wanted.length === found.length && wanted.every((meaning, at) => same(meaning, found[at] ?? meaning, lang));
}
