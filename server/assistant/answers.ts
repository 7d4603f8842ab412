import type {
  AssistantAnswer,
  Away,
  Delivery,
  Entry,
  EntryId,
  LineId,
  MemberId,
  Point,
  Status,
  Suggestion,
} from '#protocol';
import { isAhead } from '../deliveries/rules.ts';
import { RefusedError } from '../edge/refused-error.ts';
import type { Parts } from '../parts.ts';
import type { AnswersStore, Audience, Words } from './answers-store.ts';
import { type Habits, noHabits } from './habits.ts';
import {
  answerTo,
  type Found,
  isAnswered,
  type Known,
  mayAsk,
  type Question,
  questionOf,
  type Said,
  tellsTheSame,
} from './questions.ts';
import type { Reader, Reading } from './reader.ts';
import { whereAnswer } from './where-answer.ts';
import { withdrawn } from './withdrawn.ts';
import { epochOf, localIso } from './zone.ts';

/** Messages of the recipient that are read again for an answer, and messages that these are among; the newest. */
const SAID_MAX = 30;
const WORDS_MAX = 60;
/** What is said later than this after a question is no reply to it, ms. */
const REPLY_MS = 1_800_000;

type Heard = Entry & { readonly by: MemberId };
/** Questions about the recipient; the other one is about the courier. */
type Personal = Exclude<Question, 'where'>;

interface Needs extends Pick<Parts, 'clock' | 'timeline' | 'deliveries'> {
  readonly read: Reader['read'];
  readonly store: AnswersStore;
  /** IANA name. */
  readonly zone: string;
  /** The round that the line is in; null where there is no such line. */
  readonly roundOf: (lineId: LineId) => Promise<string | null>;
  /** How far the courier is, as the line is told it; null where they do not share with it. */
  readonly awayOf: (lineId: LineId) => Promise<Away | null>;
  /** What the house at a door is called; null where no drawing says it. */
  readonly houseAt: (door: Point) => Promise<Known['building']>;
  /** What the recipient of the line usually does. */
  readonly habits: (lineId: LineId) => Promise<Habits>;
}

/** Routine questions, answered from what the line knows; silence wherever it does not know. One call at a time for each line. */
export interface Answers {
  /** After a message was read: withdraws the answers that it says otherwise, or answers what it asks. */
  heard(said: Heard, reading: Reading): Promise<void>;
  /** Withdraws the answers that what is known now does not bear out. */
  review(lineId: LineId): Promise<void>;
  /** These words are gone or others: withdraws the answers that were taken from them. */
  changed(lineId: LineId, words: EntryId): Promise<void>;
}

