import { foldedText } from './folded.ts';
import * as words from './way-words.ts';

const MOST_CHARACTERS = 2000;

interface Piece {
  readonly at: number;
  readonly end: number;
  readonly text: string;
  /** What ends it: a question is no guidance. */
  readonly sign: string;
}

function piecesOf(folded: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { index, 0: sign } of [...folded.matchAll(words.BREAKS), { index: folded.length, 0: '' }]) {
    if (index > at) pieces.push({ at, end: index, text: folded.slice(at, index), sign });
    at = index + sign.length;
  }
  return pieces;
}

const isChinese = (text: string) => /[\u4e00-\u9fff]/.test(text);

/** Whether a piece merely tells what is shut; "the front is shut, go round the back" may stand in one. */
function onlyClosed(text: string): boolean {
  const [closed, going] = isChinese(text) ? [words.ZH_CLOSED, /走|从|进/] : [words.EN_CLOSED, words.EN_GO];
  return closed.test(text) && !going.test(text.split(closed)[1] ?? '');
}

/** Whether a piece says something else than the way. */
function aside({ text }: Piece): boolean {
  if (words.PARTING.test(text)) return true;
  if (isChinese(text)) return words.ZH_ASIDE.test(text) || words.ZH_DENIED.test(text) || onlyClosed(text);
  return words.EN_ASIDE.test(text) || words.EN_DENIED.test(text) || onlyClosed(text) || !/[a-z]/.test(text);
}

/** Whether a piece guides. */
function guides(piece: Piece): boolean {
  const { text, sign } = piece;
  if (/[?？]/.test(sign) || aside(piece)) return false;
  return (isChinese(text) ? words.ZH_GUIDES : words.EN_GUIDES).test(text);
}

/** The longest run of pieces that guide, with what goes on from them. */
function guidingIn(pieces: readonly Piece[]): readonly Piece[] {
  const runs: Piece[][] = [[]];
  for (const [order, piece] of pieces.entries()) {
    const run = runs.at(-1) ?? [];
    if (words.PARTING.test(piece.text) && run.length > 0) runs.push([]);
    // "Second gate, not the first, the one with a lamp" goes on behind a denial.
    const recent = pieces.slice(Math.max(0, order - (/^ ?the one/.test(piece.text) ? 2 : 1)), order);
    const fits = isChinese(piece.text) || words.EN_BEGINS.test(piece.text);
    const goesOn = fits && recent.some((before) => run.includes(before)) && !aside(piece);
    if (guides(piece) || goesOn) run.push(piece);
  }
  const lengthOf = (run: readonly Piece[]) => (run.at(-1)?.end ?? 0) - (run[0]?.at ?? 0);
  const longest = runs.toSorted((one, other) => lengthOf(other) - lengthOf(one))[0] ?? [];
  return longest.length > 0 ? longest : pieces.filter((piece) => !aside(piece));
}

/**
 * The words that guide the courier, from the first to the last of them, cut from the text; the whole text where none
 * stands out.
 */
export function wayIn(text: string): string {
  const kept = text.slice(0, MOST_CHARACTERS);
  const folded = foldedText(kept);
  const pieces = piecesOf(folded);
  const guiding = guidingIn(pieces);
  const first = guiding[0] ?? pieces[0];
  const last = guiding.at(-1) ?? pieces.at(-1);
  if (first === undefined || last === undefined) return kept.trim();
  const chinese = isChinese(folded.slice(first.at, last.end));
  let at = first.at;
  for (const lead of chinese ? [words.ZH_IF, words.ZH_LEAD] : [words.EN_IF, words.EN_LEAD]) {
    const skipped = lead.exec(folded.slice(at, first.end))?.[0].length ?? 0;
    if (at + skipped < first.end) at += skipped;
  }
  const tail = (chinese ? words.ZH_TAIL : words.EN_TAIL).exec(folded.slice(at, last.end))?.[0].length ?? 0;
  const end = last.end - tail > at ? last.end - tail : last.end;
  return kept.slice(at, end).trim();
}
