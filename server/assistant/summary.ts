import type {
  Act,
  DeskSummary,
  Entry,
  EntryId,
  Language,
  MemberId,
  Role,
  Status,
  Suggestion,
  Understood,
} from '#protocol';
import { spokenKinds } from '#protocol';
import { isFinal } from '../deliveries/rules.ts';
import type { Meaning } from './understanding/meaning.ts';

/** An entry with who says it and what its words were read to mean; `means` is empty where that is unsure. */
export interface Heard {
  readonly entry: Entry;
  /** Null: nobody of the line. */
  readonly role: Role | null;
  readonly means: readonly Understood[];
}

type Open = NonNullable<DeskSummary['open']> & { readonly means: Wish };
/** All of a summary but what can be answered. */
type Facts = Omit<DeskSummary, 'replies' | 'isRead' | 'open'> & { readonly open: Open | null };

/** What can be known without the words that were cut from the message: null for what says nothing. */
export function understoodOf(meaning: Meaning): Understood | null {
  switch (meaning.intent) {
    case 'leave_at':
    case 'ask_leave_at':
    case 'left_at':
      return { intent: meaning.intent, place: meaning.slots.place };
    case 'problem':
      return { intent: 'problem', kind: meaning.slots.kind };
    case 'reschedule':
      return { intent: meaning.intent, ...meaning.slots };
    case 'coming':
    case 'delay':
      return { intent: meaning.intent, ...meaning.slots };
    case 'contact':
      return { intent: meaning.intent, channel: meaning.slots.channel };
    case 'other':
      return null;
    case 'not_home':
    case 'refuse':
    case 'change_address':
    case 'ask_where':
    case 'directions':
    case 'access_code':
    case 'received':
    case 'ack':
    case 'ask_home':
    case 'ask_directions':
    case 'ask_code':
    case 'arrived':
      return { intent: meaning.intent };
  }
}

/** What a suggestion says that the message meant; for messages that only another model could read. */
function meantBy(act: Act): Understood[] {
  switch (act.do) {
    case 'coming':
      return [{ intent: 'coming', ...(act.inMinutes !== undefined && { inMinutes: act.inMinutes }) }];
    case 'received':
      return [{ intent: 'received' }];
    case 'reschedule':
      return act.why === 'not_home' ? [{ intent: 'not_home' }] : [{ intent: 'reschedule', date: null }];
    case 'leave_at':
      return [{ intent: 'leave_at', place: act.place }];
    case 'person':
      return act.about === 'problem' ? [{ intent: 'problem', kind: act.kind ?? 'other' }] : [{ intent: act.about }];
    case 'remember':
    case 'landmark':
    case 'proof':
    case 'step':
    case 'answer':
      return [];
  }
}

/** What somebody waits for an answer to. */
const asking = [
  'reschedule',
  'not_home',
  'leave_at',
  'refuse',
  'change_address',
  'problem',
  'ask_where',
  'ask_home',
  'ask_leave_at',
  'ask_directions',
  'ask_code',
] as const satisfies Understood['intent'][];
type Asking = (typeof asking)[number];

/** A wish or a question. */
export type Wish = { [Intent in Asking]: Understood & { readonly intent: Intent } }[Asking];

/** What answers a wish or question: a word of one of these, or a step of the delivery. */
interface Answers {
  readonly by: readonly Role[];
  readonly steps: readonly Status[];
}

const handedOver: readonly Status[] = ['delivered', 'left_at_place', 'at_station'];
const desk: readonly Role[] = ['agent', 'station'];
const otherThanRecipient: readonly Role[] = ['courier', ...desk];
const otherThanCourier: readonly Role[] = ['recipient', ...desk];

/** Trouble waits for those who can settle it; a word of the courier's is no answer to it. */
const answersTo: Record<Asking, Answers> = {
  problem: { by: desk, steps: [] },
  refuse: { by: desk, steps: ['refused', 'returned'] },
  change_address: { by: desk, steps: [] },
  reschedule: { by: otherThanRecipient, steps: ['rescheduled', ...handedOver] },
  not_home: { by: otherThanRecipient, steps: ['rescheduled', ...handedOver] },
  leave_at: { by: otherThanRecipient, steps: handedOver },
  ask_where: { by: otherThanRecipient, steps: ['arrived', ...handedOver] },
  ask_home: { by: otherThanCourier, steps: handedOver },
  ask_leave_at: { by: otherThanCourier, steps: handedOver },
  ask_directions: { by: otherThanCourier, steps: ['arrived', ...handedOver] },
  ask_code: { by: otherThanCourier, steps: handedOver },
};

const isWish = (means: Understood): means is Wish => asking.some((intent) => intent === means.intent);

const isSpoken = ({ body }: Entry) => spokenKinds.some((kind) => kind === body.kind);