export function openAnswers(parts: Needs): Answers {
  const { clock, timeline, deliveries, read, store, zone, roundOf, awayOf, houseAt, habits } = parts;

  /** Null where something could not be read: then nothing is known for sure. */
  async function saidIn(words: readonly Words[], status: Status): Promise<Said[] | null> {
    const readOne = ({ role, text, at }: Words) => read(text, { from: role, status, now: localIso(at, zone) });
    const said: Said[] = [];
    for (const [i, one] of words.entries()) {
      if (one.role !== 'recipient') continue;
      if (said.length === SAID_MAX) break;
      const reading = await readOne(one);
      if (!reading) return null;
      const before = words.slice(i + 1).find(({ role }) => role === 'courier');
      const asked = before && one.at - before.at < REPLY_MS ? await readOne(before) : null;
      said.push({ ...one, reading, toHome: asked !== null && questionOf(asked) === 'home' });
    }
    return said;
  }

  async function knownOf(
    delivery: Delivery,
    { hiddenSeq, hasStation }: Pick<Audience, 'hiddenSeq' | 'hasStation'>,
  ): Promise<Known | null> {
    const { id: lineId, status, point, address, addressDetail } = delivery;
    const said = await saidIn(await store.words(lineId, hiddenSeq, WORDS_MAX), status);
    if (!said) return null;
    const now = clock.now();
    return {
      now,
      dayFrom: epochOf(localIso(now, zone).slice(0, 10), '00:00', zone),
      said,
      made: await store.made(lineId, hiddenSeq),
      // What is remembered of a recipient is for nobody but their courier.
      habits: hasStation ? noHabits : await habits(lineId),
      address,
      addressDetail,
      building: await houseAt(point),
    };
  }

  async function where({ id: lineId, status }: Delivery): Promise<AssistantAnswer | null> {
    const roundId = await roundOf(lineId);
    const ahead = roundId ? (await deliveries.stopsOf(roundId)).filter((stop) => isAhead(stop.status)) : [];
    const at = ahead.findIndex((stop) => stop.lineId === lineId);
    const away = await awayOf(lineId);
    return whereAnswer(status, { away, stopsBefore: at < 0 ? null : at, now: clock.now() });
  }

  async function about(question: Personal, delivery: Delivery, here: Audience): Promise<Found | null> {
    const known = mayAsk(delivery.status) ? await knownOf(delivery, here) : null;
    return known && answerTo(question, known);
  }

  async function answer(asked: Heard, question: Question, confidence: number): Promise<void> {
    const { lineId } = asked;
    const here = await store.audience(lineId);
    if (here.hasAgent || !here.recipient) return;
    if (isAnswered(question, await store.made(lineId, here.hiddenSeq), clock.now())) return;
    const delivery = await deliveries.get(lineId);
    const isAboutCourier = question === 'where';
    const told = isAboutCourier ? await where(delivery) : null;
    const found = isAboutCourier ? told && { answer: told, from: null } : await about(question, delivery, here);
    if (!found) return;
    const body: Suggestion = {
      kind: 'suggestion',
      act: { do: 'answer', answer: found.answer },
      about: isAboutCourier ? asked.by : here.recipient,
      asks: null,
      state: 'applied',
      confidence: Math.round(confidence * 100) / 100,
      ...(found.from && { from: found.from }),
    };
    await timeline.add(lineId, { by: null, clientId: null, replyTo: asked.id, body }, async (trx) => {
      // Looked at again with the line locked: who came meanwhile may not see what the answer quotes, and words can be taken back.
      const now = await store.audience(lineId, trx);
      const isSaid = await store.areSaid(trx, found.from ? [asked.id, found.from] : [asked.id]);
      if (now.hasAgent || now.hiddenSeq > here.hiddenSeq || !isSaid)
        throw new RefusedError('conflict', 'The line has changed while it was answered');
    });
  }

  async function withdraw(entryId: EntryId): Promise<void> {
    await timeline.change(entryId, ({ body }) =>
      body.kind === 'suggestion' && body.act.do === 'answer' && body.state === 'applied' ? withdrawn(body) : null,
    );
  }

  /** The answers about the recipient that hold. */
  async function given(lineId: LineId) {
    const made = await store.made(lineId, 0);
    return made.flatMap(({ id, suggestion: { act, state, from } }) =>
      act.do === 'answer' && state === 'applied' && act.answer.to !== 'where' && act.answer.to !== 'question'
        ? [{ id, from, answer: act.answer, question: act.answer.to }]
        : [],
    );
  }

  async function review(lineId: LineId): Promise<void> {
    const answers = await given(lineId);
    if (answers.length === 0) return;
    const delivery = await deliveries.get(lineId);
    // What served its purpose is left as it was.
    if (!mayAsk(delivery.status)) return;
    // Nothing is told here: what was answered before somebody came is judged by all that is known.
    const known = await knownOf(delivery, { hiddenSeq: 0, hasStation: false });
    if (!known) return;
    for (const one of answers) {
      const now = answerTo(one.question, known);
      if (!now || !tellsTheSame(now.answer, one.answer)) await withdraw(one.id);
    }
  }

  return {
    async heard(said, reading) {
      const question = questionOf(reading);
      await (question ? answer(said, question, reading.confidence) : review(said.lineId));
    },
    review,
    async changed(lineId, words) {
      // Whatever can be read at the moment.
      for (const one of await given(lineId)) if (one.from === words) await withdraw(one.id);
      await review(lineId);
    },
  };
}
