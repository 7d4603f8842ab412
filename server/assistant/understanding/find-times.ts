import { findWords } from './time-words.ts';
import { enRules } from './time-words-en.ts';
import { zhRules } from './time-words-zh.ts';
import { weigh } from './weigh.ts';
import type { Weighed } from './weigh.ts';

const both = [...zhRules, ...enRules];
/** Nobody names a time later than this; longer texts must not cost more. */
const MOST_CHARACTERS = 1000;
const han = /\p{Script=Han}/u;

/** Every word of time that is one of the delivery's in a normalised text with how much the text wants it. The calendar day is that of `now`. */
export function findTimes(normal: string, now: string): Weighed[] {
  const text = normal.slice(0, MOST_CHARACTERS);
  const found = findWords(text, now.slice(0, 10), han.test(text) ? both : enRules);
  return weigh(text, found).filter((word) => word.kind !== 'length' || word.minutes > 0);
}
