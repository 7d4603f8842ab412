import type { Entry, EntryBody, MemberId, Status } from '#protocol';

type Place = Extract<EntryBody, { kind: 'place' }>;

/** A code that opens a locker or a counter, and the entry in which it was said. */
export interface PickupCode {
  /** As it is typed in. */
  readonly code: string;
  readonly entry: Entry;
}

/** The words before it; between them and the code stands at most a verb or a sign. Three signs at least, one of them a digit. */
const spokenCode =
  /(?:取件码|取货码|提货码|取餐码|开柜码|开箱码|验证码|(?:pick-?\s?up|collection|locker|access|door)\s+(?:code|pin)|\b(?:code|pin)\b)\s*(?:是|为|号|改成|换成|is|：|:|=|-|，|,)*\s*((?=[a-z-]{0,4}\d)[a-z\d][a-z\d-]*(?:\s+\d+)*)/gi;

/** Groups of one length are one code: `628 041`. What else follows it is another number: `628041 24 h`. */
function joined(found: string): string {
  const [first = '', ...rest] = found.split(/\s+/);
  const end = rest.findIndex(({ length }) => length !== first.length);
  const groups = /^\d{2,4}$/.test(first) ? (end < 0 ? rest : rest.slice(0, end)) : [];
  return [first.replace(/-+$/, ''), ...groups].join('');
}

const newestFirst = (entries: readonly Entry[]) => [...entries].reverse();

/** What was said in it, read or heard; empty for anything else. */
function wordsOf({ body }: Entry): string {
  if (body.kind === 'text') return body.text;
  return body.kind === 'voice' && body.transcript.state === 'done' ? body.transcript.text : '';
}

/** The newest code that somebody else has said on the line. */
export function pickupCode(entries: readonly Entry[], me: MemberId): PickupCode | null {
  for (const entry of newestFirst(entries)) {
    if (entry.by === me) continue;
    const said = [...wordsOf(entry).matchAll(spokenCode)].map((found) => joined(found[1] ?? ''));
    const code = said[said.length - 1];
    if (code && code.length > 2) return { code, entry };
  }
  return null;
}

/** In groups, as people read numbers to each other: `628 041`. What does not make equal ones stays as it is. */
export function codeInGroups(code: string): string {
  if (!/^\d{6,12}$/.test(code)) return code;
  const size = [4, 3].find((many) => code.length % many === 0);
  return size ? code.replace(new RegExp(`\\B(?=(?:\\d{${size}})+$)`, 'g'), ' ') : code;
}

/** The place where the parcel is, or was to be. */
export interface EndPlace {
  readonly place: Place;
  readonly by: MemberId | null;
  /** Both sides have said yes to it. */
  readonly agreed: boolean;
}

/** The newest place that was agreed on, or that somebody else has pointed at. Where a person merely stood is none. */
export function endPlace(entries: readonly Entry[], me: MemberId): EndPlace | null {
  for (const { body, by } of newestFirst(entries)) {
    if (body.kind !== 'place' || body.source === 'position') continue;
    const agreed = (body.acceptedBy?.length ?? 0) > 0;
    if (agreed || by !== me) return { place: body, by, agreed };
  }
  return null;
}

const spoken = new Set<EntryBody['kind']>(['text', 'voice', 'photo', 'place']);

/** The last things that people have said themselves, oldest first. */
export const lastSaid = (entries: readonly Entry[], most: number): readonly Entry[] =>
  entries.filter(({ body }) => spoken.has(body.kind)).slice(-most);

const thanks = /谢|thank/i;

/** Whether a text says thanks. */
export const isThanks = (text: string): boolean => thanks.test(text);

/** The reader has said thanks since it was over. */
export const hasThanked = (entries: readonly Entry[], me: MemberId, since: number): boolean =>
  entries.some(({ by, at, body }) => by === me && at >= since && body.kind === 'text' && isThanks(body.text));

/** Nothing follows these: positions and calls have ended with them. */
export const isFinal = (status: Status): boolean =>
  status === 'delivered' || status === 'returned' || status === 'lost';
