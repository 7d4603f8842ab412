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

/**
 * The word of a list for one that is spelled nearly like it, else the word itself: the first letter must be right, short
 * words must be nearer than long ones.
 */
export function respelled(word: string, words: readonly string[]): string {
  if (words.includes(word) || words.includes(word.replace(/s$/, ''))) return word;
  const near = (right: string) =>
    Math.abs(right.length - word.length) < 3 &&
    right.startsWith(word.charAt(0)) &&
    edits(word, right) <= (right.length > 7 ? 2 : 1);
  return words.find(near) ?? word;
}
