import { createHash } from 'node:crypto';
import { normalised } from './labels.ts';

/** What a message is used for: to learn from, to choose and calibrate by, or only to measure. */
export type Part = 'train' | 'development' | 'test';

/** Share of common pieces from which two texts count as one said twice; below it they merely share words. */
const NEAR = 0.4;

/** Changing the seed draws another split; figures of different seeds must not be compared. */
const SEED = 'doorline-corpus-1';

/** Pieces of two and three characters; every digit is the same, so that "5 minutes" and "8 minutes" are near. */
function piecesOf(text: string): Set<string> {
  const letters = Array.from(`^${normalised(text).replaceAll(/\p{Nd}/gu, '0')}$`);
  const pieces = new Set<string>();
  for (let at = 0; at < letters.length - 1; at++) {
    pieces.add(letters.slice(at, at + 2).join(''));
    if (at < letters.length - 2) pieces.add(letters.slice(at, at + 3).join(''));
  }
  return pieces;
}

/** Texts by their pieces; a text is its position in the order in which they were added. */
interface Known {
  readonly holders: Map<string, number[]>;
  readonly sizes: number[];
  /** Pieces in common with the text that is looked up; nought between two look-ups. */
  readonly common: number[];
}

const nothingKnown = (): Known => ({ holders: new Map(), sizes: [], common: [] });

function add({ holders, sizes, common }: Known, own: ReadonlySet<string>): void {
  for (const piece of own) {
    const among = holders.get(piece);
    if (among) among.push(sizes.length);
    else holders.set(piece, [sizes.length]);
  }
  sizes.push(own.size);
  common.push(0);
}

/** Known texts that share two fifths of all pieces (Jaccard). */
function nearIn({ holders, sizes, common }: Known, own: ReadonlySet<string>): number[] {
  const met: number[] = [];
  for (const piece of own)
    for (const other of holders.get(piece) ?? []) {
      const count = (common[other] ?? 0) + 1;
      common[other] = count;
      if (count === 1) met.push(other);
    }
  return met.filter((other) => {
    const count = common[other] ?? 0;
    common[other] = 0;
    return count >= NEAR * (own.size + (sizes[other] ?? 0) - count);
  });
}

/**
 * Groups of texts that are nearly the same, as positions in the list: two texts belong together when two fifths
 * of all their pieces are common (Jaccard), and so do friends of friends.
 */
export function nearDuplicates(texts: readonly string[]): number[][] {
  const group = texts.map((_, at) => [at]);
  const known = nothingKnown();
  for (const [at, text] of texts.entries()) {
    const own = piecesOf(text);
    for (const other of nearIn(known, own)) join(group, at, other);
    add(known, own);
  }
  return [...new Set(group)];
}

/** Those of the texts that nearly repeat one of the others. */
export function nearCopies(texts: readonly string[], others: readonly string[]): string[] {
  const known = nothingKnown();
  for (const other of others) add(known, piecesOf(other));
  return texts.filter((text) => nearIn(known, piecesOf(text)).length > 0);
}

function join(group: number[][], one: number, other: number): void {
  const kept = group[other] ?? [];
  const moved = group[one] ?? [];
  if (kept === moved) return;
  kept.push(...moved);
  for (const member of moved) group[member] = kept;
}

/** A number from 0 to 1 that depends on the text alone. */
function draw(text: string): number {
  return createHash('sha256').update(`${SEED} ${text}`).digest().readUInt32BE(0) / 2 ** 32;
}

function partOf(text: string): Part {
  const drawn = draw(text);
  if (drawn < 0.7) return 'train';
  return drawn < 0.85 ? 'development' : 'test';
}

/**
 * Parts the corpus into 70 % train, 15 % development and 15 % test, in proportion to groups of near-duplicates, each of
 * which stays together. The draw depends on the texts alone, not on their order, and a group keeps its part while the
 * corpus grows unless it grows together with another.
 */
export function splitCorpus<Line extends { readonly text: string }>(lines: readonly Line[]): Record<Part, Line[]> {
  const parts: Record<Part, Line[]> = { train: [], development: [], test: [] };
  const byPosition: Part[] = [];
  for (const members of nearDuplicates(lines.map(({ text }) => text))) {
    const names = members.map((member) => normalised(lines[member]?.text ?? '')).sort();
    const part = partOf(names[0] ?? '');
    for (const member of members) byPosition[member] = part;
  }
  for (const [at, line] of lines.entries()) parts[byPosition[at] ?? 'train'].push(line);
  return parts;
}
