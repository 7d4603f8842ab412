import * as v from 'valibot';
import { LineSummary, Status } from './deliveries.ts';
import { LineId, StationId } from './ids.ts';
import { Language } from './language.ts';
import { Member, Role } from './member.ts';

/** An answer that needs no typing, in both languages; offered while the delivery has one of the statuses. */
export const QuickReply = v.object({ statuses: v.array(Status), zh: v.string(), en: v.string() });
export type QuickReply = v.InferOutput<typeof QuickReply>;

/** A pickup station that can be called to a line. */
export const Station = v.object({ id: StationId, name: v.string() });
export type Station = v.InferOutput<typeof Station>;

/** The first thing a page asks: who am I, and which lines are mine (a courier has the whole round). */
export const Hello = v.object({
  role: Role,
  name: v.string(),
  lines: v.array(LineSummary),
  /** The asker's own, as the operator has set them. */
  quickReplies: v.array(QuickReply),
  /** The server's clock, epoch ms: pages show ages by it, not by a phone's wrong clock. */
  now: v.number(),
});
export type Hello = v.InferOutput<typeof Hello>;

export const requests = {
  'people.hello': { payload: v.strictObject({}), reply: Hello },
  /** The stations that may be called to the line, by name. */
  'people.stations': { payload: v.strictObject({ lineId: LineId }), reply: v.object({ stations: v.array(Station) }) },
  /** Calls the desk or a station to the line. The desk waits for an agent; a station is there at once. Again: the same. */
  'people.invite': {
    payload: v.strictObject({
      lineId: LineId,
      invite: v.variant('role', [
        v.strictObject({ role: v.literal('agent') }),
        v.strictObject({ role: v.literal('station'), stationId: StationId }),
      ]),
    }),
    reply: v.null(),
  },
  /**
   * The language that the asker speaks in their notes, on all their lines and on those to come; null: the engine finds it,
   * as it does until this is asked. Again: the same.
   */
  'people.speak': { payload: v.strictObject({ language: v.nullable(Language) }), reply: v.null() },
  /** An agent comes to a line that the desk was called to, now or earlier. Again: the same answer. */
  'people.join': { payload: v.strictObject({ lineId: LineId }), reply: LineSummary },
  /** A keeper or an agent leaves the line, and may be called again. Again: the same answer. */
  'people.leave': { payload: v.strictObject({ lineId: LineId }), reply: v.null() },
} as const;

export const notices = {
  /** Somebody joined or left: everybody who is or was on the line. */
  'people.members_changed': v.object({ lineId: LineId, members: v.array(Member) }),
  /** The link was revoked or has expired; the socket is closed right after. */
  'people.shut_out': v.object({ code: v.picklist(['link_revoked', 'link_expired']) }),
} as const;
