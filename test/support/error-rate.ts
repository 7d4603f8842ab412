/** Words of English, characters of Chinese, without case and punctuation. */
function units(text: string): string[] {
  const plain = text.toLowerCase().replaceAll(/[^\p{L}\p{N}'\s]/gu, ' ');
  return /\p{Script=Han}/u.test(plain) ? Array.from(plain.replaceAll(/\s/g, '')) : plain.split(/\s+/).filter(Boolean);
}

/** Share of the words or characters of what was said that are wrong, missing or too many in what was heard; 0 is perfect. */
export function errorRate(said: string, heard: string): number {
  const [right, left] = [units(said), units(heard)];
  // Levenshtein's distance, row by row.
  let row = left.map((_, i) => i + 1);
  row.unshift(0);
  for (const [i, word] of right.entries()) {
    const next = [i + 1];
    for (const [j, other] of left.entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (word === other ? 0 : 1)));
    row = next;
  }
  return (row.at(-1) ?? 0) / right.length;
}
