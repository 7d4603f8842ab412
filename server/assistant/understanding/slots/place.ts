import { detailOf } from './detail.ts';
import { foldedText } from './folded.ts';
import { placesNamed } from './place-names.ts';
import type { Named } from './place-names.ts';
import type { Place } from './place-words.ts';
import { EN_PUT, wishClauses, ZH_PUT } from './wish-clauses.ts';
import type { Clause } from './wish-clauses.ts';

/** Where a parcel is wanted, is offered to be put, or was put. */
export interface PlaceSlots {
  readonly place: Place;
  readonly detail?: string;
}

/** A place with the words that tell the spot, and how much the text wants it. */
interface Spot {
  readonly place: Place;
  readonly clause: Clause;
  /** From behind the verb to the end of the clause. */
  readonly at: number;
  readonly end: number;
  readonly names: readonly Named[];
  readonly weight: number;
  readonly byVerb: boolean;
}

const MOST_CHARACTERS = 2000;

/** The word for a house of parcels tells more than the thing beside which it stands, and any of both more than a door. */
const rank = (place: Place) => (place === 'door' ? 0 : place === 'other' ? 1 : 2);

const put = new RegExp(`${ZH_PUT}|\\b(?:${EN_PUT})\\b`, 'g');
const goingBefore =
  /(?:从|走|我在|我们在|你在|坐|等|接|出了?|过了?|住|你到|我家在|上了|\b(?:i'?m (?:at|in|by|near)|meet|from|via|through|past))[^，]{0,6}$/;
const fetchAfter = /^.{0,4}(?:去|来|自己)?(?:取|拿|领)/;
const consentAfter =
  /^[^，。]{0,8}(?:吧|就行|就好|就成|就得|即可|可以|得了|行|成|ok|中|代收|代签|会收|能收|签|帮|收(?!废|费|超)|有人|统一收)|^.{0,24}\b(?:please|pls|plz|is (?:fine|ok|okay|good|great|free)|are fine|will (?:do|take|have|sign|hold|keep|accept)|can (?:take|have|sign|hold|keep|accept)|works|ok|takes?|accepts?|would be|fine|said|instead)\b/;
const denied =
  /(?:别再?|不要再?|不用再?|不能|不许|不可以|不给|不放|不送|不是|不想|不去|不进|不塞|莫|勿|甭|唔好|唔使|没|别给我|不必|取消)(?:给我|帮我|再|把[^，]{0,4}|送去|送到|放|给|交给|交|搁|塞|送|丢|扔|存|投|挂|去|进|在|到|往|我|你|直接|随便|都|老是)*$/;
const enDenied =
  /(?:\b(?:don'?t|dont|do not|never|not|no longer|rather than|instead of|neither|nor|avoid|isn'?t|without|can'?t|cannot|won'?t)\b)(?:(?! but | just )[^,.;]){0,34}$/;
const troubleAfter =
  /^(?:[那都也还老里边]|柜|现在|今天|好像|一直|要是|如果){0,3}(?:坏|满|锁(?!着就)|太|不收|不让|没人|关|要钱|要收|装修|堵|会|有人偷|有监控|收超|不在|封|在修|拒|不行|不好|没位|没空|被占|停用|怕|容易|不安全|施工)|^(?:'s| is| are| was| gets?| got)? ?(?:full|closed|broken|shut|shuts|useless|locked|gone|not\b|out of|no good|busy|won'?t|doesn'?t|can'?t|rammed|flooded|full up|at capacity|has (?:a broken|been))/;
const orBetween =
  /或|或者|还是|要么|要不|也行|随你|都行|其次|再不|首选|小件|其他|\bor\b|either|\/|otherwise|failing|whichever|first|else/;

/** The spots of one clause: its places, parted where "or" stands between them or a new verb begins. */
function spotsOf(clause: Clause, names: readonly Named[], folded: string): Spot[] {
  const verbs = [...clause.text.matchAll(put)].map(({ index, 0: word }) => ({
    at: clause.at + index,
    end: clause.at + index + word.length,
  }));
  const own = names.filter(({ at, end }) => at >= clause.at && end <= clause.end);
  const groups: Named[][] = [];
  for (const name of own) {
    const last = groups.at(-1)?.at(-1);
    const between = last === undefined ? '' : folded.slice(last.end, name.at);
    const parted =
      last === undefined ||
      /或|还是|、|要么|\bor\b|\/|\band\b(?= (?:give|leave|put|drop|if))|\bthen\b/.test(between) ||
      verbs.some(({ at }) => at >= last.end && at < name.at && !/^(?:投|扣|站|放心)/.test(folded.slice(at, at + 2)));
    if (parted) groups.push([name]);
    else groups.at(-1)?.push(name);
  }
  return groups.flatMap((group, order) => {
    const first = group[0];
    const last = group.at(-1);
    if (first === undefined || last === undefined) return [];
    const verb = verbs.findLast(({ end }) => end <= first.at);
    const previous = groups[order - 1]?.at(-1)?.end ?? clause.at;
    const next = groups[order + 1]?.[0];
    const nextVerb = verbs.find(({ at }) => at >= last.end);
    const byVerb = verb !== undefined && verb.at >= previous;
    const start = byVerb ? verb.end : previous;
    const end = Math.min(clause.end, next?.at ?? clause.end, nextVerb?.at ?? clause.end);
    const best = group.toSorted((one, other) => rank(other.place) - rank(one.place) || other.at - one.at)[0] ?? first;
    const before = folded.slice(clause.at, best.at);
    const after = folded.slice(best.end, clause.end);
    const leading = byVerb ? folded.slice(clause.at, verb.at) : before;
    let weight = byVerb ? 3 : 0;
    if (denied.test(before) || denied.test(leading) || (/[a-z]/.test(before) && enDenied.test(before))) weight -= 12;
    if (troubleAfter.test(after)) weight -= 6;
    if (!byVerb && goingBefore.test(before)) weight -= 4;
    if (fetchAfter.test(after)) weight += 2;
    if (consentAfter.test(after)) weight += 2;
    return [{ place: best.place, clause, at: start, end, names: group, weight, byVerb }];
  });
}

const openPlace = /老地方|老样子|照旧|上次|照样|usual|same (?:place|spot|as)|like before/;

/** A verb of putting whose object is no place of the tables: "放那盆发财树后面", "by the piano". */
function unnamed(clauses: readonly Clause[], folded: string): Spot | undefined {
  const spots = clauses.flatMap((clause) =>
    clause.condition
      ? []
      : [...clause.text.matchAll(put)].map(({ index, 0: word }) => {
          const at = clause.at + index + word.length;
          const leading = folded.slice(clause.at, clause.at + index);
          const bad = denied.test(leading) || enDenied.test(leading);
          return {
            place: 'other' as const,
            clause,
            at,
            end: clause.end,
            names: [],
            weight: bad ? -12 : 1,
            byVerb: true,
          };
        }),
  );
  return spots.toSorted((one, other) => other.weight - one.weight)[0];
}

function wanted(spots: readonly Spot[], folded: string): Spot[] {
  const best = spots.toSorted((one, other) => other.weight - one.weight || one.at - other.at)[0];
  if (best === undefined) return [];
  const may = spots.filter((spot) => spot === best || (spot.weight > -2 && spot.weight >= best.weight - 3));
  const second = may.find((spot) => {
    if (spot === best) return false;
    const [one, other] = spot.at < best.at ? [spot, best] : [best, spot];
    const between = folded.slice(one.names.at(-1)?.end ?? one.at, other.names[0]?.at ?? other.at);
    const linked = orBetween.test(between) || orBetween.test(folded.slice(one.clause.at, one.at));
    return linked && (spot.place !== best.place || (spot.byVerb && best.byVerb && spot.clause !== best.clause));
  });
  return second === undefined ? [best] : [best, second].toSorted((one, other) => one.at - other.at);
}

/**
 * The places that a text wants, offers or tells, first choice first: two where two are offered, `other` where none of the
 * known ones is named. With `detail`, each with the pieces of the text that tell the spot and the condition.
 */
export function placesIn(text: string, detail: boolean): PlaceSlots[] {
  const kept = text.slice(0, MOST_CHARACTERS);
  const folded = foldedText(kept);
  const clauses = wishClauses(folded);
  const names = placesNamed(folded);
  const spots = clauses.filter(({ condition }) => !condition).flatMap((clause) => spotsOf(clause, names, folded));
  const fallback = unnamed(clauses, folded);
  let found = wanted(spots, folded);
  const best = Math.max(...found.map(({ weight }) => weight));
  if (found.length === 0 || best < -2)
    found =
      fallback === undefined
        ? wanted(
            clauses.flatMap((clause) => spotsOf(clause, names, folded)),
            folded,
          )
        : [fallback];
  const places = found.map((spot) => {
    const place =
      spot.names.length === 0 && detailOf(spot, kept, folded) === '' && !openPlace.test(folded) ? 'door' : spot.place;
    const words = detail ? detailOf(spot, kept, folded) : '';
    return words === '' ? { place } : { place, detail: words };
  });
  return places.length === 0 ? [{ place: 'other' }] : places;
}
