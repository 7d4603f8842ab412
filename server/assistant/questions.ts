import type { AssistantAnswer, EntryId, LeavePlace, Status, Suggestion } from '#protocol';
import { isAhead } from '../deliveries/rules.ts';
import type { Habits } from './habits.ts';
import type { Reading } from './reader.ts';

/** What is asked at every tenth door. */
export type Question = Exclude<AssistantAnswer['to'], 'question'>;

/** The recipient's words on the line, as they are read now. */
export interface Said {
  readonly id: EntryId;
  /** Epoch ms. */
  readonly at: number;
  readonly text: string;
  readonly reading: Reading;
  /** The courier had just asked whether somebody is in. */
  readonly toHome: boolean;
}

/** What the assistant has made of words on the line. */
export interface Made {
  readonly at: number;
  readonly of: EntryId | null;
  readonly suggestion: Suggestion;
}

/** All that an answer about the recipient can be taken from: nothing of it is hidden from anybody on the line. */
export interface Known {
  /** Epoch ms, and when the day began at the door. */
  readonly now: number;
  readonly dayFrom: number;
  /** Newest first. */
  readonly said: readonly Said[];
  /** Newest first, without those whose words are gone. */
  readonly made: readonly Made[];
  readonly habits: Habits;
  readonly address: string;
  /** Building, stair, flat; empty where the operator gave none. */
  readonly addressDetail: string;
  /** The house at the door, as the operator's drawing names it. */
  readonly building: { readonly zh: string; readonly en: string } | null;
}

/** An answer, and whose words of the line it is taken from. */
export interface Found {
  readonly answer: AssistantAnswer;
  readonly from: EntryId | null;
}

type Meaning = Reading['intents'][number];

/**
 * A confidence that is enough to quote somebody, who is named with the hour, and to take words for a question: read wrongly, either
 * costs a glance. Of a hundred messages with this number, 85 were read rightly.
 */
const QUOTABLE = 0.85;
/** Who was in so long ago may have gone since, ms. */
const LATELY_MS = 4 * 3_600_000;
/** The same question again within this has its answer on the screen, ms. */
const AGAIN_MS = 120_000;

const questions: Partial<Record<Meaning['intent'], Question>> = {
  ask_home: 'home',
  ask_leave_at: 'leave_at',
  ask_code: 'code',
  ask_directions: 'way',
  ask_where: 'where',
};

const isQuotable = ({ sure, confidence }: Reading) => sure || confidence >= QUOTABLE;

/** The question that a message is about; null where it asks none, or not clearly. */
export function questionOf(reading: Reading): Question | null {
  const [main] = reading.intents;
  return main && isQuotable(reading) ? (questions[main.intent] ?? null) : null;
}

/** Whether a question of the courier's still has a use. */
export const mayAsk = (status: Status): boolean => isAhead(status) || status === 'rescheduled' || status === 'failed';

const isAnswerTo = (question: Question, { act }: Suggestion) => act.do === 'answer' && act.answer.to === question;

/** Whether the question has an answer that was given just now. */
export const isAnswered = (question: Question, made: readonly Made[], now: number): boolean =>
  made.some(
    ({ at, suggestion }) => suggestion.state === 'applied' && isAnswerTo(question, suggestion) && now - at < AGAIN_MS,
  );

/** When the recipient last said that an answer to the question is not so: what it could be taken from until then holds no more. */
const deniedAt = (question: Question, made: readonly Made[]): number =>
  Math.max(
    0,
    ...made.flatMap(({ at, suggestion }) =>
      suggestion.state === 'dismissed' && isAnswerTo(question, suggestion) ? [suggestion.answeredAt ?? at] : [],
    ),
  );

/** To "are you in?" these are no yes. */
const onlyThanks = /^(?:收到|谢|多谢|感谢|辛苦|thx|thank|got it|noted)/iu;

/** Whether somebody is in, going by these words alone: `unclear` where they have changed something, null where they say nothing of it. */
function presenceIn({ at, text, reading, toHome, id }: Said, { made, now }: Known): boolean | 'unclear' | null {
  const [main] = reading.intents;
  const wasDenied = made.some(
    ({ of, suggestion: { state } }) => of === id && (state === 'dismissed' || state === 'undone'),
  );
  const is = (home: boolean) => (reading.sure && !wasDenied ? home : 'unclear');
  if (!main) return null;
  switch (main.intent) {
    case 'coming': {
      const { inMinutes = 0 } = main.slots;
      return now < at + inMinutes * 60_000 ? 'unclear' : is(true);
    }
    case 'not_home':
      return is(false);
    case 'ack':
      if (!toHome) return null;
      return onlyThanks.test(text) ? 'unclear' : is(true);
    case 'reschedule':
    case 'leave_at':
    case 'refuse':
    case 'change_address':
    case 'received':
      return 'unclear';
    case 'access_code':
    case 'directions':
    case 'contact':
    case 'ask_where':
    case 'problem':
    case 'other':
    case 'ask_home':
    case 'ask_leave_at':
    case 'ask_directions':
    case 'ask_code':
    case 'arrived':
    case 'left_at':
    case 'delay':
      return toHome && !isQuotable(reading) ? 'unclear' : null;
  }
}

