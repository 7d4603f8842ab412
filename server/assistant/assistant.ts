import type { Entry, EntryBody, EntryId, LineId, MemberId, Suggestion } from '#protocol';
import type { OperatorData } from '../operator-data.ts';
import type { Parts } from '../parts.ts';
import { StorageUnavailableError } from '../storage/storage-unavailable-error.ts';
import { RefusedError } from '../edge/refused-error.ts';
import type { AssistantRules } from '../protocol/operator-assistant.ts';
import { isOffer, photoProposal, type Proposal, proposalOf } from './acts.ts';
import type { Answers } from './answers.ts';
import { withdrawn } from './questions.ts';
import type { Reader, Reading } from './reader.ts';
import { type AssistantStore, type Standing, suggestionIn } from './store.ts';
import type { Room } from './windows.ts';
import { localIso } from './zone.ts';

/** Messages that are worked on at once; what comes on top is not understood: the people's own words come first. */
const AT_ONCE_MAX = 1000;

interface Needs extends Pick<Parts, 'clock' | 'timeline' | 'happenings' | 'log' | 'report'> {
  /** Null: nothing is read. */
  readonly reader: Reader | null;
  readonly store: AssistantStore;
  readonly rules: OperatorData<AssistantRules>;
  readonly answers: Answers;
  /** IANA name. */
  readonly zone: string;
  /** Whether words can be kept for the next delivery to this recipient. */
  readonly canRemember: (lineId: LineId) => Promise<boolean>;
}

export interface Assistant {
  /** What decides which windows can be had on a line; null where there is no such line. */
  room(lineId: LineId): Promise<Room | null>;
  /** Hears nothing more, and waits for what is under way. */
  close(): Promise<void>;
}

type Said = Entry & { readonly by: MemberId };

const heardKinds: ReadonlySet<EntryBody['kind']> = new Set<EntryBody['kind']>(['text', 'voice', 'photo']);
const isGone = ({ body }: Entry): boolean => body.kind === 'taken_back' || body.kind === 'erased';
/** A person has said what they make of it: it may say otherwise than an answer that was given. */
const isDecided = ({ body }: Entry): boolean => body.kind === 'suggestion' && body.answeredBy !== undefined;

/** Hears what courier and recipient say, and adds to the line what it has understood. Nobody waits for it. */
export function openAssistant(parts: Needs): Assistant {
  const { clock, timeline, happenings, log, report, reader, store, rules, answers, zone, canRemember } = parts;
  const working = new Set<Promise<void>>();
  const lastOf = new Map<LineId, Promise<void>>();
  let closed = false;
  let isFull = false;

  async function roomOf(lineId: LineId, { roundId }: Standing): Promise<Room> {
    const { hours } = await rules.get();
    const { booked, today } = await store.workOf(lineId, roundId);
    return { hours, now: clock.now(), zone, booked, today };
  }

  /** What waits for a tap, or was answered in somebody's name, holds no longer. */
  async function replace(entryIds: readonly EntryId[]): Promise<void> {
    for (const id of entryIds)
      await timeline.change(id, (entry) => {
        const now = suggestionIn(entry);
        const holds = now?.state === 'open' || (now?.state === 'applied' && now.act.do === 'answer');
        return now && holds ? withdrawn(now) : null;
      });
  }

  async function suggest(of: Said, proposal: Proposal, confidence: number): Promise<void> {
    // One question at a time: what was said before is asked about no more, and an offer waits for a better moment.
    const open = await store.openAbout(of.lineId, of.by);
    if (open.length > 0 && isOffer(proposal.act)) return;
    await replace(open);
    const body: Suggestion = {
      kind: 'suggestion',
      ...proposal,
      about: of.by,
      confidence: Math.round(confidence * 100) / 100,
    };
    await timeline.add(of.lineId, { by: null, clientId: null, replyTo: of.id, body });
  }

  async function hearWords(said: Said, text: string, from: 'recipient' | 'courier', standing: Standing): Promise<void> {
    const reading = await reader?.read(text, { from, status: standing.status, now: localIso(said.at, zone) });
    if (!reading || closed) return;
    if (reading.sure) await propose(said, reading, standing);
    await answers.heard(said, reading);
  }

  async function propose(said: Said, reading: Reading, standing: Standing): Promise<void> {
    const { lineId } = said;
    const { leaveAt } = await rules.get();
    const proposal = proposalOf(reading, {
      ...standing,
      room: await roomOf(lineId, standing),
      leaveAt,
      canRemember: await canRemember(lineId),
    });
    if (proposal) await suggest(said, proposal, reading.confidence);
  }

  async function hear(entry: Entry): Promise<void> {
    const { body, by, lineId } = entry;
    if (isDecided(entry)) return answers.review(lineId);
    if (by === null || (body.kind === 'voice' && body.transcript.state !== 'done')) return;
    if (isGone(entry)) {
      await replace(await store.madeOf(lineId, entry.id));
      return answers.changed(lineId, entry.id);
    }
    const from = await store.roleOf(by);
    if (from !== 'recipient' && from !== 'courier') return;
    const standing = await store.standing(lineId);
    if (!standing) return;
    if (body.kind === 'text') return hearWords({ ...entry, by }, body.text, from, standing);
    if (body.kind === 'voice' && body.transcript.state === 'done') {
      // Words that were put right since are another message.
      await replace(await store.madeOf(lineId, entry.id));
      await answers.changed(lineId, entry.id);
      return hearWords({ ...entry, by }, body.transcript.text, from, standing);
    }
    const offer = body.kind === 'photo' ? photoProposal(from, body.photoId, standing.status) : null;
    if (offer) await suggest({ ...entry, by }, offer, 1);
  }

  function fail(error: unknown): void {
    // Nothing can be written at the moment; the people's own words fail alike, and are sent again.
    const isKnown = error instanceof StorageUnavailableError || error instanceof RefusedError;
    if (!isKnown) report('assistant', error);
  }

  function take(entry: Entry): void {
    if (closed || !(heardKinds.has(entry.body.kind) || isGone(entry) || isDecided(entry))) return;
    // Words that are gone go from the answers too, however much is said meanwhile.
    if (working.size >= AT_ONCE_MAX && !isGone(entry)) {
      if (!isFull) log.warn('too much is said at once: some of it is not understood');
      isFull = true;
      return;
    }
    isFull = false;
    // The messages of a line in their order: what was said last is what holds.
    const before = lastOf.get(entry.lineId);
    const work = (before ? before.then(() => hear(entry)) : hear(entry)).catch(fail).finally(() => {
      working.delete(work);
      if (lastOf.get(entry.lineId) === work) lastOf.delete(entry.lineId);
    });
    lastOf.set(entry.lineId, work);
    working.add(work);
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
      await reader?.close();
      await Promise.all(working);
    },
  };
}
