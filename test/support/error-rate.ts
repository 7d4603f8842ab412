/** How far what was understood is from what was said: words in English, characters in Chinese. */
export interface Errors {
  readonly wrong: number;
  readonly said: number;
}

/** Counts what is replaced, missing and invented, without case and punctuation. */
export function errorsBetween(said: string, heard: string, language: 'en' | 'zh'): Errors {
  const units = unitsOf(said, language);
  return { wrong: distance(units, unitsOf(heard, language)), said: units.length };
}

const unitsOf = (text: string, language: 'en' | 'zh'): string[] =>
  (language === 'zh' ? text.match(/\p{Script=Han}/gu) : text.toLowerCase().match(/[\p{L}\p{N}']+/gu)) ?? [];

/** Levenshtein's. */
function distance(said: readonly string[], heard: readonly string[]): number {
  let row = Array.from({ length: heard.length + 1 }, (_, index) => index);
  for (const [index, unit] of said.entries()) {
    const next = [index + 1];
    for (const [at, other] of heard.entries()) {
      const replaced = (row[at] ?? 0) + (unit === other ? 0 : 1);
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
