import type { CallEnd, CallId, CallPart, DeviceId, LineId, LinkId, MemberId } from '#protocol';

/** A device in a call: it rings, or its member talks on it. */
export interface Leg {
  readonly deviceId: DeviceId;
  readonly memberId: MemberId;
  /** By which it came: it is out as soon as this link has ended. */
  readonly linkId: LinkId;
  /** It took or made the call; otherwise it rings. A member has one such device at most. */
  readonly answered: boolean;
  /** Its socket to the server is open. */
  readonly socket: boolean;
  /** Its way to the SFU; `new` until it was connected once. */
  readonly path: 'new' | 'up' | 'down';
}

/** What a call is to a member. Whoever was called or came stays listed, in the order of their coming. */
export interface MemberInCall {
  readonly memberId: MemberId;
  /** `called`: is being rung; `in`: has taken or made the call. */
  readonly standing: 'called' | 'in' | 'declined' | 'missed' | 'left';
  /** Since when they stand so, epoch ms. For whom is `in`: since when they talk. */
  readonly since: number;
  /** How long they talked in all before they left, ms; null: they never left. */
  readonly talkMs: number | null;
  readonly muted: boolean;
  /** Only hears, and does not keep the call going. */
  readonly listening: boolean;
  /** None of their devices rang soon enough, and the operator was told. */
  readonly unreached: boolean;
}

interface CallFields {
  readonly id: CallId;
  readonly lineId: LineId;
  readonly startedBy: MemberId;
  readonly startedAt: number;
}
interface LiveFields extends CallFields {
  readonly members: readonly MemberInCall[];
  readonly legs: readonly Leg[];
  /**
   * When the server was last known to live before it was started anew, epoch ms; null as soon as somebody is back: where
   * nobody comes, they talked no longer than until then.
   */
  readonly nobodySince: number | null;
}
/** A call that is not over. */
export type LiveState =
  | ({ readonly phase: 'ringing' } & LiveFields)
  | ({ readonly phase: 'talking'; readonly answeredAt: number } & LiveFields);

export interface EndedState extends CallFields {
  readonly phase: 'ended';
  readonly end: CallEnd;
  readonly talkMs: number;
  /** Who was in it; nobody where it was not answered. */
  readonly parts: readonly Omit<CallPart, 'mos'>[];
}
export type CallState = LiveState | EndedState;
