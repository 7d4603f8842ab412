import * as v from 'valibot';
import { statuses } from '#protocol';
import { groupOf } from '../understanding/intent-order.ts';

/** Where a parcel can be put or whom it can be given to. */
const places = ['door', 'station', 'locker', 'guard', 'neighbour', 'reception', 'mailbox', 'other'] as const;

/** What makes a message difficult; where several fit, a label names the first of them. */
const hardTags = [
  'midnight',
  'injection',
  'asr_noise',
  'typos',
  'long',
  'sarcasm',
  'emoji',
  'regional',
  'slang',
  'multi_intent',
  'conditional',
  'negation',
  'indirect',
  'relative_time',
] as const;
type HardTag = (typeof hardTags)[number];

const Place = v.picklist(places);
const Clock = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/));
const Minutes = v.pipe(v.number(), v.integer(), v.minValue(1));
const Piece = v.pipe(v.string(), v.trim(), v.nonEmpty());

function intent<const Name extends string, const Slots extends v.ObjectEntries>(name: Name, slots: Slots) {
  return v.strictObject({ intent: v.literal(name), slots: v.strictObject(slots) });
}

/** What a recipient's message can mean. */
const RecipientIntent = v.variant('intent', [
  intent('coming', { inMinutes: v.optional(v.pipe(Minutes, v.maxValue(60))) }),
  intent('leave_at', { place: Place, detail: v.optional(Piece) }),
  intent('not_home', {}),
  intent('reschedule', {
    date: v.nullable(v.pipe(v.string(), v.isoDate())),
    from: v.optional(Clock),
    to: v.optional(Clock),
  }),
  intent('refuse', {}),
  intent('ask_where', {}),
  intent('directions', { text: Piece }),
  intent('access_code', { code: v.pipe(v.string(), v.regex(/^[0-9A-Za-z#*]+$/)) }),
  intent('received', {}),
  intent('ack', {}),
  intent('contact', { channel: v.picklist(['call', 'message', 'none']) }),
  intent('problem', { kind: v.picklist(['missing', 'damaged', 'wrong', 'late', 'rude', 'other']) }),
  intent('change_address', { text: v.string() }),
  intent('other', {}),
]);
type RecipientIntent = v.InferOutput<typeof RecipientIntent>;

/** What a courier's message can mean. */
const CourierIntent = v.variant('intent', [
  intent('ask_home', {}),
  intent('ask_leave_at', { place: Place }),
  intent('ask_directions', {}),
  intent('ask_code', {}),
  intent('arrived', {}),
  intent('left_at', { place: Place }),
  intent('delay', { inMinutes: v.optional(Minutes) }),
  intent('ack', {}),
  intent('other', {}),
]);
type CourierIntent = v.InferOutput<typeof CourierIntent>;

export type Meaning = RecipientIntent | CourierIntent;

/** Words that give a part of the day both its ends. */
const partsOfDay = [
  { from: '08:00', to: '12:00', words: /早|上午|上昼|朝|morning/i },
  { from: '11:00', to: '13:00', words: /中午|正午|午休|晌午|晏昼|noon|lunch/i },
  { from: '12:00', to: '18:00', words: /下午|下昼|后晌|晏昼|afternoon|arvo/i },
  { from: '18:00', to: '22:00', words: /晚|夜|evening|tonight|night/i },
  { from: '18:00', to: '21:00', words: /下班|下咗班|放工|收工|work|shift|office|knock off/i },
];
const clockWords =
  /[0-9０-９〇零一二两俩三四五六七八九十半]|中午|正午|午前|刻|noon|midnight|lunch|half|quarter|hour|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty/i;

/** A text as far as two labellers would call it the same: letters and digits only, without case, width or accents. */
export function normalised(text: string): string {
  const letters = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
  return letters === '' ? text.trim() : letters;
}

type Reschedule = Extract<RecipientIntent, { intent: 'reschedule' }>['slots'];

function windowFaults(text: string, { date, from, to }: Reschedule, tag: HardTag | null, now: string): string[] {
  const faults: string[] = [];
  if (date === null && (from ?? to) !== undefined) faults.push('a vague day has no times');
  if (date !== null && date < now.slice(0, 10)) faults.push('the date is over');
  if (from !== undefined && to !== undefined && from >= to) faults.push('the window ends before it begins');
  // A misspelt or misheard word of time is in no list.
  const garbled = tag === 'asr_noise' || tag === 'typos';
  const part = partsOfDay.find((part) => part.from === from && part.to === to);
  const said = part?.words.test(text) === true || clockWords.test(text);
  if ((from ?? to) !== undefined && !garbled && !said) faults.push('no word of the text gives this window');
  return faults;
}

function slotFaults(text: string, { intent, slots }: Meaning, tag: HardTag | null, now: string): string[] {
  if (intent === 'reschedule') return windowFaults(text, slots, tag, now);
  if (intent === 'leave_at' && slots.place === 'other' && slots.detail === undefined)
    return ['a place of its own kind needs a detail'];
  let pieces: string[] = [];
  if (intent === 'directions' || intent === 'change_address') pieces = [slots.text];
  if (intent === 'leave_at') pieces = slots.detail?.split('; ') ?? [];
  return pieces.filter((piece) => !text.includes(piece)).map((piece) => `"${piece}" is not a piece of the text`);
}

/** Twice is allowed only for two codes, two places, or two kinds of problem. */
function twiceFaults(intents: Meaning[]): string[] {
  const may = new Set(['access_code', 'leave_at', 'ask_leave_at', 'problem']);
  const names = intents.map(({ intent }) => intent);
  const whole = intents.map((meaning) => JSON.stringify(meaning));
  return names
    .filter((name, at) => names.indexOf(name) < at && (!may.has(name) || new Set(whole).size < whole.length))
    .map((name) => `${name} stands twice`);
}

function setFaults(intents: Meaning[]): string[] {
  const faults = twiceFaults(intents);
  const names = new Set(intents.map(({ intent }) => intent));
  if (intents.length > 1 && (names.has('ack') || names.has('other'))) faults.push('ack and other stand alone');
  const wishes = ['leave_at', 'reschedule', 'refuse', 'change_address', 'coming'] as const;
  if (names.has('not_home') && wishes.some((wish) => names.has(wish)))
    faults.push('not_home stands only where nothing else says what to do');
  const groups = intents.map(({ intent }) => groupOf[intent]);
  if (groups.some((of, at) => at > 0 && of < (groups[at - 1] ?? 0))) faults.push('the order of the groups is broken');
  return faults;
}

const bareReceipt = /^(收到(了|啦|咯|嘞|哈)?(谢谢|多谢|辛苦了)?|gotit(thanks|thankyou|cheers|ta)?)$/;

function tagFaults(lang: string, now: string, text: string, intents: Meaning[], tag: HardTag | null): string[] {
  const faults: string[] = [];
  const rank = tag === null ? hardTags.length : hardTags.indexOf(tag);
  const atMost = (limit: HardTag, why: string) => {
    if (rank > hardTags.indexOf(limit)) faults.push(`${why}, so the tag is ${limit} or one above it`);
  };
  const night = now.slice(11, 13) < '04' && intents.some(({ intent }) => intent === 'reschedule');
  if (night !== (tag === 'midnight')) faults.push('midnight is for a new time asked between 00:00 and 03:59');
  const isLong = Array.from(text).length >= (lang === 'en' ? 200 : 100);
  if (isLong) atMost('long', 'the text is long');
  else if (tag === 'long') faults.push('the text is not long');
  if (intents.length > 1) atMost('multi_intent', 'there are several intents');
  else if (tag === 'multi_intent') faults.push('there is one intent only');
  return faults;
}

function languageFaults(lang: string, text: string): string[] {
  const han = /\p{Script=Han}/u.test(text);
  const latin = /\p{Script=Latin}{2}/u.test(text);
  const letters = /\p{L}/u.test(text);
  if (lang === 'en' && han) return ['Chinese characters in an English text'];
  if (lang === 'zh' && letters && !han) return ['no Chinese character in a Chinese text'];
  if (lang === 'mixed' && !(han && latin)) return ['a mixed text needs both scripts'];
  return [];
}

interface Line {
  readonly lang: string;
  readonly now: string;
  readonly status: string;
  readonly text: string;
  readonly intents: Meaning[];
  readonly hard: HardTag | null;
}

function faultsOf({ lang, now, status, text, intents, hard }: Line): string[] {
  const faults = [
    ...languageFaults(lang, text),
    ...setFaults(intents),
    ...tagFaults(lang, now, text, intents, hard),
    ...intents.flatMap((meaning) => slotFaults(text, meaning, hard, now)),
  ];
  const only = status === 'delivered' ? 'received' : 'ack';
  if (bareReceipt.test(normalised(text)) && intents[0]?.intent !== only)
    faults.push(`a bare "got it" at ${status} is ${only}`);
  return faults;
}

const entries = {
  id: v.pipe(v.string(), v.regex(/^[a-z]+(-[a-z0-9]+)*-\d{4}$/)),
  lang: v.picklist(['zh', 'en', 'mixed']),
  now: v.pipe(v.string(), v.regex(/^20\d\d-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:00\+08:00$/), v.isoTimestamp()),
  status: v.picklist(statuses),
  text: v.string(),
  hard: v.nullable(v.picklist(hardTags)),
};
const { id, lang, now, status, text, hard } = entries;
const several = <const Of extends v.GenericSchema>(of: Of) => v.pipe(v.array(of), v.minLength(1), v.maxLength(3));

/**
 * One line of the corpus: a message, when and at which status it was sent, and what it means, main intent first. What a
 * schema cannot say (order, pieces cut from the text, windows that the words give) is checked too, so that a line that
 * parses is well labelled as far as a program can tell.
 */
export const Message = v.pipe(
  v.variant('from', [
    v.strictObject({
      id,
      lang,
      from: v.literal('recipient'),
      now,
      status,
      text,
      intents: several(RecipientIntent),
      hard,
    }),
    v.strictObject({ id, lang, from: v.literal('courier'), now, status, text, intents: several(CourierIntent), hard }),
  ]),
  v.rawCheck(({ dataset, addIssue }) => {
    if (dataset.typed) for (const message of faultsOf(dataset.value)) addIssue({ message });
  }),
);
export type Message = v.InferOutput<typeof Message>;
