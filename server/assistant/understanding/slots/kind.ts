import { foldedText } from './folded.ts';
import { kindCues } from './kind-words.ts';
import type { Kind } from './kind-words.ts';

const MOST_CHARACTERS = 2000;
/** From this weight on a kind is said in so many words, and may stand as a second one. */
const CLEAR = 5;

interface Found {
  readonly kind: Kind;
  readonly weight: number;
  /** Where its words begin. */
  readonly places: readonly number[];
}

/** What a text denies or only guesses: "not broken", "是不是放错楼了". */
const denied = /(?:没有?|不是|并没|不算|无|是不是|会不会|\b(?:not|isn't|no|wasn't|never|did you))(?: |的|有|你)?$/;
/** What is missing, or was never asked for, is told by a denial itself. */
const deniedAs: Partial<Record<Kind, RegExp>> = { missing: /不是$/, other: /不是$/ };
const breaks = /[，。！？；,.!?;\n]| (?:and|but|plus|then) |[\u4e00-\u9fff] (?=[\u4e00-\u9fff])|还|而且|又|也|可/;

function weigh(text: string): Found[] {
  const found = new Map<Kind, { weight: number; places: number[] }>();
  for (const { kind, weight, words } of kindCues) {
    const places = [...text.matchAll(words)]
      .map(({ index }) => index)
      .filter((at) => !(deniedAs[kind] ?? denied).test(text.slice(Math.max(0, at - 8), at)));
    if (places.length === 0) continue;
    const before = found.get(kind);
    found.set(kind, { weight: (before?.weight ?? 0) + weight, places: [...(before?.places ?? []), ...places] });
  }
  return [...found].map(([kind, { weight, places }]) => ({ kind, weight, places }));
}

/** Whether a kind is told for itself, in other clauses than the main one. */
function apart(second: Found, first: Found, text: string): boolean {
  return second.places.some((at) =>
    first.places.every((other) => breaks.test(text.slice(Math.min(at, other), Math.max(at, other)))),
  );
}

/** What is told of one thing at once: that it is not there, and when or where it should have come to. */
const explains: Partial<Record<Kind, readonly Kind[]>> = {
  missing: ['late', 'wrong'],
  other: ['missing', 'late', 'wrong'],
};

/**
 * What went wrong, the first two kinds in the order of the text where two are clearly said; `other` where no word of the
 * tables tells.
 */
export function kindsIn(text: string): Kind[] {
  const folded = foldedText(text.slice(0, MOST_CHARACTERS));
  const [first, ...others] = weigh(folded).toSorted((one, other) => other.weight - one.weight);
  if (first === undefined) return ['other'];
  const second = others.find(
    (other) =>
      other.weight >= CLEAR &&
      first.weight >= CLEAR &&
      explains[first.kind]?.includes(other.kind) !== true &&
      explains[other.kind]?.includes(first.kind) !== true &&
      apart(other, first, folded),
  );
  if (second === undefined) return [first.kind];
  const begin = ({ places }: Found) => Math.min(...places);
  return [first, second].toSorted((one, other) => begin(one) - begin(other)).map(({ kind }) => kind);
}
