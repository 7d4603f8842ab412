import * as v from 'valibot';
import { statuses } from '#protocol';
import { CourierIntent, type Meaning, RecipientIntent, setFaults } from '../understanding/meaning.ts';

export type { Meaning };

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
