import * as v from 'valibot';
import { LineId, MemberId } from './ids.ts';
import { WINDOW_MAX_MS } from './limits.ts';
import { Member, Role } from './member.ts';
import { Point } from './point.ts';
import { Status, statuses, TimeWindow } from './standing.ts';
import { ProblemKind, Suggestion } from './suggestion.ts';

/** What people say themselves: the kinds that count as unread and that can be answered. */
export const spokenKinds = ['text', 'photo', 'voice', 'place'] as const;

export { Status, statuses, TimeWindow };

const time = v.pipe(v.number(), v.integer(), v.minValue(0));
/** A window as somebody asks for it. */
export const AskedWindow = v.pipe(
  v.strictObject({ from: time, to: time }),
  v.check(({ from, to }) => from < to, 'must begin before it ends'),
  v.check(({ from, to }) => to - from <= WINDOW_MAX_MS, 'must not be longer than a day'),
);

/** What every member of a line may know of its delivery. */
export const Delivery = v.object({
  id: LineId,
  reference: v.string(),
  status: Status,
  recipientName: v.string(),
  courierName: v.string(),
  address: v.string(),
  /** What a courier needs last: building, stair, flat. Empty where the operator gave none. */
  addressDetail: v.string(),
  point: Point,
  window: v.nullable(TimeWindow),
  /** Epoch ms of the last change of status. */
  statusAt: v.number(),
});
export type Delivery = v.InferOutput<typeof Delivery>;

/** What a line is about: a wish that waits for its answer, or trouble. */
export const Topic = v.picklist(['reschedule', 'leave_at', 'refuse', 'change_address', ...ProblemKind.options]);
export type Topic = v.InferOutput<typeof Topic>;

/** One row of a round, and the head of an open line. */
export const LineSummary = v.object({
  delivery: Delivery,
  /** The member that the asker is on this line. */
  me: MemberId,
  /** Everybody on the line, me too. */
  members: v.array(Member),
  /** Place in the round, from 1. */
  stop: v.number(),
  /** The line's last entry, for the list: its words where it has some, else only its kind. Null where nothing was said. */
  lastWords: v.nullable(
    v.object({
      by: v.nullable(MemberId),
      kind: v.picklist([...spokenKinds, 'call', 'status', 'member', 'exported', 'suggestion', 'taken_back', 'erased']),
      text: v.string(),
      at: v.number(),
      /** Who came or went, where that was the last. */
      member: v.optional(
        v.object({
          memberId: MemberId,
          role: Role,
          change: v.picklist(['joined', 'left']),
          resolved: v.optional(v.literal(true)),
        }),
      ),
      /** What was understood, where that was the last. */
      suggestion: v.optional(v.pick(Suggestion, ['act', 'about', 'asks', 'state', 'answeredBy'])),
    }),
  ),
  /** What others said themselves that the asker has not had before them. */
  unread: v.number(),
  /** Since when the line waits for customer service, epoch ms; absent where it does not. */
  helpAskedAt: v.optional(v.number()),
  /**
   * A keeper's and an agent's: when they came, or when others spoke first since, where nobody of their side has said anything
   * after it and nobody talked in a call; epoch ms. Null where nobody waits for them, and for everybody else.
   */
  waitsSince: v.nullable(v.number()),
  /** An agent's: as far as it was understood. */
  topic: v.optional(Topic),
});
export type LineSummary = v.InferOutput<typeof LineSummary>;

/** A line that asked for the desk and has no agent yet. */
export const WaitingLine = v.object({
  lineId: LineId,
  reference: v.string(),
  status: Status,
  recipientName: v.string(),
  /** Which door, in one line. */
  address: v.string(),
  /** Epoch ms. */
  askedAt: v.number(),
  topic: v.optional(Topic),
});
export type WaitingLine = v.InferOutput<typeof WaitingLine>;

export const requests = {
  /** Agents only: the lines that wait for the desk, longest first, at most PAGE_MAX. */
  'deliveries.waiting': { payload: v.strictObject({}), reply: v.object({ lines: v.array(WaitingLine) }) },
  /** Moves the delivery one allowed step; the entry arrives as `timeline.changed`. */
  'deliveries.set_status': { payload: v.strictObject({ lineId: LineId, status: Status }), reply: Delivery },
  /**
   * Agrees on another time, to everybody's knowledge: the delivery is `rescheduled` to `window`. `instead` is the window that
   * the asker has seen; `conflict` where another was agreed on since. `too_late` for a window that is over by the server's
   * clock, `bad_request` for one beyond WINDOW_AHEAD_MAX_MS, `step_not_allowed` as in `set_status`. Again: the same answer.
   */
  'deliveries.reschedule': {
    payload: v.strictObject({ lineId: LineId, window: AskedWindow, instead: v.nullable(TimeWindow) }),
    reply: Delivery,
  },
} as const;

export const notices = {
  'deliveries.changed': Delivery,
  /** A line was added: a delivery to the courier's round, or one that a keeper or an agent was called to. */
  'deliveries.added': LineSummary,
  /** The asker is on the line no more. */
  'deliveries.removed': v.object({ lineId: LineId }),
  /** To the desk: a line asked for help, or needs it no more (an agent has joined). */
  'deliveries.waiting_changed': v.object({ lineId: LineId, waiting: v.nullable(WaitingLine) }),
} as const;
