import type { CallEnd, CallId, DeviceId, LineId, MemberId } from '#protocol';

/** One member's device in a call. */
export interface Leg {
  readonly deviceId: DeviceId;
  readonly memberId: MemberId;
  /** It took or made the call; otherwise it rings. */
  readonly answered: boolean;
  readonly muted: boolean;
  /** Its socket to the server is open. */
  readonly socket: boolean;
  /** Its way to the SFU; `new` until it was connected once. */
  readonly path: 'new' | 'up' | 'down';
}

interface CallFields {
  readonly id: CallId;
  readonly lineId: LineId;
  readonly startedBy: MemberId;
  readonly startedAt: number;
  /** Who is rung and has neither answered nor declined. */
  readonly invited: readonly MemberId[];
  readonly legs: readonly Leg[];
}
export type CallState =
  | ({ readonly phase: 'ringing' } & CallFields)
  | ({ readonly phase: 'talking'; readonly answeredAt: number } & CallFields)
  | ({ readonly phase: 'ended'; readonly end: CallEnd; readonly talkMs: number } & CallFields);

/** A call that is not over. */
export type LiveState = Exclude<CallState, { phase: 'ended' }>;
