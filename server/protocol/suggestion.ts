import * as v from 'valibot';
import { EntryId, MemberId, PhotoId } from './ids.ts';
import { Status, TimeWindow } from './standing.ts';

/** Where a parcel can be put, or whom it can be given to. */
export const LeavePlace = v.picklist([
  'door',
  'station',
  'locker',
  'guard',
  'neighbour',
  'reception',
  'mailbox',
  'other',
]);
export type LeavePlace = v.InferOutput<typeof LeavePlace>;

/** What went wrong with a delivery. */
export const ProblemKind = v.picklist(['missing', 'damaged', 'wrong', 'late', 'rude', 'other']);
export type ProblemKind = v.InferOutput<typeof ProblemKind>;

/** What the assistant answers a routine question with; facts, which each page puts into its reader's words. */
export const AssistantAnswer = v.variant('to', [
  /** Whether somebody is in: as was said at `saidAt`, epoch ms, or (null) as it usually is: `times` of `of` deliveries. */
  v.object({
    to: v.literal('home'),
    home: v.boolean(),
    saidAt: v.nullable(v.number()),
    times: v.optional(v.number()),
    of: v.optional(v.number()),
  }),
  /** Where it may be left: agreed on this line, or (`times` of `of`) as it usually is. */
  v.object({
    to: v.literal('leave_at'),
    place: LeavePlace,
    detail: v.optional(v.string()),
    agreed: v.boolean(),
    times: v.optional(v.number()),
    of: v.optional(v.number()),
  }),
  /** What is keyed at a door, as it was said on this line; empty once the answer was replaced. */
  v.object({ to: v.literal('code'), code: v.string(), saidAt: v.number() }),
  /** Which door: building, stair and flat (where none are known, the address), the house as the drawing names it, and the way as it was said on this line. */
  v.object({
    to: v.literal('way'),
    address: v.string(),
    said: v.optional(v.string()),
    building: v.optional(v.object({ zh: v.string(), en: v.string() })),
  }),
  /** How far the courier is, m and min, and how many doors come first; what is not known is left out. */
  v.object({
    to: v.literal('where'),
    distanceM: v.optional(v.number()),
    minutes: v.optional(v.number()),
    stopsBefore: v.optional(v.number()),
  }),
  /** Words of the operator's larger model. */
  v.object({ to: v.literal('question'), text: v.string() }),
]);
export type AssistantAnswer = v.InferOutput<typeof AssistantAnswer>;

/** What was understood, and what a tap makes of it. */
export const Act = v.variant('do', [
  /** Somebody comes to take it now. */
  v.object({ do: v.literal('coming'), inMinutes: v.optional(v.number()) }),
  /** It has been received. */
  v.object({ do: v.literal('received') }),
  /**
   * Another time, as far as it fits the operator's windows and the courier's round: null where none was said or none fits.
   * `others` can be chosen instead. `why` nothing or another window is proposed than was wished.
   */
  v.object({
    do: v.literal('reschedule'),
    window: v.nullable(TimeWindow),
    others: v.array(TimeWindow),
    why: v.optional(v.picklist(['not_home', 'vague', 'not_possible'])),
  }),
  /** Where it is to be put; `detail` is cut from what was said. */
  v.object({ do: v.literal('leave_at'), place: LeavePlace, detail: v.optional(v.string()) }),
  /** What only a person settles: the desk is called. */
  v.object({
    do: v.literal('person'),
    about: v.picklist(['refuse', 'change_address', 'problem']),
    kind: v.optional(ProblemKind),
  }),
  /** Words worth keeping for the courier of the next delivery. */
  v.object({ do: v.literal('remember'), text: v.string() }),
  /** The recipient's photo shows the door, and is put on the map. */
  v.object({ do: v.literal('landmark'), photoId: PhotoId }),
  /** The courier's photo shows where the parcel is. */
  v.object({ do: v.literal('proof'), photoId: PhotoId }),
  /** The courier has said that the delivery stands there. */
  v.object({ do: v.literal('step'), status: Status, place: v.optional(LeavePlace) }),
  /** Nothing to do: a routine question was answered. */
  v.object({ do: v.literal('answer'), answer: AssistantAnswer }),
]);
export type Act = v.InferOutput<typeof Act>;

/**
 * `open`: waits for a tap. `applied`: done without one. `confirmed`, `dismissed`, `undone`: somebody said so. `replaced`: what it was
 * understood from was said otherwise since, or taken back.
 */
export const SuggestionState = v.picklist(['open', 'applied', 'confirmed', 'dismissed', 'undone', 'replaced']);
export type SuggestionState = v.InferOutput<typeof SuggestionState>;

/** What the assistant has understood of the entry that its own one replies to. */
export const Suggestion = v.object({
  kind: v.literal('suggestion'),
  act: Act,
  /** Whose words were understood; of an answer, in whose name it is given, or who asked where the courier is. */
  about: MemberId,
  /** The entry whose words an answer is taken from. */
  from: v.optional(EntryId),
  /** Whose tap is waited for; null: nobody's. */
  asks: v.nullable(v.picklist(['recipient', 'courier'])),
  state: SuggestionState,
  /** How sure the reading was, 0 to 1. */
  confidence: v.number(),
  /** Read by the operator's larger model, not by the one that is built in. */
  larger: v.optional(v.literal(true)),
  /** Who confirmed, dismissed or undid it, and when, epoch ms. */
  answeredBy: v.optional(MemberId),
  answeredAt: v.optional(v.number()),
  /** What `undo` goes back to. */
  before: v.optional(v.object({ status: Status, window: v.nullable(TimeWindow) })),
});
export type Suggestion = v.InferOutput<typeof Suggestion>;
