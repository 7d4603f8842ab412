/**
 * Text as the search compares it: what looks or reads alike is the same. NFKC makes full width half width, case is dropped,
 * signs become one space, and a space beside a Chinese, Japanese or Korean character goes, because people write "3 号楼"
 * and "3号楼". A text of signs alone is empty.
 */
export function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .replace(new RegExp(`(?<=${wide}) | (?=${wide})`, 'gu'), '')
    .trim();
}

/** Scripts that are written without spaces, and whose words are two characters as often as not. */
const wide = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}]';
const isWide = new RegExp(wide, 'u');

/** The piece that begins at `i`: two characters where one of them is wide, else three, so that all tell texts apart alike. */
function gramAt(characters: readonly string[], i: number): string {
  const [a = '', b = '', c = ''] = characters.slice(i, i + 3);
  return isWide.test(a) || isWide.test(b) ? a + b : a + b + c;
}

/** Every piece of a folded text once: what the index keeps of it. The end counts as a space. */
export function gramsOf(foldedText: string): Set<string> {
  const characters = [...Array.from(foldedText), ' '];
  return new Set(characters.slice(0, -1).map((_, i) => gramAt(characters, i)));
}

/**
 * The pieces that every text containing `foldedQuery` (two characters or more) has. Where the query is too short for a whole
 * piece, the one that it begins, as `prefix`.
 */
export function gramsToFind(foldedQuery: string): { whole: string[]; prefix: string | null } {
  const characters = Array.from(foldedQuery);
  const whole = new Set<string>();
  for (let i = 0; i < characters.length - 1; i++) {
    const gram = gramAt(characters, i);
    // Two characters at the query's end: in a text the piece goes on, unless one of them is wide.
    if (i < characters.length - 2 || isWide.test(gram)) whole.add(gram);
  }
  return whole.size > 0 ? { whole: [...whole], prefix: null } : { whole: [], prefix: foldedQuery };
}
