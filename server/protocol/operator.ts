import * as v from 'valibot';
import { Delivery, Status } from './deliveries.ts';
import { AgentId, LineId, LinkId, StationId } from './ids.ts';
import { ADDRESS_DETAIL_MAX, ADDRESS_MAX, NAME_MAX } from './limits.ts';
import { Point } from './point.ts';
import { Entry } from './timeline.ts';
import { identifier, words, wordsOrNone } from './words.ts';

/** What the operator's backend sends and gets over HTTP, under `/api/v1`. */

const timeForm = 'must be a time such as 2026-03-01T09:00:00Z';
export const Time = v.pipe(
  v.string(),
  v.isoTimestamp(timeForm),
  // "+09" is a zone in the standard, and none to JavaScript.
  v.check((text) => !Number.isNaN(Date.parse(text)), timeForm),
);

/** A time window as the operator says it. */
const OrderedWindow = v.pipe(
  v.strictObject({ from: Time, to: Time }),
  v.check(({ from, to }) => Date.parse(from) < Date.parse(to), 'must begin before it ends'),
);

/** The operator's own ids of a courier and of a recipient. */
export const CourierId = identifier(64);
export const RecipientId = identifier(64);

export const DeliveryOrder = v.strictObject({
  /** The operator's own number of the parcel: the same one again answers the delivery that is there. */
  reference: identifier(64),
  /** `id` is the operator's; deliveries of one courier and day make a round. */
  courier: v.strictObject({ id: CourierId, name: words(NAME_MAX) }),
  /** `id`: what past deliveries to the same one say is remembered by it (docs/preferences.md); without it nothing is. */
  recipient: v.strictObject({ name: words(NAME_MAX), id: v.optional(v.nullable(RecipientId), null) }),
  address: words(ADDRESS_MAX),
  /** Building, stair, flat: what the courier needs last. */
  addressDetail: v.optional(wordsOrNone(ADDRESS_DETAIL_MAX), ''),
  point: Point,
  window: v.optional(v.nullable(OrderedWindow), null),
  /** Day of the round; today (UTC) where it is missing. */
  day: v.optional(v.nullable(v.pipe(v.string(), v.isoDate('must be a day such as 2026-03-01'))), null),
});
export type DeliveryOrder = v.InferOutput<typeof DeliveryOrder>;

export const DeliveryWithLinks = v.object({
  ...Delivery.entries,
  /** Addresses to send to the two people; null where the link was revoked or has expired. */
  links: v.object({ recipient: v.nullable(v.string()), courier: v.nullable(v.string()) }),
  /** For `DELETE /links/{id}`. */
  linkIds: v.object({ recipient: v.nullable(LinkId), courier: v.nullable(LinkId) }),
});
export type DeliveryWithLinks = v.InferOutput<typeof DeliveryWithLinks>;

export const StatusOrder = v.strictObject({
  status: Status,
  /**
   * Says that a final status was a mistake and is taken back; without it a final status stays, so that a late repetition
   * of an older step does not open the delivery again.
   */
  correction: v.optional(v.boolean(), false),
  /** With `rescheduled` alone: the time that was agreed on. Without it a new one is still to be found. */
  window: v.optional(v.nullable(OrderedWindow), null),
});

export const LinkOrder = v.strictObject({ role: v.picklist(['recipient', 'courier']) });

export const NewLink = v.object({ id: LinkId, url: v.string(), expiresAt: v.number() });

/** A pickup station, or somebody of customer service: `PUT /stations/{id}`, `PUT /agents/{id}`. */
export const GuestOrder = v.strictObject({ name: words(NAME_MAX) });

export const GuestWithLink = v.object({
  id: v.string(),
  name: v.string(),
  /** The address to send; null where the link was revoked or has expired. */
  link: v.nullable(v.string()),
  /** For `DELETE /links/{id}`. */
  linkId: v.nullable(LinkId),
});

export const MemberOrder = v.variant('role', [
  v.strictObject({ role: v.literal('station'), stationId: StationId }),
  v.strictObject({ role: v.literal('agent'), agentId: AgentId }),
]);

export const TimelinePage = v.object({ lineId: LineId, entries: v.array(Entry), more: v.boolean() });

/** RFC 9457 problem details; `code` is one of the list in docs/protocol.md. */
export const Problem = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  code: v.string(),
  detail: v.string(),
});
