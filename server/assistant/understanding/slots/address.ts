import * as words from './address-words.ts';
import { foldedText } from './folded.ts';

const MOST_CHARACTERS = 2000;
/** Longer stretches are a story, not an address. */
const LONG = 40;

interface Found {
  readonly at: number;
  readonly end: number;
  readonly weight: number;
}

/** Whether a piece behind an address goes on with it; it begins with its sign. */
function goesOn(piece: string, chinese: boolean): boolean {
  if (!chinese) return words.EN_PIECE.test(piece) || (/^.[^a-z]*[A-Z\d#]/.test(piece) && !words.EN_ASIDE.test(piece));
  const near = piece.length < 12 && words.ZH_NEAR.test(piece);
  return (words.ADDRESS.test(piece) || near) && !words.ZH_ASIDE.test(piece);
}

/** From behind a cue to the end of the address. */
function stretchFrom(text: string, folded: string, from: number, chinese: boolean): [number, number] {
  const start = from + ((chinese ? words.ZH_LEAD : words.EN_LEAD).exec(folded.slice(from))?.[0].length ?? 0);
  const stop = (chinese ? words.ZH_STOP : words.EN_STOP).exec(folded.slice(start))?.index ?? folded.length - start;
  const pieces = text
    .slice(start, start + stop)
    .split(chinese ? /(?=[，；。！]| (?=[\u4e00-\u9fff]))/ : /(?=[,?!.;:](?: |$))/);
  const last = pieces.findIndex((piece, at) => at > 0 && !goesOn(piece, chinese));
  const kept = pieces.slice(0, last < 0 ? pieces.length : last).join('');
  const tail = (chinese ? words.ZH_TAIL : words.EN_TAIL).exec(kept)?.[0].length ?? 0;
  return [start, start + kept.length - tail];
}

/** "Oak Lane, not Oak Road": what is contrasted is the address. */
const contrast = /^[^，。]{0,3}(?:，|的，)?(?:不是|not )|^,? (?:not|instead of) /;

/** "不是二单元，是十二单元": what stands behind the denial is. */
const denial = /(?:不是|唔系)[^，]{1,12}[，,] ?$/;

function weightOf(address: string, folded: string, end: number): number {
  return (
    (words.ADDRESS.test(address.toLowerCase()) ? 3 : 0) +
    (/\d/.test(address) ? 1 : 0) +
    (/^[A-Z]/.test(address) ? 1 : 0) +
    (contrast.test(folded.slice(end, end + 12)) ? 2 : 0) -
    (address.length > LONG ? 1 : 0) -
    (words.STALE.test(address.toLowerCase()) ? 4 : 0)
  );
}

/** An address without a word that announces it: "Blk 445 not 455", "妇幼保健院产科12床，东西送这", "1502才对". */
function unannounced(text: string, chinese: boolean): string {
  const right = /([^，。！ ]{2,})才[对是]/.exec(text)?.[1];
  if (right !== undefined) return right;
  const pieces = text.split(chinese ? /[，。！？；：]| / : /[,!?;:](?= |$)|\.(?= |$)|(?= not )/);
  const index = pieces.findIndex((piece, at) => {
    if (chinese) return words.ADDRESS.test(piece) && !words.ZH_NO_ADDRESS.test(piece);
    const contrasted = pieces[at + 1]?.startsWith(' not ') === true && /[A-Z]/.test(piece);
    const like = /\d/.test(piece) ? words.ADDRESS.test(piece.toLowerCase()) : contrasted;
    return like && !/\b(?:wrong|i|code)\b/i.test(piece);
  });
  const piece = pieces[index] ?? '';
  const before = pieces[index - 1];
  const whose = before !== undefined && words.EN_WHOSE.test(before);
  const whole = whose ? text.slice(text.indexOf(before), text.indexOf(piece) + piece.length) : piece;
  return whole.replace(chinese ? words.ZH_TAIL : words.EN_TAIL, '').trim();
}

/** The new address as the text says it; "" where a change is wanted but no address given. */
export function addressIn(text: string): string {
  const kept = text.slice(0, MOST_CHARACTERS);
  const folded = foldedText(kept);
  const chinese = /[\u4e00-\u9fff]/.test(folded);
  const found = (chinese ? words.ZH_CUES : words.EN_CUES).flatMap(({ words: cue, strength }): Found[] =>
    [...folded.matchAll(cue)].flatMap(({ 0: word, index }) => {
      if (/(?:不|没|别)$|\bnot $/.test(folded.slice(Math.max(0, index - 6), index))) return [];
      const [at, end] = stretchFrom(kept, folded, index + word.length, chinese);
      if (end <= at || words.EMPTY.test(folded.slice(at, end))) return [];
      return [
        {
          at,
          end,
          weight: strength + weightOf(kept.slice(at, end), folded, end) + (denial.test(folded.slice(0, index)) ? 2 : 0),
        },
      ];
    }),
  );
  const best = found.toSorted((one, other) => other.weight - one.weight || one.at - other.at)[0];
  if (best !== undefined && best.weight >= 1) return kept.slice(best.at, best.end).trim();
  return unannounced(kept, chinese);
}
