import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Traditional characters, each before its simplified one, as OpenCC has them. */
const pairs = readFileSync(join(import.meta.dirname, 'simplified.txt'), 'utf8').trim();

/** The simplified character of each traditional one that has another. */
export const simplified: ReadonlyMap<string, string> = new Map(
  Array.from({ length: pairs.length / 2 }, (_, at) => [pairs.charAt(2 * at), pairs.charAt(2 * at + 1)]),
);
