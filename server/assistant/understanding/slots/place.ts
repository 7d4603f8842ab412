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
/** Below this a place is denied, out of order, or of another time. */
const DENIED = -6;

/** The word for a house of parcels tells more than the thing beside which it stands, and any of both more than a door. */
const rank = (place: Place) => (place === 'door' ? 0 : place === 'other' ? 1 : 2);
const byNumber = /^(?:number|no)\b/;
/** Behind these words a place only tells where another one is: "the lockers by the mailboxes". */
const beside =
  /\b(?:by|near|next to|beside|behind|opposite|above|under|underneath|outside|(?<!one |any |row |some |all |each )of|around|past|on top of)(?: [a-z']+){0,2} $/;
const hasBefore = /(?:有没有|有|摆了?|挂了?|装了?|搁了?)(?:一)?[个只张把]?[^，]{0,4}$/;

/** The name that a stretch is about: the last one in Chinese, the first one in English. */
function mainOf(group: readonly Named[], folded: string): { place: Place; name: Named | undefined } {
  const chinese = /[\u4e00-\u9fff]/.test(folded.slice(group[0]?.at, group.at(-1)?.end));
  const weight = (name: Named) => (byNumber.test(folded.slice(name.at, name.end)) ? 0.5 : rank(name.place));
  if (chinese) {
    const door = group.find(({ place }) => place === 'door');
    const own =
      door !== undefined &&
      group.every(
        ({ place, at }) => place === 'door' || (place === 'other' && hasBefore.test(folded.slice(door.end, at))),
      );
    const name = own ? door : group.toSorted((one, other) => weight(other) - weight(one) || other.at - one.at)[0];
    return { place: name?.place ?? 'other', name };
  }
  const heads = group.filter(
    ({ at, place }) => place === 'door' || !beside.test(folded.slice(Math.max(0, at - 30), at)),
  );
  const name = heads.toSorted((one, other) => weight(other) - weight(one) || one.at - other.at)[0];
  const of = group.find(({ at }) => name !== undefined && /^ of (?:the|my|our) $/.test(folded.slice(name.end, at)));
  if (name?.place === 'door' && of !== undefined) return { place: 'other', name: of };
  return { place: name?.place ?? 'other', name };
}

const put = new RegExp(`${ZH_PUT}|\\b(?:${EN_PUT})\\b`, 'g');
const goingBefore =
  /(?:从|走|我在|我们在|你在|坐|等|接|出了?|过了?|住|你到|我家在|上了|\b(?:i'?m (?:at|in|by|near)|meet|from|via|through|past))[^，]{0,6}$/;
const fetchAfter = /^.{0,4}(?:去|来|自己)?(?:取|拿|领)/;
const consentAfter =
  /^[^，。]{0,8}(?:吧|就行|就好|就成|就得|即可|可以|得了|行|成|ok|中|代收|代签|会收|能收|签|帮|收(?!废|费|超)|有人|统一收)|^.{0,24}\b(?:please|pls|plz|is (?:fine|ok|okay|good|great|free)|are fine|will (?:do|take|have|sign|hold|keep|accept)|can (?:take|have|sign|hold|keep|accept)|works|ok|takes?|accepts?|would be|fine|said|instead)\b/;
const denied =
  /(?:别再?|不要再?|不用再?|不能|不许|不可以|不给|不放|不送|不是|不想|不去|不进|不塞|莫|勿|甭|唔好|唔使|没|别给我|不必|取消)(?:给我|帮我|再|把[^，]{0,4}|送去|送到|放|给|交给|交|搁|塞|送|丢|扔|存|投|挂|去|进|在|到|往|我|你|直接|随便|都|老是)*$/;
const enDenied =
  /(?:\b(?:(?:don'?t|dont|do not)(?! (?:ring|call|knock|phone|worry|bother|come|need))|never|not|no longer|rather than|instead of|neither|nor|avoid|isn'?t|without|can'?t|cannot|won'?t|didn'?t|nobody (?:on|at|in)|no one (?:on|at|in))\b)(?:(?! but | just )[^,.;]){0,34}$/;
const troubleAfter =
  /^(?:[那都也还老里边]|柜|现在|今天|好像|一直|要是|如果){0,3}(?:坏|满|锁(?!着就)|太|不收|不让|没人|关|要钱|要收|装修|堵|会|有人偷|有监控|收超|不在|封|在修|拒|不行|不好|没位|没空|被占|停用|怕|容易|不安全|施工)|^(?:'s| is| are| was| gets?| got)? ?(?:full|closed|broken|shut|shuts|useless|locked|gone|not (?:open|there|available|in\b|working)|out of|no good|busy|won'?t|doesn'?t|can'?t|rammed|flooded|full up|at capacity|has (?:a broken|been))/;
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
    const main = mainOf(group, folded);
    const best = main.name ?? first;
    const before = folded.slice(clause.at, best.at);
    const after = folded.slice(best.end, clause.end);
    const leading = byVerb ? folded.slice(clause.at, verb.at) : before;
    const verbWord = byVerb ? folded.slice(verb.at, verb.end) : '';
    let weight = byVerb ? (/^(?:use|take|try|ask|bring|send|push|get|fetch)$/.test(verbWord) ? 2 : 3) : 0;
    if (/^(?:use|take)$/.test(verbWord) && wayWords.test(folded.slice(start, end))) weight -= 8;
    if (denied.test(before) || denied.test(leading) || (/[a-z]/.test(before) && enDenied.test(before))) weight -= 12;
    if (troubleAfter.test(after)) weight -= 6;
    if (!byVerb && goingBefore.test(before)) weight -= 4;
    if (fetchAfter.test(after)) weight += 2;
    if (past.test(clause.text)) weight -= 8;
    if (/又(?:是|放|给|塞|丢|扔)/.test(clause.text)) weight -= 5;
    if (/(?:电话|消息|微信)$/.test(leading)) weight -= 8;
    if (/^ *so\b/.test(clause.text)) weight += 2;
    if (consentAfter.test(after)) weight += 2;
    return [{ place: main.place, clause, at: start, end, names: group, weight, byVerb }];
  });
}

const wayWords = /\b(?:stairs?|gate|entrance|lift|elevator|ramp|road|path|exit|door on)\b/;
/** What was done another time. */
const past = /上次|上回|昨天你|以前|\b(?:last time|yesterday|again|previously)\b/;
/** Questions that look like a denial. */
const harmless = /能不能|可不可以|好不好|行不行|是不是|有没有(?!空)|不好意思|要不要|不然|要不(?!是)|不放心/g;
const openPlace = /老地方|老样子|照旧|上次|照样|usual|same (?:place|spot|as)|like before/;

/** A verb of putting whose object is no place of the tables: "放那盆发财树后面", "by the piano". */
function unnamed(clauses: readonly Clause[], folded: string): Spot | undefined {
  const spots = clauses.flatMap((clause) =>
    clause.condition
      ? []
      : [...clause.text.matchAll(put)].map(({ index, 0: word }) => {
          const at = clause.at + index + word.length;
          const leading = folded.slice(clause.at, clause.at + index);
          const placed = /[上下里后旁边根面处角]$/.test(leading) && folded.slice(at, clause.end).trim().length < 3;
          if (placed)
            return {
              place: 'other' as const,
              clause,
              at: clause.at,
              end: clause.at + index,
              names: [],
              weight: 1,
              byVerb: true,
            };
          const bad =
            past.test(clause.text) || denied.test(leading) || enDenied.test(leading) || leading.endsWith('电话');
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
  const best = spots.toSorted((one, other) => other.weight - one.weight)[0];
  return taker(clauses) ?? best ?? barePlace(clauses);
}

const startsWithPlace =
  /^ *(?:please |just |ok |yes |yeah )*(?:in|on|under|underneath|behind|by|through|beside|inside|over|at|round|around|near|between|against|next to|outside|onto|with)\b|(?:旁边|后面|后头|前面|下面|里头?|里面|上面?|底下|旁|中间)(?:吧|就行|就好|就可以)?$/;

/** "The cleaner can take it": whoever it is. */
const takes =
  /^( *(?:the|my|our) [a-z' ]{3,30}?) (?:can|will|could|is happy to|would) (?:take|sign|have|accept|hold|keep|get|grab)\b/;

function taker(clauses: readonly Clause[]): Spot | undefined {
  for (const clause of clauses) {
    const person = takes.exec(clause.text)?.[1];
    if (person !== undefined)
      return {
        place: 'other',
        clause,
        at: clause.at,
        end: clause.at + person.length,
        names: [],
        weight: 0,
        byVerb: false,
      };
  }
  return undefined;
}

/** Only a place, no verb: "through the kitchen window onto the worktop", "院墙里头那个狗窝旁边". */
function barePlace(clauses: readonly Clause[]): Spot | undefined {
  const clause = clauses.find(({ condition, text }) => !condition && startsWithPlace.test(text));
  return clause && { place: 'other', clause, at: clause.at, end: clause.end, names: [], weight: 0, byVerb: false };
}

/** "The water at the door, the medicine to Wang": each has its own thing before its verb. */
function shared(one: Spot, other: Spot, folded: string): boolean {
  const thing = ({ clause, at }: Spot) =>
    /^ ?(?![我你您就先请那再都别也把给帮麻不要还])[\u4e00-\u9fff]{1,3}(?=放|给|搁|交|塞)/.test(
      folded.slice(clause.at, at),
    );
  return one.clause !== other.clause && thing(one) && thing(other);
}

function wanted(spots: readonly Spot[], clauses: readonly Clause[], folded: string): Spot[] {
  const best = spots.toSorted((one, other) => other.weight - one.weight || one.at - other.at)[0];
  if (best === undefined) return [];
  const may = spots.filter((spot) => spot === best || (spot.weight > -2 && spot.weight >= best.weight - 3));
  const second = may.find((spot) => {
    if (spot === best) return false;
    const [one, other] = spot.at < best.at ? [spot, best] : [best, spot];
    const between = folded.slice(one.names.at(-1)?.end ?? one.at, other.names[0]?.at ?? other.at);
    const linked =
      orBetween.test(between) ||
      orBetween.test(folded.slice(one.clause.at, one.at)) ||
      shared(one, other, folded) ||
      (one.weight >= 0 && clauses.some(({ condition, at }) => condition && at > one.at && at < other.at));
    return linked && (spot.place !== best.place || (spot.byVerb && best.byVerb && spot.clause !== best.clause));
  });
  return second === undefined ? [best] : [best, second].toSorted((one, other) => one.at - other.at);
}

/** The spots that are wanted; where none is well said, one of no known name, and at last one out of a condition. */
function bestOf(spots: readonly Spot[], clauses: readonly Clause[], names: readonly Named[], folded: string): Spot[] {
  const found = wanted(spots, clauses, folded);
  const best = Math.max(...found.map(({ weight }) => weight));
  if (found.length > 0 && best >= DENIED) return found;
  const other = unnamed(clauses, folded);
  if (other !== undefined) return [other];
  return wanted(
    clauses.flatMap((clause) => spotsOf(clause, names, folded)),
    clauses,
    folded,
  );
}

/**
 * The places that a text wants, offers or tells, first choice first: two where two are offered, `other` where none of the
 * known ones is named. With `detail`, each with the pieces of the text that tell the spot and the condition.
 */
export function placesIn(text: string, detail: boolean): PlaceSlots[] {
  const kept = text.slice(0, MOST_CHARACTERS);
  const folded = foldedText(kept).replaceAll(harmless, (words) => '·'.repeat(words.length));
  const clauses = wishClauses(folded);
  const names = placesNamed(folded);
  const spots = clauses.filter(({ condition }) => !condition).flatMap((clause) => spotsOf(clause, names, folded));
  const found = bestOf(spots, clauses, names, folded);
  const places = found.map((spot, order) => {
    const told = detailOf(spot, { text: kept, folded, clauses, next: found[order + 1]?.at });
    const place = spot.names.length === 0 && told === '' && !openPlace.test(folded) ? 'door' : spot.place;
    const words = detail ? told : '';
    return words === '' ? { place } : { place, detail: words };
  });
  return places.length === 0 ? [{ place: 'other' }] : places;
}
