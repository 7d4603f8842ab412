import type { ContactChannel, Entry, EntryBody, EntryId, LineId, PhotoId, Suggestion } from '#protocol';
import type { OperatorData } from '../operator-data.ts';
import type { Parts } from '../parts.ts';
import { StorageUnavailableError } from '../storage/storage-unavailable-error.ts';
import { RefusedError } from '../edge/refused-error.ts';
import type { AssistantRules } from '../protocol/operator-assistant.ts';
import { isOffer, photoProposal, type Proposal, proposalOf } from './acts.ts';
import type { Answers } from './answers.ts';
import type { AnswersStore } from './answers-store.ts';
import { type Larger, openLargerReader } from './larger-reader.ts';
import type { Reader, Reading } from './reader.ts';
import { type AssistantStore, type Spoken, type Standing, suggestionIn } from './store.ts';
import type { Context } from './understanding/understand.ts';
import type { Room } from './windows.ts';
import { quotes, withdrawn, withoutWords } from './withdrawn.ts';
import { wordsIn } from './words-in.ts';
import { localIso } from './zone.ts';

/**
 * Lines whose messages are worked on at once: three times what 500 messages a second come to. What comes on top is not understood, so that
 * people's own words, which need the same thread and database, hardly wait for it (docs/benchmarks.md).
 */
const AT_ONCE_MAX = 12;
/** Messages that wait for the ones before them on their line: what a phone says after hours without a network. */
const WAITING_MAX = 1000;

type Wanted = 'clock' | 'timeline' | 'deliveries' | 'membership' | 'happenings' | 'log' | 'report';

interface Needs extends Pick<Parts, Wanted> {
  /** Null: nothing is read. */
  readonly reader: Reader | null;
  readonly store: AssistantStore;
  readonly rules: OperatorData<AssistantRules>;
  readonly answers: Answers;
  readonly answersStore: AnswersStore;
  /** Null: the operator has none. */
  readonly larger: Larger | null;
  /** IANA name. */
  readonly zone: string;
  /** Whether words can be kept for the next delivery to this recipient. */
  readonly canRemember: (lineId: LineId) => Promise<boolean>;
  /** The recipient has said how they want to be reached. */
  readonly wantsContact: (lineId: LineId, channel: ContactChannel) => Promise<void>;
}

export interface Assistant {
  /** What decides which windows can be had on a line; null where there is no such line. */
  room(lineId: LineId): Promise<Room | null>;
  /** Hears nothing more, and waits for what is under way. */
  close(): Promise<void>;
}

const heardKinds: ReadonlySet<EntryBody['kind']> = new Set<EntryBody['kind']>(['text', 'voice', 'photo']);
/** After these nobody comes down any more as they had said; beside a place they still may. */
const endsComing: ReadonlySet<Proposal['act']['do']> = new Set<Proposal['act']['do']>([
  'coming',
  'received',
  'reschedule',
]);
const isGone = ({ body }: Entry): boolean => body.kind === 'taken_back' || body.kind === 'erased';
/** A person has said what they make of it: it may say otherwise than an answer that was given. */
const isDecided = ({ body }: Entry): boolean => body.kind === 'suggestion' && body.answeredBy !== undefined;

