import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The longest entry of the lexicon, in words. */
const LONGEST = 8;

const word = /[a-z']+|0+(?:[:.]00)?|\p{Script=Han}|\p{Extended_Pictographic}|[?!？！]/gu;

/** The words of a plain text: English words, single Chinese characters, runs of digits, emoji, and the signs that ask or shout. */
export function wordsOf(plain: string): string[] {
  return plain.match(word) ?? [];
}

const classes = new Map<string, string>();
for (const line of readFileSync(join(import.meta.dirname, 'lexicon.txt'), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue;
  const [name = '', ...entries] = line.split(' ');
  for (const entry of entries) {
    const key = wordsOf(entry.replaceAll('_', ' ')).join(' ');
    // A word stands in one class: the first that has it.
    if (!classes.has(key)) classes.set(key, name);
  }
}

const endings: readonly (readonly [RegExp, string])[] = [
  [/ies$/, 'y'],
  [/es$/, ''],
  [/'?s$/, ''],
  [/ied$/, 'y'],
  [/ed$/, ''],
  [/ed$/, 'e'],
  [/(.)\1ed$/, '$1'],
  [/ing$/, ''],
  [/ing$/, 'e'],
  [/(.)\1ing$/, '$1'],
  [/in'?$/, ''],
  [/ly$/, ''],
  [/er$/, ''],
  [/'(?:ll|re|ve|d)$/, ''],
];

function classOf(key: string): string | undefined {
  const known = classes.get(key);
  if (known !== undefined || !/[a-z]{4}$/.test(key)) return known;
  for (const [ending, instead] of endings) {
    const found = ending.test(key) ? classes.get(key.replace(ending, instead)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The entries of the lexicon in a text in their order, longest first: the class of each, and single words that stand in none. */
function* entriesIn(words: readonly string[]): Generator<{ readonly name: string | undefined; readonly word: string }> {
  let at = 0;
  while (at < words.length) {
    let length = Math.min(LONGEST, words.length - at);
    let name = classOf(words.slice(at, at + length).join(' '));
    while (name === undefined && length > 1) {
      length--;
      name = classOf(words.slice(at, at + length).join(' '));
    }
    yield { name, word: words[at] ?? '' };
    at += length;
  }
}

/** The classes of the words of a text in their order; words of no class are passed over. */
export function classesIn(words: readonly string[]): string[] {
  return Array.from(entriesIn(words), ({ name }) => name).filter((name) => name !== undefined);
}

/** The classes of the words of a text in their order, in capitals, and between them the words of no class. */
export function classesOrWords(words: readonly string[]): string[] {
  return Array.from(entriesIn(words), ({ name, word }) => name?.toUpperCase() ?? word);
}

/** How many words of a text stand in no class. */
export function unknownIn(words: readonly string[]): number {
  return [...entriesIn(words)].filter(({ name }) => name === undefined).length;
}
