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

/**
 * Groups of texts that are nearly the same, as positions in the list: two texts belong together when two fifths
 * of all their pieces are common (Jaccard), and so do friends of friends.
 */
export function nearDuplicates(texts: readonly string[]): number[][] {
  const pieces = texts.map(piecesOf);
  const holders = new Map<string, number[]>();
  const group = texts.map((_, at) => [at]);
  for (const [at, own] of pieces.entries()) {
    const common = new Map<number, number>();
    for (const piece of own) {
      const earlier = holders.get(piece) ?? [];
      for (const other of earlier) common.set(other, (common.get(other) ?? 0) + 1);
      earlier.push(at);
      holders.set(piece, earlier);
    }
    for (const [other, count] of common) {
      const size = pieces[other]?.size ?? 0;
      if (count < NEAR * (own.size + size - count)) continue;
      join(group, at, other);
    }
  }
  return [...new Set(group)];
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
