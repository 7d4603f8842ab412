import * as v from 'valibot';
import { LineId, MemberId } from './ids.ts';
import { LINES_MAX } from './limits.ts';
import { Point } from './point.ts';

const finite = v.pipe(v.number(), v.finite());

/** One position report. */
export const Fix = v.strictObject({
  point: Point,
  /** Radius of 68 % confidence, m. */
  accuracy: v.pipe(finite, v.minValue(0), v.maxValue(100_000)),
  /** m/s over ground; null where the phone does not know. */
  speed: v.nullable(v.pipe(finite, v.minValue(0), v.maxValue(1000))),
  /** Degrees clockwise from north; null where unknown or still. */
  heading: v.nullable(v.pipe(finite, v.minValue(0), v.maxValue(360))),
  /** Epoch ms at which the phone measured it. */
  at: v.pipe(finite, v.minValue(0)),
});
export type Fix = v.InferOutput<typeof Fix>;

/** What a line knows of one member's whereabouts. */
export const Position = v.object({
  memberId: MemberId,
  sharing: v.boolean(),
  fix: v.nullable(Fix),
  /** Thinned path, oldest first, ending at the last fix or near it. */
  trail: v.array(Point),
});
export type Position = v.InferOutput<typeof Position>;

/** A courier shares with a whole round at once. */
const lineIds = v.pipe(v.array(LineId), v.minLength(1), v.maxLength(LINES_MAX));

export const requests = {
  /** Where everybody on the line is; asked on opening it and after a reconnect. */
  'location.positions': {
    payload: v.strictObject({ lineId: LineId }),
    reply: v.object({ positions: v.array(Position) }),
  },
  /** Begin to share with these lines. The others are told. */
  'location.share': { payload: v.strictObject({ lineIds }), reply: v.null() },
  /** Stop sharing; the last fix and the trail are forgotten at once. */
  'location.stop': { payload: v.strictObject({ lineIds }), reply: v.null() },
  /** One fix for every line it is shared with. Sent volatile: a late position is worth nothing. */
  'location.report': {
    payload: v.strictObject({ lineIds, fix: Fix }),
    reply: v.object({ accepted: v.boolean() }),
  },
} as const;

export const notices = {
  'location.moved': v.object({ lineId: LineId, memberId: MemberId, fix: Fix }),
  'location.sharing_changed': v.object({ lineId: LineId, memberId: MemberId, sharing: v.boolean() }),
} as const;
