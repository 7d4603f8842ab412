import * as v from 'valibot';
import { EntryId, MemberId } from './ids.ts';
import { Language } from './language.ts';
import { LeavePlace, ProblemKind } from './suggestion.ts';

/** What a message was understood to mean, without the words that were cut from it. */
export const Understood = v.variant('intent', [
  v.object({ intent: v.picklist(['leave_at', 'ask_leave_at', 'left_at']), place: LeavePlace }),
  v.object({ intent: v.literal('problem'), kind: ProblemKind }),
  /** `date` yyyy-mm-dd, `from` and `to` hh:mm, local to the door; a null `date`: no day was said. */
  v.object({
    intent: v.literal('reschedule'),
    date: v.nullable(v.string()),
    from: v.optional(v.string()),
    to: v.optional(v.string()),
  }),
  v.object({ intent: v.picklist(['coming', 'delay']), inMinutes: v.optional(v.number()) }),
  v.object({ intent: v.literal('contact'), channel: v.picklist(['call', 'message', 'none']) }),
  v.object({
    intent: v.picklist([
      'not_home',
      'refuse',
      'change_address',
      'ask_where',
      'directions',
      'access_code',
      'received',
      'ack',
      'ask_home',
      'ask_directions',
      'ask_code',
      'arrived',
    ]),
  }),
]);
export type Understood = v.InferOutput<typeof Understood>;

/** A line as an agent has to know it before they read it: what was said last, and what nobody has answered. */
export const DeskSummary = v.object({
  /** Where it was agreed to leave the parcel. */
  place: v.nullable(LeavePlace),
  /** The newest words of recipient or courier that were understood, beside those of `open`. */
  last: v.nullable(v.object({ entryId: EntryId, by: MemberId, at: v.number(), means: v.array(Understood) })),
  /** Calls that nobody took, and how often the recipient has said that nobody is in: among the newest entries. */
  missedCalls: v.number(),
  notHome: v.number(),
  /** False: the words could not be read now, so that nothing is said of what is not `open`. */
  isRead: v.boolean(),
  /** The newest wish or question that no person has answered. */
  open: v.nullable(
    v.object({
      entryId: EntryId,
      by: MemberId,
      means: Understood,
      /** Since when it is asked, epoch ms. */
      since: v.number(),
      /** Whose tap on the assistant's suggestion is waited for. */
      asks: v.optional(v.picklist(['recipient', 'courier'])),
      /** The assistant has answered it, and no person. */
      answeredByAssistant: v.optional(v.literal(true)),
    }),
  ),
  /** What an agent may say now, best first, at most REPLIES_MAX; each in both languages. */
  replies: v.array(v.object({ zh: v.string(), en: v.string() })),
  /** The language that the recipient writes in, as far as they have written. */
  language: v.nullable(Language),
});
export type DeskSummary = v.InferOutput<typeof DeskSummary>;