function home(known: Known, denied: number): Found | null {
  const { now, dayFrom, said, made, habits } = known;
  const agreed = made.find(({ suggestion: { act, state } }) => act.do === 'reschedule' && state === 'confirmed');
  const agreedAt = agreed ? (agreed.suggestion.answeredAt ?? agreed.at) : 0;
  const oldest = Math.max(dayFrom, now - LATELY_MS, agreedAt, denied + 1);
  for (const one of said) {
    if (one.at < oldest) break;
    const is = presenceIn(one, known);
    if (is === 'unclear') return null;
    if (is !== null) return { answer: { to: 'home', home: is, saidAt: one.at }, from: one.id };
  }
  if (denied > 0) return null;
  if (agreed) {
    const { act } = agreed.suggestion;
    const isNow = act.do === 'reschedule' && act.window && act.window.from <= now && now < act.window.to;
    return isNow ? { answer: { to: 'home', home: true, saidAt: agreedAt }, from: agreed.of } : null;
  }
  return habits.home ? { answer: { to: 'home', home: true, saidAt: null, ...habits.home }, from: null } : null;
}

/** Beside these a place that was agreed on still holds. */
const besideThePoint: ReadonlySet<Meaning['intent']> = new Set<Meaning['intent']>([
  'ack',
  'coming',
  'not_home',
  'contact',
  'access_code',
  'directions',
  'ask_where',
]);

const leavesIt = ({ reading }: Said, place: LeavePlace) =>
  isQuotable(reading) &&
  reading.intents.every((meaning) =>
    meaning.intent === 'leave_at' ? meaning.slots.place === place : besideThePoint.has(meaning.intent),
  );

function leaveAt({ said, made, habits }: Known, denied: number): Found | null {
  const places = made.flatMap(({ at, of, suggestion: { act, state, answeredAt } }) =>
    act.do === 'leave_at' ? [{ ...act, state, of, at: answeredAt ?? at }] : [],
  );
  const standing = places.filter(({ state }) => state !== 'dismissed');
  const agreed = standing.find(({ state }) => state === 'confirmed');
  if (!agreed) {
    const usual = habits.leaveAt;
    if (!usual || places.length > 0 || denied > 0 || !said.every((one) => leavesIt(one, usual.place))) return null;
    return { answer: { to: 'leave_at', ...usual, agreed: false }, from: null };
  }
  const { place, detail, at, of } = agreed;
  const since = standing.slice(0, standing.indexOf(agreed));
  const isMeant = since.every((later) => later.place === place && later.state !== 'undone');
  const holds = at > denied && isMeant && said.every((one) => one.at < at || leavesIt(one, place));
  return holds
    ? { answer: { to: 'leave_at', place, ...(detail !== undefined && { detail }), agreed: true }, from: of }
    : null;
}

/** Words that may say that a code is another one now, though no code was found in them. */
const speaksOfCodes = /密码|门禁|暗号|\b(?:code|pin|password)\b/iu;

function code({ said }: Known, denied: number): Found | null {
  for (const { at, id, text, reading } of said) {
    if (at <= denied) return null;
    const codes = reading.intents.flatMap((meaning) => (meaning.intent === 'access_code' ? [meaning.slots.code] : []));
    if (codes.length > 0)
      return isQuotable(reading) ? { answer: { to: 'code', code: codes.join(' / '), saidAt: at }, from: id } : null;
    if (speaksOfCodes.test(text)) return null;
  }
  return null;
}

/** An address that names its house, this or another: the drawing's nearest one is a guess beside it. */
const namesHouse = /[\p{L}\d]\s*(?:号楼|#|栋|幢|座)|\b(?:building|bldg|block|tower|house|no\.)/iu;

function way(known: Known, denied: number): Found | null {
  const address = known.addressDetail || known.address;
  const building = namesHouse.test(address) ? null : known.building;
  const guided = known.said.find(
    ({ at, reading }) =>
      at > denied && isQuotable(reading) && reading.intents.some((one) => one.intent === 'directions'),
  );
  const said = guided?.reading.intents
    .flatMap((one) => (one.intent === 'directions' ? [one.slots.text] : []))
    .join('; ');
  // The courier has the address before them: with nothing beside it, it is no answer.
  if (!said && (denied > 0 || !(known.addressDetail || building))) return null;
  return {
    answer: { to: 'way', address, ...(said && { said }), ...(building && { building }) },
    from: guided?.id ?? null,
  };
}

/** The answer to a question about the recipient, as far as it is known; null: silence. Never more than what was said or counted. */
export function answerTo(question: Exclude<Question, 'where'>, known: Known): Found | null {
  const denied = deniedAt(question, known.made);
  switch (question) {
    case 'home':
      return home(known, denied);
    case 'leave_at':
      return leaveAt(known, denied);
    case 'code':
      return code(known, denied);
    case 'way':
      return way(known, denied);
  }
}

/** What of an answer can be said otherwise: not when it was said, nor how often. */
const gist = (answer: AssistantAnswer) =>
  JSON.stringify({ ...answer, saidAt: undefined, times: undefined, of: undefined });

/** Whether two answers tell a reader the same. */
export const tellsTheSame = (one: AssistantAnswer, other: AssistantAnswer): boolean => gist(one) === gist(other);
