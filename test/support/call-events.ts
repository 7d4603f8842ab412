import type { CallId, DeviceId, LineId, LinkId, MemberId } from '#protocol';
import type { CallEffect } from '../../server/calls/call-effects.ts';
import { toCallMembers } from '../../server/calls/call-members.ts';
import type { CallState, LiveState } from '../../server/calls/call-state.ts';
import { type CallEvent, startCall, step } from '../../server/calls/rules.ts';

const on = (memberId: string, deviceId: string) => ({
  memberId: memberId as MemberId,
  deviceId: deviceId as DeviceId,
  linkId: `link-of-${memberId}` as LinkId,
});
export const scooter = on('courier-member', 'scooter-phone');
export const phone = on('recipient-member', 'recipient-phone');
export const tablet = on('recipient-member', 'recipient-tablet');
export const counter = on('station-member', 'station-counter');
export const desk = on('agent-member', 'agent-desk');
export type On = typeof scooter;

export const joins = (who: On): CallEvent => ({ type: 'join', ...who });
export const answers = (who: On, listening = false): CallEvent => ({ type: 'answer', ...who, listening });
export const hangsUp = ({ deviceId }: On): CallEvent => ({ type: 'hang_up', deviceId });
export const isLost = ({ deviceId }: On): CallEvent => ({ type: 'lost', deviceId });
export const socket = ({ deviceId }: On, up: boolean): CallEvent => ({ type: 'socket', deviceId, up });
export const path = ({ deviceId }: On, up: boolean): CallEvent => ({ type: 'path', deviceId, up });
export const rings = ({ memberId: by }: On, { memberId }: On): CallEvent => ({ type: 'ring', by, memberId });
export const declines = ({ memberId }: On): CallEvent => ({ type: 'decline', memberId });
export const ringsOut = ({ memberId }: On): CallEvent => ({ type: 'rang_out', memberId });
export const isBusy = ({ memberId }: On): CallEvent => ({ type: 'busy', memberId });
export const leavesLine = ({ memberId }: On): CallEvent => ({ type: 'member_left', memberId });

export const STARTED_AT = 1000;

/** The courier calls. */
export const ringing = (...called: readonly On[]): LiveState =>
  startCall(
    { id: 'call-0001' as CallId, lineId: 'line-0001' as LineId, startedBy: scooter.memberId, startedAt: STARTED_AT },
    (called.length > 0 ? called : [phone]).map(({ memberId }) => memberId),
    scooter,
  );

export interface Went {
  readonly state: CallState;
  /** Of the last event. */
  readonly effects: readonly CallEffect[];
  /** The last event's, if it was refused. */
  readonly refused: string | undefined;
}

/** What becomes of a call by events that happen at `at`, epoch ms. */
export function goAt(at: number, from: CallState, ...events: readonly CallEvent[]): Went {
  let went: Went = { state: from, effects: [], refused: undefined };
  for (const event of events) {
    const { state, effects, refused } = step(went.state, event, at);
    went = { state, effects, refused: refused?.code };
  }
  return went;
}
export const go = (from: CallState, ...events: readonly CallEvent[]): Went => goAt(5000, from, ...events);

/** Each member's state by their role; nothing of an ended call. */
export const seen = (state: CallState): Record<string, string> =>
  state.phase === 'ended'
    ? {}
    : Object.fromEntries(
        toCallMembers(state, () => null).map((member) => [member.memberId.replace('-member', ''), member.state]),
      );
