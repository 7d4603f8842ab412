import * as v from 'valibot';
import { LineId, MemberId } from './ids.ts';
import { FIXES_MAX, LINES_MAX, SHARE_MAX_MS, SHARE_MIN_MS } from './limits.ts';
import { Point } from './point.ts';

const finite = v.pipe(v.number(), v.finite());

/** One position report. What is told of it is rounded: 6 decimals, whole metres and degrees, 0.1 m/s. */
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

/**
 * What a line is shown of a member who shares: where exactly; the area, as the centre of a cell of about 400 m and its
 * radius; only how far away in words; or only how many stops come before this door.
 */
export const Sight = v.picklist(['exact', 'rough', 'words', 'later']);
export type Sight = v.InferOutput<typeof Sight>;

/** How far a courier is from this door, as the server reckons it from their fixes. */
export const Away = v.object({
  /** As the crow flies, m, rounded as it is read; null where it is not told. */
  distanceM: v.nullable(v.number()),
  /** Time until they are at the door, ms, in whole minutes; null where it is not told or not known. */
  leftMs: v.nullable(v.number()),
  /** Stops before this one; 0: this door is next. */
  stopsLeft: v.number(),
  /** When the fix was measured from which it is reckoned, epoch ms; null where nothing is told of one. */
  at: v.nullable(v.number()),
});
export type Away = v.InferOutput<typeof Away>;

/** What a line knows of one member's whereabouts. */
export const Position = v.object({
  memberId: MemberId,
  sharing: v.boolean(),
  sight: Sight,
  fix: v.nullable(Fix),
  /** Thinned path, oldest first, ending at the last fix or near it. Empty unless the sight is `exact`. */
  trail: v.array(Point),
  /** Null for who is no courier, and where nothing is known yet. */
  away: v.nullable(Away),
  /** When sharing ends by itself, epoch ms; null: with the delivery. */
  endsAt: v.nullable(v.number()),
});
export type Position = v.InferOutput<typeof Position>;

/** A courier shares with a whole round at once. */
const lineIds = v.pipe(v.array(LineId), v.minLength(1), v.maxLength(LINES_MAX));
const ofMember = { lineId: LineId, memberId: MemberId };

/** When a courier's background app was set up, and when it last reported, epoch ms; null: never yet. */
export const TrackerState = v.object({ since: v.number(), heardAt: v.nullable(v.number()) });
export type TrackerState = v.InferOutput<typeof TrackerState>;

/** With which a courier's background app reports, in either of two formats (docs/trackers.md). */
export const TrackerAddresses = v.object({
  /** A template: OsmAnd puts its numbers in the place of `{0}` to `{6}`. */
  osmandUrl: v.string(),
  ownTracks: v.object({ url: v.string(), user: v.string(), password: v.string() }),
});
export type TrackerAddresses = v.InferOutput<typeof TrackerAddresses>;

export const requests = {
  /** Where everybody on the line is; asked on opening it, after a reconnect and when the sight has grown. */
  'location.positions': {
    payload: v.strictObject({ lineId: LineId }),
    reply: v.object({ positions: v.array(Position) }),
  },
  /**
   * Begin to share with these lines, or share for another time. The others are told. `forMs`: it ends by itself after so
   * long; null: with the delivery.
   */
  'location.share': {
    payload: v.strictObject({
      lineIds,
      forMs: v.nullable(v.pipe(finite, v.minValue(SHARE_MIN_MS), v.maxValue(SHARE_MAX_MS))),
    }),
    reply: v.null(),
  },
  /** Stop sharing; the last fix and the trail are forgotten at once. */
  'location.stop': { payload: v.strictObject({ lineIds }), reply: v.null() },
  /**
   * Where this phone is, for every line that its link shares with; several fixes, oldest first, are what was measured while
   * it was hidden or offline. Answers how many were believed.
   */
  'location.report': {
    payload: v.strictObject({ fixes: v.pipe(v.array(Fix), v.minLength(1), v.maxLength(FIXES_MAX)) }),
    reply: v.object({ accepted: v.number() }),
  },
  /** Whether the courier has a background app; null where there is none. */
  'location.tracker': { payload: v.strictObject({}), reply: v.object({ tracker: v.nullable(TrackerState) }) },
  /** Sets up a new one; the one before it is heard no more. What it answers is never told again. */
  'location.make_tracker': { payload: v.strictObject({}), reply: TrackerAddresses },
  'location.end_tracker': { payload: v.strictObject({}), reply: v.null() },
  /**
   * A finger on the map, shown to the others while it points; null: it was lifted. Kept nowhere; `too_many` where it is told
   * of more than ten times a second.
   */
  'location.point': {
    payload: v.strictObject({ lineId: LineId, point: v.nullable(Point) }),
    reply: v.null(),
  },
  /**
   * Begins or ends a ride that nobody rides, along the demo compound's streets to this door; null: only asks. It shares in
   * the place of the courier's phone, and ends what it shares with its end. `forbidden` where the server is no demo, or the line none of
   * the demo's own.
   */
  'location.demo_ride': {
    payload: v.strictObject({ lineId: LineId, run: v.nullable(v.boolean()) }),
    reply: v.object({ runs: v.boolean() }),
  },
} as const;

export const notices = {
  /** `via`: the way there since the last fix, thinned, oldest first, where more than one came at once. */
  'location.moved': v.object({ ...ofMember, fix: Fix, via: v.optional(v.array(Point)) }),
  'location.sharing_changed': v.object({ ...ofMember, sharing: v.boolean(), endsAt: v.nullable(v.number()) }),
  /** A page drops what it may no longer show; on a wider sight it asks for `location.positions`. */
  'location.sight_changed': v.object({ ...ofMember, sight: Sight }),
  /**
   * Only when minutes, stops or hundreds of metres have changed: with an exact fix a page measures the rest itself. Where no
   * fix is told, also as a sign of life.
   */
  'location.away': v.object({ ...ofMember, away: Away }),
  /** Told again while the finger rests: who does not hear of it for some seconds takes it away. */
  'location.pointed': v.object({ ...ofMember, point: v.nullable(Point) }),
  'location.demo_ride_changed': v.object({ lineId: LineId, runs: v.boolean() }),
} as const;
