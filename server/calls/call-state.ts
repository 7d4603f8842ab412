import type { Call, CallEnd, CallId, CallLeg, DeviceId, LineId, MemberId } from '#protocol';

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

/** The member speaks on one of his devices, or is coming back to it. */
export const isEngaged = (state: CallState, memberId: MemberId): boolean =>
  state.phase !== 'ended' && state.legs.some((leg) => leg.answered && leg.memberId === memberId);

/** What a device's microphone may do now: nothing is forwarded before an answer, nor while muted. */
export const mayBeHeard = (state: CallState, leg: Leg): boolean =>
  state.phase === 'talking' && leg.answered && !leg.muted;

/** The call as the line sees it. */
export function toCall(state: CallState): Call {
  const { id, lineId, startedBy, startedAt } = state;
  const fields = { id, lineId, startedBy, startedAt };
  switch (state.phase) {
    case 'ringing':
      return { ...fields, phase: 'ringing', legs: state.legs.map(toCallLeg) };
    case 'talking':
      return { ...fields, phase: 'talking', legs: state.legs.map(toCallLeg), answeredAt: state.answeredAt };
    case 'ended':
      return { ...fields, phase: 'ended', end: state.end, talkMs: state.talkMs };
  }
}

export function toCallLeg(leg: Leg): CallLeg {
  const { memberId, muted } = leg;
  if (!leg.answered) return { memberId, muted, state: 'invited' };
  // Sound may still flow when only the socket is gone.
  const silent = leg.path === 'down' || (!leg.socket && leg.path !== 'up');
  return { memberId, muted, state: silent ? 'reconnecting' : 'talking' };
}
