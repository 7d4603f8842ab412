import type { Kysely, Transaction } from 'kysely';
import type { Logger } from 'pino';
import type {
  CallId,
  ClientId,
  Delivery,
  DeviceId,
  Entry,
  EntryBody,
  EntryId,
  LineId,
  LineSummary,
  LinkId,
  Member,
  MemberId,
  NoticeName,
  NoticeOf,
  PayloadOf,
  Point,
  ReplyOf,
  RequestName,
  Role,
  RoundId,
  Status,
} from '#protocol';
import type { Action } from './people/rules.ts';
import type { Tables } from './storage/tables.ts';

/** Whoever holds a link, as the edge proved it. What it opens is looked up by `Membership`, never guessed from here. */
export interface Actor {
  readonly linkId: LinkId;
  readonly role: Role;
  /** The line of a recipient, the round of a courier, a keeper's station, an agent. */
  readonly scopeId: string;
}

/** What a link opens. The operator names stations and agents: only with its role an id says what it is of. */
export type Scope = Pick<Actor, 'role' | 'scopeId'>;

/** Who asks, and on which device. */
export interface Caller {
  readonly actor: Actor;
  readonly deviceId: DeviceId;
}

/** A slice answers requests by returning values; it never sees a socket. */
export type Handler<N extends RequestName> = (
  caller: Caller,
  payload: PayloadOf<N>,
) => ReplyOf<N> | Promise<ReplyOf<N>>;
export type Handlers = { [N in RequestName]: Handler<N> };

export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Calls back once after `ms`; the returned function cancels, and may be called late or twice. */
  after(ms: number, run: () => void): () => void;
}

/** Who of a line is told: all, those who see its whole history, or those who see only what came after them. */
export type Audience = 'all' | 'whole_history' | 'since_joined';

/** Tells pages something unasked. Nothing is kept for who is away: they ask when they return. */
export interface Notify {
  /** All devices of the line. `volatile`: dropped rather than queued where a phone is slow. */
  line<N extends NoticeName>(
    lineId: LineId,
    name: N,
    body: NoticeOf<N>,
    options?: { volatile?: boolean; except?: DeviceId; to?: Audience },
  ): void;
  /** All devices of a scope. */
  scope<N extends NoticeName>(scope: Scope, name: N, body: NoticeOf<N>): void;
  /** All devices of all agents. */
  desk<N extends NoticeName>(name: N, body: NoticeOf<N>): void;
  /** The devices of a scope hear a line from now on (a delivery was added to their round). */
  admit(scope: Scope, lineId: LineId): void;
  /** The devices of a scope hear a line no more. */
  dismiss(scope: Scope, lineId: LineId): void;
  /** One device. */
  device<N extends NoticeName>(deviceId: DeviceId, name: N, body: NoticeOf<N>): void;
}

/** A member as the server knows them. */
export interface OnLine extends Member {
  /** Entries up to this `seq` are not for them: 0 shows the whole line. */
  readonly hiddenSeq: number;
}

export interface Membership {
  /**
   * The member that the actor is on the line. `forbidden` for a line that its link does not open or that it has left, and
   * where the role may not do this (the table in server/people/rules.ts; default `read`).
   */
  mustBeOn(actor: Actor, lineId: LineId, to?: Action): Promise<OnLine>;
  /** Everybody who is or was on the line. */
  members(lineId: LineId): Promise<Member[]>;
}

export interface Timeline {
  /**
   * Adds an entry at the end of the line, on disk before it returns, and tells the line. A repeated (`by`, `clientId`)
   * answers the first entry and adds nothing; `conflict` where it says something else, `not_found` where it answers an
   * entry that the line has not, or that is hidden from `by`. `alongside` runs in the same transaction: what it throws
   * undoes both.
   */
  add(
    lineId: LineId,
    entry: { by: MemberId | null; clientId: ClientId | null; body: EntryBody; replyTo?: EntryId | null },
    alongside?: (trx: Transaction<Tables>, entryId: EntryId) => Promise<void>,
  ): Promise<Entry>;
  /**
   * Gives an entry a new state under the line's next `rev`, and tells the line; the earlier state stays in the record. A
   * function makes it of the present state, with the line locked, or null to leave it as it is. Answers the entry as it is
   * then; null where there is none. `alongside` as in `add`, run only where something changes.
   */
  change(
    entryId: EntryId,
    change: EntryBody | ((now: Entry) => EntryBody | null),
    alongside?: (trx: Transaction<Tables>, entry: Entry) => Promise<void>,
  ): Promise<Entry | null>;
}

