import type { LineId, PhotoId, Suggestion } from '#protocol';
import { isAhead } from '../deliveries/rules.ts';
import type { OperatorData } from '../operator-data.ts';
import type { Parts } from '../parts.ts';
import type { AssistantRules } from '../protocol/operator-assistant.ts';
import { photoProposal, type Proposal } from './acts.ts';
import type { AnswersStore } from './answers-store.ts';
import { asksSomething } from './asks-something.ts';
import { factsOf } from './facts.ts';
import type { Sight } from './larger-model/free-words.ts';
import type { LargerModel } from './larger-model/larger-model.ts';
import { LARGER_CONFIDENCE } from './larger-model/read-meaning.ts';
import { questionOf } from './questions.ts';
import type { Reading } from './reader.ts';
import type { AssistantStore, Spoken, Standing } from './store.ts';
import type { Context } from './understanding/understand.ts';

/** The larger model of the operator's, and the photos that it may be shown. */
export interface Larger {
  readonly model: LargerModel;
  /** The whole picture, JPEG; null where it is gone. Itself null: the model is shown none. */
  readonly photo: ((photoId: PhotoId) => Promise<Uint8Array | null>) | null;
}

interface Needs extends Larger, Pick<Parts, 'clock' | 'timeline' | 'deliveries' | 'membership'> {
  readonly store: AssistantStore;
  readonly answersStore: AnswersStore;
  readonly rules: OperatorData<AssistantRules>;
  /** IANA name. */
  readonly zone: string;
  /** What the built-in model's reading would be made of, too. */
  readonly proposalFor: (lineId: LineId, reading: Reading, standing: Standing) => Promise<Proposal | null>;
  readonly suggest: (of: Spoken, proposal: Proposal, sure: Pick<Suggestion, 'confidence' | 'larger'>) => Promise<void>;
  /** Runs it when all is done that the line has said before, and before what it says next. */
  readonly inTurn: (lineId: LineId, work: () => Promise<void>) => Promise<void>;
}

/** A message with what the built-in model has read in it. */
export interface Heard {
  readonly said: Spoken;
  readonly text: string;
  readonly context: Context;
  readonly reading: Reading;
  /** The delivery at that moment. */
  readonly standing: Standing;
}

/**
 * Asks the larger model, for which no line waits. When it answers, the line may have gone on: then it was asked for nothing. All that
 * comes of it waits for a tap, or is words alone.
 */
export interface LargerReader {
  /** Of a message that is not understood: proposes what the larger model makes of it, or answers what it asks. */
  words(heard: Heard): Promise<void>;
  /** Offers the photo if the model sees what it can be for; where it says nothing, by who shows it and when. Null: it is shown none. */
  readonly photo: ((said: Spoken, photoId: PhotoId, from: Context['from'], standing: Standing) => Promise<void>) | null;
}

const byLarger = { confidence: LARGER_CONFIDENCE, larger: true } as const;

/** What a photo must show to be of use, by whose it is. */
const useful: Record<Context['from'], ReadonlySet<Sight['kind']>> = {
  recipient: new Set(['door', 'note', 'locker']),
  courier: new Set(['door', 'parcel', 'locker']),
};

const isSame = (one: Standing, other: Standing | null): boolean =>
  one.status === other?.status && one.window?.from === other.window?.from && one.window?.to === other.window?.to;

export function openLargerReader(parts: Needs): LargerReader {
  const {
    clock,
    timeline,
    deliveries,
    membership,
    model,
    photo: pictureOf,
    store,
    answersStore,
    rules,
    zone,
    proposalFor,
    suggest,
    inTurn,
  } = parts;

  /** What must not leave in any message of the line. */
  async function privateOf(lineId: LineId) {
    const { recipientName, courierName, address, addressDetail, reference } = await deliveries.get(lineId);
    const members = await membership.members(lineId);
    return {
      names: [recipientName, courierName, ...members.map(({ name }) => name)],
      addresses: [address, addressDetail],
      references: [reference],
    };
  }

  /** Whether nothing was said since, by them or by anybody, and the delivery stands where it stood. */
  async function isStillSo({ said, standing }: Heard, by: 'anybody' | 'them'): Promise<boolean> {
    const [first, ...later] = await store.saidFrom(said.lineId, said.seq);
    if (first?.id !== said.id || first.rev !== said.rev) return false;
    if (later.some((one) => by === 'anybody' || one.by === said.by)) return false;
    return isSame(standing, await store.standing(said.lineId));
  }

  async function factsFor({ said: { lineId }, context: { from }, standing }: Heard, hiddenSeq: number) {
    const { status, statusAt, window } = await deliveries.get(lineId);
    const ahead = (await deliveries.stopsOf(standing.roundId)).filter((stop) => isAhead(stop.status));
    const stopsBefore = ahead.findIndex((stop) => stop.lineId === lineId);
    const { hours } = await rules.get();
    const [place] = (await answersStore.made(lineId, hiddenSeq)).flatMap(({ suggestion: { act, state } }) =>
      act.do === 'leave_at' ? [state === 'confirmed' ? act.place : null] : [],
    );
    return factsOf({
      status,
      statusAt,
      window,
      place: place ?? null,
      stopsBefore: from === 'recipient' && stopsBefore >= 0 ? stopsBefore : null,
      hours,
      hasDesk: standing.hasDesk,
      now: clock.now(),
      zone,
    });
  }

  async function answer(heard: Heard, known: Awaited<ReturnType<typeof privateOf>>): Promise<void> {
    const { lineId, id, by } = heard.said;
    const { hasAgent, hiddenSeq } = await answersStore.audience(lineId);
    if (hasAgent) return;
    const text = await model.answer(heard.text, await factsFor(heard, hiddenSeq), known);
    if (text === null) return;
    await inTurn(lineId, async () => {
      const here = await answersStore.audience(lineId);
      // A person's answer is better than ours.
      if (here.hasAgent || here.hiddenSeq > hiddenSeq || !(await isStillSo(heard, 'anybody'))) return;
      const act = { do: 'answer', answer: { to: 'question', text } } as const;
      const body: Suggestion = { kind: 'suggestion', act, about: by, asks: null, state: 'applied', ...byLarger };
      await timeline.add(lineId, { by: null, clientId: null, replyTo: id, body });
    });
  }

  return {
    async words(heard) {
      const { said, text, context, reading, standing } = heard;
      const isOther = reading.intents[0]?.intent === 'other';
      if (questionOf(reading) || (reading.sure && !(isOther && asksSomething(text)))) return;
      const known = await privateOf(said.lineId);
      const meant = reading.sure ? null : await model.understand(text, context, known);
      const proposal = meant && (await proposalFor(said.lineId, { ...meant, alone: false, sure: true }, standing));
      if (proposal)
        return inTurn(said.lineId, async () => {
          if (await isStillSo(heard, 'them')) await suggest(said, proposal, byLarger);
        });
      if (asksSomething(text)) await answer(heard, known);
    },

    photo: pictureOf
      ? async (said, photoId, from, standing) => {
          const picture = await pictureOf(photoId);
          const sight = picture && (await model.look(picture, 'image/jpeg'));
          if (sight && !useful[from].has(sight.kind)) return;
          await inTurn(said.lineId, async () => {
            const [first] = await store.saidFrom(said.lineId, said.seq);
            const isThere = first?.id === said.id && isSame(standing, await store.standing(said.lineId));
            const offer = isThere && photoProposal(from, photoId, standing.status);
            if (offer) await suggest(said, offer, sight ? byLarger : { confidence: 1 });
          });
        }
      : null,
  };
}
