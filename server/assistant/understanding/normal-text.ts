import { EN_NUMBER, numberOf } from './numerals.ts';

const pairs = '點点後后週周聽听鐘钟兩两個个禮礼號号時时間间內内這这過过來来還还晝昼聖圣節节國国勞劳遲迟';
const simplified = new Map(
  Array.from({ length: pairs.length / 2 }, (_, at) => [pairs.charAt(2 * at), pairs.charAt(2 * at + 1)]),
);

const slips: readonly [RegExp, string][] = [
  [/后田/g, '后天'],
  [/下武/g, '下午'],
  [/宗午/g, '中午'],
  [/(?<=[今明]天?晚上?)起点/g, '七点'],
  [/’/g, "'"],
  [/\bto+ morrow\b/g, 'tomorrow'],
  [/(?<=in the |day )after noon/g, 'afternoon'],
  [/\bthirst day\b/g, 'thursday'],
  [/\bchews day\b/g, 'tuesday'],
  [/\bweak end\b/g, 'weekend'],
  [/\bb4\b/g, 'before'],
  [/\b(?:the )?morra\b/g, 'tomorrow'],
  [/\bsatdy\b/g, 'saturday'],
  [/\baftr\b/g, 'after'],
  [/\bbtwn\b/g, 'between'],
  [/\baft\b/g, 'afternoon'],
  [/(?<=\d) (?:n|ad) (?=\d)/g, ' and '],
  [/\bwon o'clock/g, "one o'clock"],
];

/** English numbers among Chinese units. */
const beforeUnit = new RegExp(`\\b${EN_NUMBER}(?=[分点])`, 'g');

const spelled =
  'tomorrow morning afternoon evening monday tuesday wednesday thursday friday saturday sunday before after between until tonight weekend minutes'.split(
    ' ',
  );

/** Edits that turn one word into the other: letters left out, added, changed or swapped with the next. */
function edits(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= one.length; row++) {
    const line = [row];
    for (let at = 1; at <= other.length; at++) {
      const cost = (of: number[] | undefined, column: number) => of?.[column] ?? 0;
      const same = one[row - 1] === other[at - 1] ? 0 : 1;
      const swapped = row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1];
      line[at] = Math.min(
        cost(rows[row - 1], at) + 1,
        cost(line, at - 1) + 1,
        cost(rows[row - 1], at - 1) + same,
        swapped ? cost(rows[row - 2], at - 2) + 1 : Infinity,
      );
    }
    rows.push(line);
  }
  return rows[one.length]?.[other.length] ?? Infinity;
}

/** A word of time for one that is spelled nearly like it; short words must be nearer than long ones. */
function respelled(word: string): string {
  if (spelled.includes(word) || spelled.includes(word.replace(/s$/, ''))) return word;
  const near = (right: string) =>
    Math.abs(right.length - word.length) < 3 &&
    right.startsWith(word.charAt(0)) &&
    edits(word, right) <= (right.length > 7 ? 2 : 1);
  return spelled.find(near) ?? word;
}

/**
 * A text as the rules of time read it: one width, one case, simplified characters, and the slips of keyboards and speech
 * recognition that turn a word of time into another word. Places in it are not places in the original.
 */
export function normalText(text: string): string {
  const plain = Array.from(text.normalize('NFKC').toLowerCase(), (sign) => simplified.get(sign) ?? sign).join('');
  const mended = slips.reduce((read, [slip, meant]) => read.replaceAll(slip, meant), plain);
  return mended.replaceAll(/[a-z]{5,}/g, respelled).replaceAll(beforeUnit, (number) => String(numberOf(number)));
}