function isAnsweredBy({ entry, role, means }: Heard, intent: Asking, asker: MemberId): boolean {
  const { body, by } = entry;
  const { by: who, steps } = answersTo[intent];
  if (body.kind === 'call') return body.talkMs > 0;
  if (body.kind === 'status') return !body.takenBack && (steps.includes(body.status) || isEndOf(intent, body.status));
  // Who has it now asks no more.
  if (by === asker) return means.some((one) => one.intent === 'received');
  return isSpoken(entry) && role !== null && who.includes(role);
}

/** With the end of the delivery only trouble goes on. */
const isEndOf = (intent: Asking, status: Status) => isFinal(status) && intent !== 'problem';

/** Whether the suggestion that was made of a wish has settled it. */
function isSettledBy({ act, state }: Suggestion): boolean {
  if (state === 'dismissed' || state === 'undone') return true;
  return (act.do === 'reschedule' || act.do === 'leave_at') && state !== 'open';
}

/** The newest suggestion that was made of each entry. */
function suggestionsByEntry(heard: readonly Heard[]): Map<EntryId, Suggestion> {
  const made = new Map<EntryId, Suggestion>();
  for (const { entry } of heard)
    if (entry.body.kind === 'suggestion' && entry.replyTo !== null) made.set(entry.replyTo, entry.body);
  return made;
}

/** The newest wish or question that nobody has answered. */
function openOf(heard: readonly Heard[], made: ReadonlyMap<EntryId, Suggestion>): Open | null {
  const waiting = heard.flatMap(({ entry: { id, by, at }, means }, place) => {
    const wish = means.find(isWish);
    if (by === null || !wish || isAnswered(heard.slice(place + 1), wish.intent, by, made.get(id))) return [];
    return [{ id, by, at, wish }];
  });
  const newest = waiting.at(-1);
  if (!newest) return null;
  const { id, by, wish } = newest;
  // Said again before anybody answered: it has waited since the first time.
  const first = waiting.find((one) => one.by === by && one.wish.intent === wish.intent) ?? newest;
  const suggestion = made.get(id);
  // Calling the desk is nobody's question once an agent is here.
  const asks = suggestion?.state === 'open' && suggestion.act.do !== 'person' ? suggestion.asks : null;
  const answered = suggestion?.act.do === 'answer' && suggestion.state === 'applied';
  return {
    entryId: id,
    by,
    means: wish,
    since: first.at,
    ...(asks && { asks }),
    ...(answered && { answeredByAssistant: true }),
  };
}

function isAnswered(
  later: readonly Heard[],
  intent: Asking,
  asker: MemberId,
  suggestion: Suggestion | undefined,
): boolean {
  if (suggestion && isSettledBy(suggestion)) return true;
  // Words beside a suggestion that still waits for a tap have not settled it.
  if (suggestion?.state === 'open' && suggestion.act.do !== 'person') return false;
  return later.some((one) => isAnsweredBy(one, intent, asker));
}

const wordsOf = ({ body }: Entry): string =>
  body.kind === 'text'
    ? body.text
    : body.kind === 'voice' && body.transcript.state === 'done'
      ? body.transcript.text
      : '';

function languageOf(heard: readonly Heard[]): Language | null {
  const words = heard
    .filter(({ role }) => role === 'recipient')
    .map(({ entry }) => wordsOf(entry))
    .findLast((text) => /\p{L}/u.test(text));
  return words === undefined ? null : /\p{Script=Han}/u.test(words) ? 'zh' : 'en';
}

/** How a line stands, from its newest entries in their order. */
export function summaryOf(entries: readonly Heard[]): Facts {
  const made = suggestionsByEntry(entries);
  const heard = entries.map((one): Heard => {
    const suggestion = made.get(one.entry.id);
    if (!isSpoken(one.entry) || one.means.length > 0 || !suggestion || suggestion.state === 'dismissed') return one;
    return { ...one, means: meantBy(suggestion.act) };
  });
  const agreed = heard.findLast(
    ({ entry: { body } }) => body.kind === 'suggestion' && body.act.do === 'leave_at' && body.state === 'confirmed',
  )?.entry.body;
  const open = openOf(heard, made);
  const last = heard.findLast(({ entry, means }) => entry.id !== open?.entryId && means.length > 0);
  const bodies = heard.map(({ entry }) => entry.body);
  return {
    place: agreed?.kind === 'suggestion' && agreed.act.do === 'leave_at' ? agreed.act.place : null,
    last: last?.entry.by
      ? { entryId: last.entry.id, by: last.entry.by, at: last.entry.at, means: [...last.means] }
      : null,
    missedCalls: bodies.filter((body) => body.kind === 'call' && body.end === 'no_answer').length,
    notHome: heard.filter(({ means }) => means.some(({ intent }) => intent === 'not_home')).length,
    open,
    language: languageOf(heard),
  };
}
