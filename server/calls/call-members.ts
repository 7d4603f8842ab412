import type { CallMember, DeviceId, MemberId } from '#protocol';
import type { CallState, Leg, LiveState, MemberInCall } from './call-state.ts';

export const legOf = (state: LiveState, deviceId: DeviceId): Leg | undefined =>
  state.legs.find((leg) => leg.deviceId === deviceId);

export const memberOf = (state: LiveState, memberId: MemberId): MemberInCall | undefined =>
  state.members.find((member) => member.memberId === memberId);

/** Those who have taken or made the call, listeners too. */
export const thoseIn = (state: LiveState): MemberInCall[] => state.members.filter(({ standing }) => standing === 'in');

export const thoseCalled = (state: LiveState): MemberInCall[] =>
  state.members.filter(({ standing }) => standing === 'called');

/** The member is in the call on one of their devices, or is coming back to it. */
export const isEngaged = (state: CallState, memberId: MemberId): boolean =>
  state.phase !== 'ended' && memberOf(state, memberId)?.standing === 'in';

/** A device of a running call that is away: it has its time to come back. */
export const isAway = (leg: Leg): boolean => leg.answered && (!leg.socket || leg.path === 'down');

/** What a device's microphone may do now: nothing is forwarded before an answer, while muted, nor of who only listens. */
export function mayBeHeard(state: CallState, leg: Leg): boolean {
  if (state.phase !== 'talking' || !leg.answered) return false;
  const member = memberOf(state, leg.memberId);
  return member !== undefined && !member.muted && !member.listening;
}

/** Everybody in the call, as the line sees them. */
export const toCallMembers = (
  state: LiveState,
  qualityOf: (memberId: MemberId) => CallMember['quality'],
): CallMember[] =>
  state.members.map((member) => {
    const { memberId, muted, standing } = member;
    const listening = standing === 'in' && member.listening;
    return { memberId, state: seen(state, member), muted, listening, quality: qualityOf(memberId) };
  });

function seen(state: LiveState, { memberId, standing }: MemberInCall): CallMember['state'] {
  const legs = state.legs.filter((leg) => leg.memberId === memberId);
  if (standing === 'called') return legs.length > 0 ? 'ringing' : 'called';
  if (standing !== 'in') return standing;
  // Sound may still flow when only the socket is gone.
  return legs.some(({ path, socket }) => path === 'up' || (socket && path === 'new')) ? 'talking' : 'reconnecting';
}
