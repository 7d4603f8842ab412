import * as v from 'valibot';
import { LineSummary, Status } from './deliveries.ts';
import { AgentId, LineId, MemberId, StationId } from './ids.ts';
import { Language } from './language.ts';
import { Member, Role } from './member.ts';

/** An answer that needs no typing, in both languages; offered while the delivery has one of the statuses. */
export const QuickReply = v.object({ statuses: v.array(Status), zh: v.string(), en: v.string() });
export type QuickReply = v.InferOutput<typeof QuickReply>;

/** A pickup station that can be called to a line. */
export const Station = v.object({ id: StationId, name: v.string() });
export type Station = v.InferOutput<typeof Station>;

/** Somebody else of customer service. */
export const Colleague = v.object({
  id: AgentId,
  name: v.string(),
  /** The desk's page is open at theirs. */
  here: v.boolean(),
  /** Is on the line already. */
  onLine: v.boolean(),
});
export type Colleague = v.InferOutput<typeof Colleague>;

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
  /**
   * An agent leaves because what the desk was called for is settled, and everybody on the line sees that. It can be called
   * again. Again: the same answer.
   */
  'people.resolve': { payload: v.strictObject({ lineId: LineId }), reply: v.null() },
  /** Agents only: the others of the desk, by name. */
  'people.colleagues': {
    payload: v.strictObject({ lineId: LineId }),
    reply: v.object({ colleagues: v.array(Colleague) }),
  },
  /**
   * An agent hands the line to another: that one comes, the asker leaves. `not_found` for whom the operator has not named,
   * `bad_request` for oneself. Again: the same answer.
   */
  'people.hand_over': { payload: v.strictObject({ lineId: LineId, to: AgentId }), reply: v.null() },
  /** Agents only: who of the line has its page open at this moment. */
  'people.here': { payload: v.strictObject({ lineId: LineId }), reply: v.object({ here: v.array(MemberId) }) },
} as const;

export const notices = {
  /** Somebody joined or left: everybody who is or was on the line. */
  'people.members_changed': v.object({ lineId: LineId, members: v.array(Member) }),
  /** Customer service was called to the line and is waited for, since `askedAt`, epoch ms; null: it has come. */
  'people.help_changed': v.object({ lineId: LineId, askedAt: v.nullable(v.number()) }),
  /** The link was revoked or has expired; the socket is closed right after. */
  'people.shut_out': v.object({ code: v.picklist(['link_revoked', 'link_expired']) }),
} as const;
