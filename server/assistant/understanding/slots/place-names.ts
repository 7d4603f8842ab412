import { respelled } from '../spelling.ts';
import { sounding } from './homophones.ts';
import { enPlaces, zhPlaces } from './place-words.ts';
import type { Place } from './place-words.ts';

/** A named place and where it stands in the folded text. */
export interface Named {
  readonly place: Place;
  readonly at: number;
  readonly end: number;
}

/** The length of a name as a reader sees it, without what may stand around it. */
const lengthOf = (name: string) => name.replaceAll(/\(\?<?[=!][^)]*\)|\\[bd]\+?|[?()[\]]/g, '').length;

/** All names of a table, the longest first, with one expression that has a group for each. */
function compiled(table: readonly { readonly place: Place; readonly words: string }[], before: string, after: string) {
  const names = table
    .flatMap(({ place, words }) => words.split(', ').map((name) => ({ place, name })))
    .toSorted((one, other) => lengthOf(other.name) - lengthOf(one.name));
  const groups = names.map(({ name }) => `(${sounding(name).replaceAll(/\((?!\?)/g, '(?:')})`);
  return {
    places: names.map(({ place }) => place),
    words: new RegExp(`${before}(?:${groups.join('|')})${after}`, 'g'),
  };
}

const tables = [compiled(zhPlaces, '', ''), compiled(enPlaces, '(?<![a-z])', '(?:s|es)?(?![a-z])')];

/** Names that are often misspelt, with no common word near them. */
const misspelt: readonly (readonly [string, Place])[] = [
  ['reception', 'reception'],
  ['concierge', 'reception'],
  ['doorman', 'reception'],
  ['security', 'guard'],
  ['watchman', 'guard'],
  ['guard', 'guard'],
  ['neighbour', 'neighbour'],
  ['neighbor', 'neighbour'],
  ['letterbox', 'mailbox'],
  ['mailbox', 'mailbox'],
  ['doorstep', 'door'],
  ['porch', 'door'],
];
const right = new Map(misspelt);
const rightWords = misspelt.map(([word]) => word);

function misspeltIn(folded: string, named: readonly Named[]): Named[] {
  return [...folded.matchAll(/[a-z]{5,}/g)].flatMap(({ 0: word, index }) => {
    const place = right.get(respelled(word, rightWords).replace(/s$/, ''));
    const end = index + word.length;
    const known = place === undefined || named.some((name) => name.at < end && name.end > index);
    return known ? [] : [{ place, at: index, end }];
  });
}

/** The places that a folded text names, in its order. */
export function placesNamed(folded: string): Named[] {
  const named = tables.flatMap(({ places, words }) =>
    [...folded.matchAll(words)].map((match) => {
      const group = match.findIndex((found, at) => at > 0 && found !== undefined);
      return { place: places[group - 1] ?? 'other', at: match.index, end: match.index + match[0].length };
    }),
  );
  return [...named, ...misspeltIn(folded, named)].toSorted((one, other) => one.at - other.at);
}
