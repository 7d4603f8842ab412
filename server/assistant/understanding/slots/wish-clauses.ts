import * as words from './wish-words.ts';

/** A piece of a message: what is wished, or under which condition. Places are those of the folded text. */
export interface Clause {
  readonly at: number;
  readonly end: number;
  readonly text: string;
  readonly condition: boolean;
}

/** A piece of text, and whether it is a condition. */
type Part = readonly [text: string, condition: boolean];

function zhParts(text: string): Part[] {
  const cued = words.ZH_IF.test(text) || text.includes('的话');
  const then = words.ZH_THEN.exec(text);
  const head = then?.[0] ?? '';
  if (then === null || head.length === text.length) return [[text, cued]];
  const told = /[就再]/.test(head.slice(1)) || words.ZH_SURELY_IF.test(head);
  if (!cued && !(told && words.ZH_STATE.test(then[1] ?? ''))) return [[text, false]];
  return [
    [head, true],
    [text.slice(head.length), false],
  ];
}

function enParts(text: string): Part[] {
  const cue = words.EN_IF.exec(text);
  const before = text.slice(0, cue?.index);
  const rest = text.slice(before.length);
  if (cue === null || words.EN_POLITE_IF.test(rest) || words.EN_ASKS.test(before)) return [[text, false]];
  const skipped = cue[0].length + 3;
  const then = words.EN_THEN.exec(rest.slice(skipped)) ?? words.EN_PLACE_THEN.exec(rest.slice(skipped));
  const wished = /[a-z]/.test(before.replace(words.EN_JOINS, ''));
  const lead = wished ? '' : before;
  const first: Part[] = wished ? [[before, false]] : [];
  // A wish stands before it: what follows is the condition to its end.
  if (then === null || (wished && !rest.includes(' then '))) return [...first, [lead + rest, true]];
  const cut = skipped + then.index;
  return [...first, [lead + rest.slice(0, cut), true], [rest.slice(cut), false]];
}

/** Cuts a folded message where a wish, a condition or a thought ends. */
export function wishClauses(folded: string): Clause[] {
  const clauses: Clause[] = [];
  let at = 0;
  for (const { index, 0: sign } of [...folded.matchAll(words.BREAKS), { index: folded.length, 0: '' }]) {
    const piece = folded.slice(at, index);
    for (const [text, condition] of /[\u4e00-\u9fff]/.test(piece) ? zhParts(piece) : enParts(piece)) {
      if (text.trim() !== '') clauses.push({ at, end: at + text.length, text, condition });
      at += text.length;
    }
    at = index + sign.length;
  }
  return clauses;
}
