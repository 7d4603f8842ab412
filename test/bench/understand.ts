import { statSync } from 'node:fs';
import type { Message } from '../../server/assistant/corpus/labels.ts';
import { readPhrases } from '../../server/assistant/corpus/phrases.ts';
import { readCorpus, readHostile, readUnseen } from '../../server/assistant/corpus/read.ts';
import { nearCopies, splitCorpus } from '../../server/assistant/corpus/split.ts';
import { trainModel, withoutNear } from '../../server/assistant/train-model.ts';
import { mayActAlone, maySuggest } from '../../server/assistant/understanding/alone.ts';
import { modelFile, readModel } from '../../server/assistant/understanding/model.ts';
import { createUnderstand } from '../../server/assistant/understanding/understand.ts';
import type { Measurement, Size } from './main.ts';
import { byKeywords, trainNlpjs } from './understand/baselines.ts';
import type { Reader } from './understand/baselines.ts';

type Meaning = Message['intents'][number];
type Understand = ReturnType<typeof createUnderstand>;

/** Precision at which an understanding is shown to people. */
const WANTED_PRECISION = 0.98;

const part = (items: readonly unknown[], of: readonly unknown[]) =>
  of.length === 0 ? 0 : (100 * items.length) / of.length;
const figure = (name: string, value: number, note: string): Measurement => ({
  name,
  unit: '%',
  samples: [value],
  note,
});

/** The slots that are told exactly right or not at all; texts cut from the message are measured by themselves. */
function exact({ intent, slots }: Meaning): string {
  const told = Object.entries(slots).filter(([name]) => name !== 'text' && name !== 'detail');
  return JSON.stringify([intent, told.sort(([one], [other]) => (one < other ? -1 : 1))]);
}

const sorted = (items: readonly string[]) => items.toSorted().join();

interface Judged {
  readonly message: Message;
  readonly main: boolean;
  readonly set: boolean;
  readonly slots: boolean;
  /** Sure enough to be shown as a suggestion. */
  readonly shown: boolean;
  /** The day and the window of another time; null where it was not wished, or not understood as a wish for it. */
  readonly window: boolean | null;
  readonly confidence: number;
  readonly confused: string;
}

function judge(understand: Understand, message: Message): Judged {
  const understanding = understand(message.text, message);
  const { intents, confidence } = understanding;
  const windowIn = (meanings: readonly Meaning[]) => meanings.find(({ intent }) => intent === 'reschedule');
  const [wished, read] = [windowIn(message.intents), windowIn(intents)];
  const [wanted, got] = [message.intents[0]?.intent, intents[0]?.intent];
  return {
    message,
    main: wanted === got,
    set: sorted(intents.map(({ intent }) => intent)) === sorted(message.intents.map(({ intent }) => intent)),
    slots: sorted(intents.map(exact)) === sorted(message.intents.map(exact)),
    shown: maySuggest(understanding),
    window: wished && read ? exact(wished) === exact(read) : null,
    confidence,
    confused: `${wanted} read as ${got}`,
  };
}

/** The lowest confidence from which so many are right, and the share of messages that have it. */
function coverage(judged: readonly Judged[]): { share: number; from: number } {
  const surest = judged.toSorted((one, other) => other.confidence - one.confidence);
  let right = 0;
  let last = -1;
  for (const [at, { main }] of surest.entries()) {
    if (main) right++;
    if (right >= WANTED_PRECISION * (at + 1)) last = at;
  }
  return { share: part(surest.slice(0, last + 1), surest), from: surest[last]?.confidence ?? 1 };
}

function grouped(judged: readonly Judged[], of: (judged: Judged) => string): [string, Judged[]][] {
  return [...Map.groupBy(judged, of)].sort(([, one], [, other]) => other.length - one.length);
}

