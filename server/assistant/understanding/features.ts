import { clausesOf } from './clauses.ts';
import { classesIn, classesOrWords, wordsOf } from './lexicon.ts';
import { plainText } from './plain-text.ts';
import { soundOf } from './sound.ts';
import { minutesIn, windowIn } from './when.ts';

/** Signs of what a text may mean, as numbers that stand for their names, each with its weight. */
export type Features = ReadonlyMap<number, number>;

const FEWEST = 4;

/** FNV-1a with its bits mixed once more: the number that stands for a sign. */
function numberOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function* runs(items: readonly string[], least: number, most: number, glue: string): Generator<string> {
  for (let length = least; length <= most; length++)
    for (let at = 0; at + length <= items.length; at++) yield items.slice(at, at + length).join(glue);
}

function* aroundGaps(items: readonly string[]): Generator<string> {
  for (let at = 0; at + 2 < items.length; at++) yield `${items[at]} _ ${items[at + 2]}`;
}

function* inEach(clauses: readonly string[][], of: (words: readonly string[]) => Generator<string>): Generator<string> {
  for (const clause of clauses) yield* of(clause);
}

/** Pairs of what stands in one text, in whatever order; of very long texts only the near ones. */
function* pairs(items: readonly string[]): Generator<string> {
  for (let at = 0; at < items.length; at++)
    for (let other = at + 1; other < Math.min(items.length, at + 8); other++) yield `${items[at]} & ${items[other]}`;
}

/** Runs of letters, over the bounds of words: what is misspelt or of a word that was never met keeps some of them. */
function lettersOf(plain: string): Generator<string> {
  return runs(Array.from(plain.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')), 2, 6, '');
}

/** Pieces of single English words, which survive slips of the keyboard. */
function* piecesOf(words: readonly string[]): Generator<string> {
  for (const word of words) if (/^[a-z']{4,}$/.test(word)) yield* runs(Array.from(`<${word}>`), 4, 5, '');
}

/** What the rules of time read: which day and window, and whether it is within the hour in which somebody may still be "coming". */
function* timesTold(text: string, now: string): Generator<string> {
  const { date, from, to } = windowIn(text, now);
  const minutes = minutesIn(text, now);
  const told = [
    ...(date === null ? [] : [date === now.slice(0, 10) ? 'same day' : 'another day']),
    ...(from === undefined ? [] : ['from']),
    ...(to === undefined ? [] : ['to']),
    ...(minutes === undefined ? [] : [minutes <= 60 ? 'within the hour' : 'hours']),
  ];
  yield* told;
  yield `all ${told.join(' ')}`;
}

/** The moment at which a message was sent, as far as its words are read by it. */
export interface Moment {
  /** Local time of sending, ISO 8601 with an offset. */
  readonly now: string;
  /** The delivery's status at that moment. */
  readonly status: string;
}

/** The signs in a message: runs of words, letters, sounds and classes of words, in all of it and in its first and last clause. */
export function featuresOf(text: string, { status, now }: Moment): Features {
  const features = new Map<number, number>();
  // The more signs of one kind there are, the less each weighs, so that a long text is not louder than a short one.
  const add = (kind: string, weight: number, names: Iterable<string>) => {
    const numbers = new Set(Array.from(names, (name) => numberOf(`${kind} ${name}`)));
    const each = weight / Math.sqrt(Math.max(numbers.size, FEWEST));
    for (const number of numbers) features.set(number, each);
  };
  const plain = plainText(text);
  const words = ['<', ...wordsOf(plain), '>'];
  add('run', 1.5, runs(words, 1, 4, ' '));
  add('gap', 0.6, aroundGaps(words));
  add('piece', 0.7, piecesOf(words));
  add('letters', 1.2, lettersOf(plain));
  add('sound', 0.8, runs(words.map(soundOf), 1, 3, ' '));
  const clauses = clausesOf(plain).map(wordsOf);
  const classes = clauses.map(classesIn);
  add('class', 1, classes.flat());
  add(
    'classes',
    0.6,
    inEach(classes, (own) => runs(['<', ...own, '>'], 2, 4, ' ')),
  );
  add('both', 0.6, pairs([...new Set(classes.flat())].sort()));
  const mixed = clauses.map((own) => ['<', ...classesOrWords(own), '>']);
  add(
    'mixed',
    1,
    inEach(mixed, (own) => runs(own, 2, 3, ' ')),
  );
  add('mixed gap', 0.6, inEach(mixed, aroundGaps));
  add('time', 0.8, timesTold(text, now));
  if (clauses.length > 1) {
    add('first', 0.4, runs(clauses[0] ?? [], 1, 2, ' '));
    add('last', 0.6, runs(clauses.at(-1) ?? [], 1, 3, ' '));
    add('last class', 0.6, runs(classes.at(-1) ?? [], 1, 2, ' '));
  }
  add('about', 0.5, [
    `status ${status}`,
    `clauses ${Math.min(clauses.length, 4)}`,
    `length ${Math.round(Math.log2(words.length))}`,
    `asks ${/[?？]\s*$/.test(text)}`,
  ]);
  return features;
}
