import { CALL_GRACE_MS, type DeviceId, type MemberId } from '#protocol';
import { isAway, mayBeHeard, thoseCalled, toCallMembers } from './call-members.ts';
import type { CallState, Leg } from './call-state.ts';

/** What a change of a call asks for. Carried out in this order. */
export type CallEffect =
  /** Let the device's microphone through, or stop it. */
  | { readonly type: 'let_through'; readonly deviceId: DeviceId; readonly on: boolean }
  /** The device is away: count `ms` from now on, in place of what was counted; or it is back, or no longer in the call. */
  | { readonly type: 'start_grace'; readonly deviceId: DeviceId; readonly ms: number }
  | { readonly type: 'stop_grace'; readonly deviceId: DeviceId }
  /** The member is rung: count RING_MS from `at`, epoch ms; or is rung no more. */
  | { readonly type: 'start_ring'; readonly memberId: MemberId; readonly at: number }
  | { readonly type: 'stop_ring'; readonly memberId: MemberId }
  | { readonly type: 'close_media'; readonly deviceId: DeviceId }
  /** Tell the device that its member goes on with the call on another one. */
  | { readonly type: 'moved'; readonly deviceId: DeviceId }
  /** Tell the operator that none of the member's devices rings. */
  | { readonly type: 'unreached'; readonly memberId: MemberId }
  /** Tell the line. */
  | { readonly type: 'tell' }
  /** Close everything, then write the end and its entry. */
  | { readonly type: 'end' };

/**
 * What is to be done where a call was so (null: it was not there) and is so now. As it follows from the two states alone,
 * whatever was begun is ended with what asked for it.
 */
export function effectsBetween(before: CallState | null, after: CallState): CallEffect[] {
  const was = legsOf(before);
  const is = legsOf(after);
  const earlier = (leg: Leg) => was.find(({ deviceId }) => deviceId === leg.deviceId);
  const gone = was.filter((leg) => !is.some(({ deviceId }) => deviceId === leg.deviceId));
  const wasHeard = (leg: Leg | undefined) => before !== null && leg !== undefined && mayBeHeard(before, leg);
  const calledBefore = calledIn(before);
  const calledNow = calledIn(after);
  const effects: CallEffect[] = [];

  for (const leg of is) {
    const on = mayBeHeard(after, leg);
    if (on !== wasHeard(earlier(leg))) effects.push({ type: 'let_through', deviceId: leg.deviceId, on });
  }
  for (const leg of [...gone.filter(isAway), ...is]) {
    const { deviceId } = leg;
    const counted = graceOf(before, earlier(leg));
    const ms = graceOf(after, is.includes(leg) ? leg : undefined);
    if (ms === counted) continue;
    effects.push(ms === null ? { type: 'stop_grace', deviceId } : { type: 'start_grace', deviceId, ms });
  }
  for (const { memberId } of calledBefore)
    if (!calledNow.some((one) => one.memberId === memberId)) effects.push({ type: 'stop_ring', memberId });
  for (const { memberId, since } of calledNow)
    if (!calledBefore.some((one) => one.memberId === memberId))
      effects.push({ type: 'start_ring', memberId, at: since });
  for (const { deviceId } of gone) effects.push({ type: 'close_media', deviceId });
  for (const { deviceId, memberId, answered } of gone)
    if (answered && is.some((leg) => leg.memberId === memberId && leg.answered))
      effects.push({ type: 'moved', deviceId });
  for (const { memberId, unreached } of calledNow)
    if (unreached && calledBefore.some((one) => one.memberId === memberId && !one.unreached))
      effects.push({ type: 'unreached', memberId });
  if (shown(before) !== shown(after)) effects.push({ type: 'tell' });
  if (after.phase === 'ended') effects.push({ type: 'end' });
  return effects;
}

/**
 * How long the one who rings may be away, ms: through a lift's doors or a reload, and not for as long as a call that two
 * are in, for the other side would run to the phone for somebody who has gone.
 */
const RINGING_GRACE_MS = 15_000;

/** How long a device that is away has to come back, ms; null where it is not away. */
function graceOf(state: CallState | null, leg: Leg | undefined): number | null {
  if (state === null || leg === undefined || !isAway(leg)) return null;
  return state.phase === 'ringing' ? RINGING_GRACE_MS : CALL_GRACE_MS;
}

const legsOf = (state: CallState | null) => (state === null || state.phase === 'ended' ? [] : state.legs);
const calledIn = (state: CallState | null) => (state === null || state.phase === 'ended' ? [] : thoseCalled(state));

/** What the line sees of the call, to compare. */
const shown = (state: CallState | null): string | undefined =>
  state === null || state.phase === 'ended'
    ? state?.phase
    : JSON.stringify([state.phase, toCallMembers(state, () => null)]);
