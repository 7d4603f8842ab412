/** Spellings that sound alike, the plainest one behind each. */
const alike: readonly (readonly [RegExp, string])[] = [
  [/'/g, ''],
  [/^kn/, 'n'],
  [/^wr/, 'r'],
  [/^wh/, 'w'],
  [/ght/g, 't'],
  [/ph/g, 'f'],
  [/ck/g, 'k'],
  [/c(?=[eiy])/g, 's'],
  [/[cq]/g, 'k'],
  [/z/g, 's'],
  [/dg/g, 'j'],
  [/mb$/, 'm'],
];

/**
 * An English word by its first letter and the consonants behind it, so that what a recogniser misheard or a keyboard slipped is often
 * the same; other words as they are.
 */
export function soundOf(word: string): string {
  if (!/^[a-z']+$/.test(word)) return word;
  const plain = alike.reduce((read, [spelling, sound]) => read.replace(spelling, sound), word);
  return (
    plain.charAt(0) +
    plain
      .slice(1)
      .replaceAll(/[aeiouyhw]+/g, '')
      .replaceAll(/(.)\1+/g, '$1')
  );
}
