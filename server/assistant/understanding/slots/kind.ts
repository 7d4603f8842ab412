import { foldedText } from './folded.ts';
import { kindCues } from './kind-words.ts';
import type { Kind } from './kind-words.ts';

const MOST_CHARACTERS = 2000;
/** From this weight on a kind is said in so many words, and may stand as a second one. */
const CLEAR = 4;

interface Found {
  readonly kind: Kind;
  readonly weight: number;
  readonly at: number;
}

/** What a text denies: "not broken", "no damage". */
const denied = /(?:没有?|不是|并没|不算|无|\b(?:not|isn't|nothing|no|wasn't|never))(?: |的|有)?$/;

function weigh(text: string): Found[] {
  const found = new Map<Kind, { weight: number; at: number }>();
  for (const { kind, weight, words } of kindCues) {
    for (const match of text.matchAll(words)) {
      const about = text.slice(Math.max(0, match.index - 8), match.index);
      if (kind === 'damaged' && denied.test(about)) continue;
      const before = found.get(kind) ?? { weight: 0, at: match.index };
      found.set(kind, { weight: before.weight + weight, at: Math.min(before.at, match.index) });
      // A word said twice is no second proof.
      break;
    }
  }
  return [...found].map(([kind, { weight, at }]) => ({ kind, weight, at }));
}

/**
 * What went wrong, the first two kinds in the order of the text where two are clearly said; `other` where no word of the
 * tables tells.
 */
export function kindsIn(text: string): Kind[] {
  const found = weigh(foldedText(text.slice(0, MOST_CHARACTERS))).toSorted((one, other) => other.weight - one.weight);
  const best = found[0];
  if (best === undefined) return ['other'];
  const clear = found.slice(0, 2).filter(({ weight }) => weight >= CLEAR);
  return clear.length < 2 ? [best.kind] : clear.toSorted((one, other) => one.at - other.at).map(({ kind }) => kind);
}