/** Hears what courier and recipient say, and adds to the line what it has understood. Nobody waits for it. */
export function openAssistant(parts: Needs): Assistant {
  const { clock, timeline, happenings, log, report, reader, store, rules, answers, answersStore, zone, canRemember } =
    parts;
  const working = new Set<Promise<void>>();
  const lastOf = new Map<LineId, Promise<void>>();
  const largerReader = parts.larger && openLargerReader({ ...parts, ...parts.larger, proposalFor, suggest, inTurn });
  /** How many messages are worked on; those that wait, and what the larger model is asked for, do not count. */
  let hearing = 0;
  let closed = false;
  let isFull = false;

  async function roomOf(lineId: LineId, { roundId }: Standing): Promise<Room> {
    const { hours } = await rules.get();
    const { booked, today } = await store.workOf(lineId, roundId);
    return { hours, now: clock.now(), zone, booked, today };
  }

  /** What waits for a tap, or was made of somebody's words without one, holds no longer. */
  async function replace(entryIds: readonly EntryId[]): Promise<void> {
    for (const id of entryIds)
      await timeline.change(id, (entry) => {
        const now = suggestionIn(entry);
        return now?.state === 'open' || now?.state === 'applied' ? withdrawn(now) : null;
      });
  }

  /** The words are gone: what people have decided stays, and quotes none of them. */
  async function letGo(entryIds: readonly EntryId[]): Promise<void> {
    await replace(entryIds);
    for (const id of entryIds)
      await timeline.change(id, (entry) => {
        const now = suggestionIn(entry);
        return now && quotes(now) ? withoutWords(now) : null;
      });
  }

  async function suggest(
    of: Spoken,
    proposal: Proposal,
    { confidence, larger }: Pick<Suggestion, 'confidence' | 'larger'>,
  ): Promise<void> {
    // One question at a time: what was said before is asked about no more, and an offer waits for a better moment.
    const held = await store.heldAbout(of.lineId, of.by);
    if (!isOffer(proposal.act))
      await replace(held.filter(({ isOpen }) => isOpen || endsComing.has(proposal.act.do)).map(({ id }) => id));
    else if (held.some(({ isOpen }) => isOpen)) return;
    const body: Suggestion = {
      kind: 'suggestion',
      ...proposal,
      about: of.by,
      confidence: Math.round(confidence * 100) / 100,
      ...(larger && { larger }),
    };
    await timeline.add(of.lineId, { by: null, clientId: null, replyTo: of.id, body }, async (trx) => {
      // With the line locked: what was erased meanwhile is not said again in a suggestion, nor told to who has come since.
      const { hiddenSeq } = await answersStore.audience(of.lineId, trx);
      if (of.seq <= hiddenSeq || !(await answersStore.areSaid(trx, [of.id])))
        throw new RefusedError('conflict', 'The line has changed while the words were read');
    });
  }

  async function proposalFor(lineId: LineId, reading: Reading, standing: Standing): Promise<Proposal | null> {
    const { leaveAt } = await rules.get();
    const room = await roomOf(lineId, standing);
    // Only the way to the door is kept: for any other message nobody is looked up.
    const hasWay = reading.intents.some(({ intent }) => intent === 'directions');
    return proposalOf(reading, { ...standing, room, leaveAt, canRemember: hasWay && (await canRemember(lineId)) });
  }

  async function hearWords(said: Spoken, text: string, from: Context['from'], standing: Standing): Promise<void> {
    const context = { from, status: standing.status, now: localIso(said.at, zone) };
    const reading = await reader?.read(text, context);
    if (!reading || closed) return;
    const proposal = reading.sure ? await proposalFor(said.lineId, reading, standing) : null;
    if (proposal) await suggest(said, proposal, reading);
    await answers.heard(said, reading);
    const contact = reading.intents.find((one) => one.intent === 'contact');
    if (reading.sure && contact) await parts.wantsContact(said.lineId, contact.slots.channel);
    if (largerReader) void follow(largerReader.words({ said, text, context, reading, standing }));
  }

  async function hearPhoto(said: Spoken, photoId: PhotoId, from: Context['from'], standing: Standing): Promise<void> {
    const offer = photoProposal(from, photoId, standing.status);
    if (!offer) return;
    if (largerReader?.photo) void follow(largerReader.photo(said, photoId, from, standing));
    else await suggest(said, offer, { confidence: 1 });
  }

  async function hear(entry: Entry): Promise<void> {
    const { body, by, lineId } = entry;
    if (isDecided(entry)) return answers.review(lineId);
    const text = wordsIn(body);
    if (by === null || (body.kind === 'voice' && text === null)) return;
    if (isGone(entry)) {
      await letGo(await store.madeOf(lineId, entry.id));
      return answers.changed(lineId, entry.id);
    }
    const from = await store.roleOf(by);
    if (from !== 'recipient' && from !== 'courier') return;
    const standing = await store.standing(lineId);
    if (!standing) return;
    if (body.kind === 'photo') return hearPhoto({ ...entry, by }, body.photoId, from, standing);
    if (text === null) return;
    if (body.kind === 'voice') {
      // Words that were put right since are another message.
      await replace(await store.madeOf(lineId, entry.id));
      await answers.changed(lineId, entry.id);
    }
    await hearWords({ ...entry, by }, text, from, standing);
  }

  function fail(error: unknown): void {
    // Nothing can be written at the moment; the people's own words fail alike, and are sent again.
    const isKnown = error instanceof StorageUnavailableError || error instanceof RefusedError;
    if (!isKnown) report('assistant', error);
  }

  /** Waits for it at the end, as nobody else does. */
  function follow(work: Promise<void>): Promise<void> {
    const followed = work.catch(fail).finally(() => working.delete(followed));
    working.add(followed);
    return followed;
  }

  /** The messages of a line in their order: what was said last is what holds. */
  function inTurn(lineId: LineId, work: () => Promise<void>): Promise<void> {
    const before = lastOf.get(lineId);
    const turn = follow(before ? before.then(work) : work()).finally(() => {
      if (lastOf.get(lineId) === turn) lastOf.delete(lineId);
    });
    lastOf.set(lineId, turn);
    return turn;
  }

  function take(entry: Entry): void {
    if (closed || !(heardKinds.has(entry.body.kind) || isGone(entry) || isDecided(entry))) return;
    // Words that are gone go from the answers too, however much is said meanwhile.
    const isTooMuch = hearing >= AT_ONCE_MAX && !lastOf.has(entry.lineId);
    if ((isTooMuch || working.size >= WAITING_MAX) && !isGone(entry)) {
      if (!isFull) log.warn('too much is said at once: some of it is not understood');
      isFull = true;
      return;
    }
    isFull = false;
    void inTurn(entry.lineId, async () => {
      hearing += 1;
      await hear(entry).finally(() => (hearing -= 1));
    });
  }

  if (reader) {
    happenings.onEntryAdded(take);
    happenings.onEntryChanged(take);
  }

  return {
    async room(lineId) {
      const standing = await store.standing(lineId);
      return standing && roomOf(lineId, standing);
    },
    async close() {
      closed = true;
      parts.larger?.model.close();
      await reader?.close();
      await Promise.all(working);
    },
  };
}