/** One delivery of a round, as far as riding it is concerned. */
export interface Stop {
  readonly lineId: LineId;
  /** Its place in the round, from 1. */
  readonly stop: number;
  readonly status: Status;
  /** The door. */
  readonly point: Point;
}

export interface Deliveries {
  /** `not_found` where there is none. */
  get(lineId: LineId): Promise<Delivery>;
  /** The lines of a scope in the order of the round; a keeper's and an agent's without those that were over days ago. */
  linesOf(scope: Scope): Promise<LineSummary[]>;
  /** Only which lines those are. */
  lineIdsOf(scope: Scope): Promise<LineId[]>;
  /** One line as the scope sees it, however old; null where it is not on it. */
  lineOf(scope: Scope, lineId: LineId): Promise<LineSummary | null>;
  /** All stops of a round in its order, those too that are over; none where there is no such round. */
  stopsOf(roundId: string): Promise<Stop[]>;
  /** The operator's id of the courier whose line it is; null where there is no such line. */
  courierOf(lineId: LineId): Promise<string | null>;
}

/** What becomes of the ringing at one member. */
export interface Ring {
  readonly lineId: LineId;
  readonly memberId: MemberId;
  readonly what: 'call' | 'missed' | 'settled';
}

/** Tells slices what happens to devices and lines, so that calls and shares end with them. */
export interface Happenings {
  /** A device has no socket any more. It may come back with the same id, unless it was shut out with its link. */
  onDeviceGone(listen: (caller: Caller & { readonly shutOut: boolean }) => void): void;
  onDeviceBack(listen: (caller: Caller) => void): void;
  /** Whoever came by this link is out for good, on devices too that have no socket at the moment. */
  onLinkRevoked(listen: (linkId: LinkId) => void): void;
  /** A delivery was added to the round, or one of its deliveries has another status: what was known of its stops is old. */
  onRoundChanged(listen: (roundId: RoundId) => void): void;
  /** The delivery has reached a final status. */
  onLineOver(listen: (lineId: LineId) => void): void;
  /** An entry was added to a line and is on disk. */
  onEntryAdded(listen: (entry: Entry) => void): void;
  /** An entry has a new state, which is on disk: a transcript has come, words were taken back or erased. */
  onEntryChanged(listen: (entry: Entry) => void): void;
  /** A member is rung, or is rung no more: the call was missed, or taken or declined on one of their devices. */
  onRing(listen: (ring: Ring) => void): void;
  /** Somebody has come to a line after its beginning, or has left it. */
  onMemberChanged(listen: (change: { lineId: LineId; memberId: MemberId; change: 'joined' | 'left' }) => void): void;
}

/** What is being written, and the operator's backend is to hear of: an entry, or (`id` null) what is no entry. */
export type Announced = Pick<Entry, 'lineId' | 'at' | 'by'> &
  (
    | Pick<Entry, 'id' | 'body'>
    | {
        id: null;
        body:
          | { kind: 'help_asked' }
          | { kind: 'contents_erased'; why: 'retention' | 'request' }
          | { kind: 'call_unreached'; callId: CallId; memberId: MemberId; role: Role };
      }
  );

/** Everything a slice may ask for, in one place. */
export interface Parts {
  readonly db: Kysely<Tables>;
  readonly clock: Clock;
  /** A fresh id, 16 characters of the id alphabet, 96 random bits. */
  newId<Id extends string>(): Id;
  readonly log: Logger;
  /** Reports a bug, once: `where` is a request's name or a job's. Never pass user data in it. */
  report(where: string, error: unknown): void;
  readonly notify: Notify;
  readonly membership: Membership;
  readonly timeline: Timeline;
  readonly deliveries: Deliveries;
  readonly happenings: Happenings;
  /** Keeps for the operator's backend what happens, in the transaction that makes it happen: both, or neither. */
  announce(trx: Transaction<Tables>, entry: Announced): Promise<void>;
}