function report(name: string, understand: Understand, messages: readonly Message[]): Measurement[] {
  const judged = messages.map((message) => judge(understand, message));
  const count = `${messages.length} messages`;
  const { share, from } = coverage(judged);
  const right = (of: readonly Judged[]) =>
    part(
      of.filter(({ main }) => main),
      of,
    );
  const wrong = judged.filter(({ main }) => !main);
  const shown = judged.filter((one) => one.shown);
  const windows = judged.map(({ window }) => window).filter((window) => window !== null);
  console.log(
    `${name}, most confused: ${grouped(wrong, ({ confused }) => confused)
      .slice(0, 15)
      .map(([pair, of]) => `${pair} ${of.length}`)
      .join(' · ')}`,
  );
  return [
    figure(`${name}: main intent`, right(judged), count),
    figure(
      `${name}: set of intents`,
      part(
        judged.filter(({ set }) => set),
        judged,
      ),
      count,
    ),
    figure(
      `${name}: intents and slots exact`,
      part(
        judged.filter(({ slots }) => slots),
        judged,
      ),
      `${count}; without texts and details`,
    ),
    figure(`${name}: coverage at 98 % precision`, share, `confidence from ${from.toFixed(3)}`),
    figure(`${name}: shown at the working threshold`, part(shown, judged), count),
    figure(`${name}: of these the main intent is right`, right(shown), `${shown.length} messages`),
    figure(
      `${name}: day and window of another time`,
      part(windows.filter(Boolean), windows),
      `${windows.length} messages`,
    ),
    ...grouped(judged, ({ message }) => `${message.from}, ${message.lang}`).map(([group, of]) =>
      figure(`${name}: main intent, ${group}`, right(of), `${of.length} messages`),
    ),
    ...grouped(judged, ({ message }) => message.hard ?? 'plain').map(([group, of]) =>
      figure(`${name}: main intent, ${group}`, right(of), `${of.length} messages`),
    ),
  ];
}

async function baseline(name: string, read: Reader, messages: readonly Message[]): Promise<Measurement> {
  const right: Message[] = [];
  for (const message of messages) {
    const { intent } = await read(message);
    if (intent === message.intents[0]?.intent) right.push(message);
  }
  return figure(name, part(right, messages), `${messages.length} messages`);
}

/** How much of what people write is understood, beside nlp.js and keywords; how soon; how it meets orders to the machine. */
export async function run(size: Size): Promise<Measurement[]> {
  const phrases = readPhrases();
  const messages = readCorpus();
  const { train, development, test } = splitCorpus(messages);
  const lessons = { messages: train, phrases: withoutNear(phrases, [...development, ...test]) };
  const unseen = readUnseen();
  const startedAt = performance.now();
  const understand = createUnderstand(readModel());
  const loaded = performance.now() - startedAt;
  // The committed model has learned from the test part too: that is measured with one that has not.
  const measured = createUnderstand(trainModel(lessons, development, 'measured'));
  const copies = new Set(
    nearCopies(
      unseen.map(({ text }) => text),
      [...messages, ...phrases].map(({ text }) => text),
    ),
  );
  const strange = unseen.filter(({ text }) => !copies.has(text));
  const actsOn = (by: Understand) => (message: Message) => {
    const understanding = by(message.text, message);
    return mayActAlone(message.text, understanding) ? [{ message, intent: understanding.intents[0]?.intent }] : [];
  };
  const acted = [...[...unseen, ...readHostile()].flatMap(actsOn(understand)), ...test.flatMap(actsOn(measured))];
  const actedWrongly = acted.filter(({ message, intent }) => message.intents.every((meant) => meant.intent !== intent));
  const times = unseen.map((message) => {
    const before = performance.now();
    understand(message.text, message);
    return performance.now() - before;
  });
  const nlpjs = await trainNlpjs(size === 'full' ? lessons : { ...lessons, messages: train.slice(0, 500) });
  return [
    ...report('own test part', measured, test),
    ...report('unseen', understand, unseen),
    figure(
      'unseen, like nothing learnt: main intent',
      part(
        strange.filter((message) => judge(understand, message).main),
        strange,
      ),
      `${strange.length} messages`,
    ),
    await baseline('nlp.js, own test part: main intent', nlpjs, test),
    await baseline('nlp.js, unseen: main intent', nlpjs, unseen),
    await baseline('keywords, own test part: main intent', byKeywords, test),
    await baseline('keywords, unseen: main intent', byKeywords, unseen),
    {
      name: 'acted on alone, wrongly',
      unit: '',
      samples: [actedWrongly.length],
      note: `of ${acted.length} acted on, unseen, hostile and own test messages`,
    },
    { name: 'a message understood', unit: 'ms', samples: times, note: 'unseen messages, one after the other' },
    { name: 'model loaded', unit: 'ms', samples: [loaded], note: 'from disk, cold' },
    { name: 'model on disk', unit: 'MB', samples: [statSync(modelFile).size / 1e6], note: '' },
  ];
}
