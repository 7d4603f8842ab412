import * as words from './detail-words.ts';
import type { Named } from './place-names.ts';
import type { Spot } from './spots.ts';
import type { Clause } from './wish-clauses.ts';

/** From where to where in the text. */
type Range = readonly [at: number, end: number];

const upTo = (text: string, end: RegExp) => text.slice(0, end.exec(text)?.index ?? text.length);
const lengthOf = (text: string, words: RegExp) => words.exec(text)?.[0].length ?? 0;

function zhSpot({ place, at, end, names }: Spot, folded: string): Range | undefined {
  const start = at + lengthOf(folded.slice(at, end), words.ZH_LEAD);
  const stop = end - lengthOf(folded.slice(start, end), words.ZH_TAIL);
  if (place === 'other') {
    const none = start >= stop || (names.length === 0 && words.ZH_NO_SPOT.test(folded.slice(start, stop)));
    return none ? undefined : [start, stop];
  }
  const own = names.filter((name) => name.place === place);
  const isThing = (name: Named) => {
    const word = folded.slice(name.at, name.end);
    return place === 'door' ? !words.DOOR.test(word) : /\d/.test(word);
  };
  const main = own.find(isThing) ?? own[0];
  if (main === undefined) return undefined;
  const behind = folded.slice(main.end, end);
  const has = lengthOf(behind, words.ZH_THERE);
  const object = upTo(behind.slice(has), words.ZH_SAID).replace(words.ZH_TAIL, '');
  if (has > 0 && place === 'door' && object !== '') return [main.end + has, main.end + has + object.length];
  const thing = isThing(main);
  const told = upTo(behind, words.ZH_SAID).replace(words.ZH_TAIL, '');
  const rest = thing || !words.ZH_INSIDE.test(told) ? told : '';
  const from = Math.min(start, main.at);
  const lead = from + lengthOf(folded.slice(from, main.at), words.ZH_AWAY);
  const whose = folded.slice(lead, main.at).replaceAll(words.ZH_GENERIC, '');
  const before = words.ZH_TELLS.test(whose) || (place !== 'door' && /[\u4e00-\u9fff]{2}/.test(whose));
  const begin = before ? lead : thing ? main.at : main.end + lengthOf(rest, /^(?:里|边)?(?:的|那个)/);
  // A name said twice tells nothing more.
  const again = rest.startsWith(folded.slice(main.at, main.end));
  if (!again && words.ZH_TELLS.test(rest)) return [begin, main.end + rest.length];
  if (before) return [lead, thing ? main.end : main.at];
  return thing ? [main.at, main.end + rest.length] : undefined;
}

function enSpot({ place, at, end, names }: Spot, text: string, folded: string): Range | undefined {
  const lead = at + lengthOf(folded.slice(at, end), words.EN_LEAD);
  const said = upTo(folded.slice(lead, end), words.EN_SAID).replace(words.EN_TAIL, '');
  const start = lead + lengthOf(said, /^ *(?:the|a|an) /);
  if (place === 'other') return said === '' ? undefined : [start, lead + said.length];
  const main = names.find((name) => name.place === place);
  if (main === undefined) return undefined;
  const word = folded.slice(main.at, main.end);
  const thing =
    place === 'door' ? !words.DOOR.test(word) : place === 'neighbour' && /\d|flat|across|upstairs/.test(word);
  const stop = main.end + upTo(folded.slice(main.end, end), words.EN_SAID).replace(words.EN_TAIL, '').length;
  const rest = text.slice(main.end, stop);
  const before = folded.slice(Math.min(lead, main.at), main.at);
  const bare = words.EN_BARE.test(before);
  if (words.EN_TELLS.test(rest.toLowerCase()) || / [A-Z][a-z]+/.test(rest))
    return [thing || (place === 'door' && !bare) ? Math.max(start, main.at - before.length) : main.end, stop];
  const tells =
    place === 'door' ||
    words.EN_TELLS.test(before.replace(/^(?: ?(?:at|in|on|by|with|from))\b/, '')) ||
    /[a-z] [A-Z][a-z]/.test(text.slice(lead, main.at));
  return thing || (!bare && tells) ? [start, stop] : undefined;
}

/** The message that a spot stands in. */
interface Around {
  readonly text: string;
  readonly folded: string;
  readonly clauses: readonly Clause[];
  /** Where the next place that is wanted begins. */
  readonly next: number | undefined;
}

/** The condition that belongs to a place: one before it in its sentence, else the one behind it. */
function conditionOf({ clause }: Spot, { text, clauses, next }: Around): string {
  const index = clauses.findIndex(({ at }) => at === clause.at);
  const after = clauses[index + 1];
  // "The porch if it is dry, the garage if not": said in one breath, a condition belongs to what stands before it.
  const taken = (condition: Clause) =>
    condition.end !== clause.at && clauses.some((other) => !other.condition && other.end === condition.at);
  const before = clauses.slice(Math.max(0, index - 2), index).findLast((other) => other.condition && !taken(other));
  const belongs = after?.condition === true && (next === undefined || after.at === clause.end);
  const found = belongs && after.at === clause.end ? after : (before ?? (belongs ? after : undefined));
  if (found === undefined) return '';
  const said = text.slice(found.at, found.end).trim();
  return said.replace(words.BEFORE_CONDITION, '').replace(words.BEHIND_CONDITION, '');
}

/** The end of what is said of a place right behind it. */
function moreIn({ end, names }: Spot, text: string, chinese: boolean): Range | undefined {
  const behind = text.slice(end, end + 60);
  const more = chinese ? words.ZH_MORE.exec(behind) : (words.EN_MORE.exec(behind) ?? words.EN_NAME.exec(behind));
  const said = more?.[1];
  if (names.length === 0 || more === null || said === undefined) return undefined;
  const at = end + more[0].indexOf(said);
  return [at, at + said.length];
}

/** The words that tell the spot and the condition, cut from the text: "" where the place alone is said. */
export function detailOf(spot: Spot, around: Around): string {
  const { text, folded } = around;
  const chinese = /[\u4e00-\u9fff]/.test(folded.slice(spot.at, spot.end));
  const told = chinese ? zhSpot(spot, folded) : enSpot(spot, text, folded);
  const more = moreIn(spot, text, chinese);
  const from = told ?? more;
  const words = from === undefined ? '' : text.slice(from[0], more?.[1] ?? from[1]).trim();
  return [words, conditionOf(spot, around)].filter((piece) => piece !== '').join('; ');
}
