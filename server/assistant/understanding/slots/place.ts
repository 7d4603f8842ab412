import { detailOf } from './detail.ts';
import { foldedText } from './folded.ts';
import { placesNamed } from './place-names.ts';
import type { Place } from './place-words.ts';
import { HARMLESS, KNOWN, OR, OWN_THING } from './spot-words.ts';
import { DENIED, spotsOf, unnamedSpot } from './spots.ts';
import type { Spot } from './spots.ts';
import { wishClauses } from './wish-clauses.ts';
import type { Clause } from './wish-clauses.ts';

/** Where a parcel is wanted, is offered to be put, or was put. */
export interface PlaceSlots {
  readonly place: Place;
  readonly detail?: string;
}

const MOST_CHARACTERS = 2000;

/** "The water at the door, the medicine to Wang": each has its own thing before its verb. */
function shared(one: Spot, other: Spot, folded: string): boolean {
  const thing = ({ clause, at }: Spot) => OWN_THING.test(folded.slice(clause.at, at));
  return one.clause !== other.clause && thing(one) && thing(other);
}

/** Whether two spots are told as two: by "or", as first choice and fallback, or for two things. */
function linked(one: Spot, other: Spot, clauses: readonly Clause[], folded: string): boolean {
  const between = folded.slice(one.names.at(-1)?.end ?? one.at, other.names[0]?.at ?? other.at);
  const fallback = clauses.some(({ condition, at }) => condition && at > one.at && at < other.at);
  return (
    OR.test(between) ||
    OR.test(folded.slice(one.clause.at, one.at)) ||
    shared(one, other, folded) ||
    (one.weight >= 0 && fallback)
  );
}

/** The spot that is wanted most, and a second one that belongs to it. */
function wanted(spots: readonly Spot[], clauses: readonly Clause[], folded: string): Spot[] {
  const best = spots.toSorted((one, other) => other.weight - one.weight || one.at - other.at)[0];
  if (best === undefined) return [];
  const second = spots.find((spot) => {
    if (spot === best || spot.weight <= -2 || spot.weight < best.weight - 3) return false;
    const [one, other] = spot.at < best.at ? [spot, best] : [best, spot];
    const twice = spot.byVerb && best.byVerb && spot.clause !== best.clause;
    return linked(one, other, clauses, folded) && (spot.place !== best.place || twice);
  });
  return second === undefined ? [best] : [best, second].toSorted((one, other) => one.at - other.at);
}

/** The spots that are wanted; where none is well said, one of no known name, and at last one out of a condition. */
function spotsIn(folded: string, clauses: readonly Clause[]): Spot[] {
  const names = placesNamed(folded);
  const spots = clauses.map((clause) => ({ clause, own: spotsOf(clause, names, folded) }));
  const wishes = spots.flatMap(({ clause, own }) => (clause.condition ? [] : own));
  const found = wanted(wishes, clauses, folded);
  if (found.some(({ weight }) => weight >= DENIED)) return found;
  const other = unnamedSpot(clauses, folded);
  if (other !== undefined) return [other];
  return wanted(
    spots.flatMap(({ own }) => own),
    clauses,
    folded,
  );
}

/** What is said last, where no word of it is known: a place of its own kind cannot do without. */
function said(text: string, clauses: readonly Clause[]): string {
  const { at, end } = clauses.findLast(({ condition }) => !condition) ?? { at: 0, end: text.length };
  return text.slice(at, end).trim();
}

/**
 * The places that a text wants, offers or tells, first choice first: two where two are offered, `other` where none of the
 * known ones is named. With `detail`, each with the pieces of the text that tell the spot and the condition.
 */
export function placesIn(text: string, detail: boolean): PlaceSlots[] {
  const kept = text.slice(0, MOST_CHARACTERS);
  const folded = foldedText(kept).replaceAll(HARMLESS, (words) => '·'.repeat(words.length));
  const clauses = wishClauses(folded);
  const found = spotsIn(folded, clauses);
  if (found.length === 0) return [detail ? { place: 'other', detail: said(kept, clauses) } : { place: 'other' }];
  return found.map((spot, order) => {
    const told = detailOf(spot, { text: kept, folded, clauses, next: found[order + 1]?.at });
    // "Just leave it": where else than at the door.
    const place = spot.names.length === 0 && told === '' && !KNOWN.test(folded) ? 'door' : spot.place;
    if (!detail || (told === '' && place !== 'other')) return { place };
    return { place, detail: told === '' ? said(kept, clauses) : told };
  });
}
