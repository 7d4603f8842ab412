import type { Named } from './place-names.ts';
import type { Place } from './place-words.ts';
import * as words from './spot-words.ts';
import type { Clause } from './wish-clauses.ts';
import { PUT } from './wish-words.ts';

/** A place with the words that tell the spot, and how much the text wants it. */
export interface Spot {
  readonly place: Place;
  readonly clause: Clause;
  /** From behind the verb to the end of the clause. */
  readonly at: number;
  readonly end: number;
  readonly names: readonly Named[];
  readonly weight: number;
  readonly byVerb: boolean;
}

/** The word for a house of parcels tells more than the thing beside which it stands, and any of both more than a door. */
const rank = (place: Place) => (place === 'door' ? 0 : place === 'other' ? 1 : 2);

function zhMain(group: readonly Named[], folded: string): Named | undefined {
  const door = group.find(({ place }) => place === 'door');
  const stands = ({ place, at }: Named) =>
    place === 'door' || (place === 'other' && words.THERE_IS.test(folded.slice(door?.end, at)));
  if (door !== undefined && group.every(stands)) return door;
  return group.toSorted((one, other) => rank(other.place) - rank(one.place) || other.at - one.at)[0];
}

function enMain(group: readonly Named[], folded: string): Named | undefined {
  const weight = (name: Named) => (words.NUMBERED.test(folded.slice(name.at, name.end)) ? 0.5 : rank(name.place));
  const heads = group.filter(
    ({ at, place }) => place === 'door' || !words.BESIDE.test(folded.slice(Math.max(0, at - 30), at)),
  );
  const name = heads.toSorted((one, other) => weight(other) - weight(one) || one.at - other.at)[0];
  const of = group.find(({ at }) => name !== undefined && /^ of (?:the|my|our) $/.test(folded.slice(name.end, at)));
  // The door of the shed is not the recipient's.
  return name?.place === 'door' && of !== undefined ? { ...of, place: 'other' } : name;
}

interface Verb {
  readonly at: number;
  readonly end: number;
}

const verbsOf = ({ text, at }: Clause): Verb[] =>
  [...text.matchAll(PUT)].map(({ index, 0: word }) => ({ at: at + index, end: at + index + word.length }));

/** The names of a clause, parted where "or" stands between them or a new verb begins. */
function groupsOf(names: readonly Named[], verbs: readonly Verb[], folded: string): Named[][] {
  const groups: Named[][] = [];
  for (const name of names) {
    const last = groups.at(-1)?.at(-1);
    const parted =
      last === undefined ||
      words.PARTS.test(folded.slice(last.end, name.at)) ||
      verbs.some(({ at }) => at >= last.end && at < name.at);
    if (parted) groups.push([name]);
    else groups.at(-1)?.push(name);
  }
  return groups;
}

/** How much the words around a place want it; {@link DENIED} and below it is denied. */
function weightOf(spot: Omit<Spot, 'weight'>, verb: string, leading: string, before: string, after: string): number {
  const { clause, byVerb } = spot;
  let weight = byVerb ? (words.SLIGHT_VERB.test(verb) ? 2 : 3) : 0;
  if (/^(?:use|take)$/.test(verb) && words.WAY.test(clause.text)) weight -= 8;
  if (words.DENIED.test(before) || words.DENIED.test(leading)) weight -= 12;
  if (words.TROUBLE.test(after)) weight -= 6;
  if (!byVerb && words.GOING.test(before)) weight -= 4;
  if (words.FETCHED.test(after)) weight += 2;
  if (words.CONSENT.test(after)) weight += 2;
  if (words.PAST.test(clause.text)) weight -= 8;
  if (words.AGAIN.test(clause.text)) weight -= 5;
  if (/(?:电话|消息|微信)$/.test(leading)) weight -= 8;
  if (/^ *so\b/.test(clause.text)) weight += 2;
  return weight;
}

/** Below this a place is denied, out of order, or of another time. */
export const DENIED = -6;

/** The spots of one clause, with their weights. */
export function spotsOf(clause: Clause, names: readonly Named[], folded: string): Spot[] {
  const verbs = verbsOf(clause);
  const own = names.filter(({ at, end }) => at >= clause.at && end <= clause.end);
  const groups = groupsOf(own, verbs, folded);
  return groups.flatMap((group, order) => {
    const [first, last] = [group[0], group.at(-1)];
    if (first === undefined || last === undefined) return [];
    const previous = groups[order - 1]?.at(-1)?.end ?? clause.at;
    const verb = verbs.findLast(({ at, end }) => at >= previous && end <= first.at);
    const next = Math.min(
      clause.end,
      groups[order + 1]?.[0]?.at ?? clause.end,
      verbs.find(({ at }) => at >= last.end)?.at ?? clause.end,
    );
    const chinese = /[\u4e00-\u9fff]/.test(folded.slice(first.at, last.end));
    const main = chinese ? zhMain(group, folded) : enMain(group, folded);
    const { at, end } = main ?? first;
    const spot = {
      place: main?.place ?? 'other',
      clause,
      at: verb?.end ?? previous,
      end: next,
      names: group,
      byVerb: verb !== undefined,
    };
    const before = folded.slice(clause.at, at);
    const leading = verb === undefined ? before : folded.slice(clause.at, verb.at);
    const weight = weightOf(
      spot,
      folded.slice(verb?.at, verb?.end ?? 0),
      leading,
      before,
      folded.slice(end, clause.end),
    );
    return [{ ...spot, weight }];
  });
}

/** A spot of no known name: behind a verb of putting, before it, as somebody who takes it, or as a bare place. */
export function unnamedSpot(clauses: readonly Clause[], folded: string): Spot | undefined {
  const spot = (clause: Clause, at: number, end: number, weight: number): Spot => {
    return { place: 'other', clause, at, end, names: [], weight, byVerb: weight !== 0 };
  };
  const wishes = clauses.filter(({ condition }) => !condition);
  for (const clause of wishes) {
    const taker = words.TAKER.exec(clause.text)?.[1];
    if (taker !== undefined) return spot(clause, clause.at, clause.at + taker.length, 0);
  }
  const put = wishes.flatMap((clause) =>
    verbsOf(clause).map(({ at, end }) => {
      const leading = folded.slice(clause.at, at);
      if (words.SPOT_END.test(leading) && folded.slice(end, clause.end).trim().length < 3)
        return spot(clause, clause.at, at, 1);
      const denied = words.PAST.test(clause.text) || words.DENIED.test(leading) || leading.endsWith('电话');
      return spot(clause, end, clause.end, denied ? 2 * DENIED : 1);
    }),
  );
  const best = put.toSorted((one, other) => other.weight - one.weight)[0];
  const bare = wishes.find(({ text }) => words.BARE_PLACE.test(text));
  return best ?? (bare && spot(bare, bare.at, bare.end, 0));
}
