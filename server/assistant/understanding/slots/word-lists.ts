/** Words, or small expressions, with ", " between them. */
type List = string;

const joined = (lists: readonly List[]) => lists.flatMap((list) => list.split(', ')).join('|');

/** The source of an expression for one of the Chinese words; what is not a word can be written as one, as can an emoji. */
export const zh = (...lists: readonly List[]) => `(?:${joined(lists)})`;

/** The source of an expression for one of the English words, whole. */
export const en = (...lists: readonly List[]) => `(?<![a-z\\d])(?:${joined(lists)})(?![a-z\\d])`;
