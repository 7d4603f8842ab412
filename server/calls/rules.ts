import type { CallEnd, CallMember, DeviceId, ErrorCode, MemberId } from '#protocol';
import type { CallState, Leg, LiveState } from './call-state.ts';

/**
 * How long a device of a running call may be gone before it counts as hung up, ms. A lift or a change from Wi-Fi to
 * mobile takes 5 to 20 s; the one who waits gives up by himself soon after that.
 */
export const GRACE_MS = 30_000;

/** Devices of one member that a call rings at: phone, tablet, desk, and one to spare. */
const DEVICES_MAX = 4;
/** Members who talk at once. */
const TALKING_MAX = 8;

type On = { readonly deviceId: DeviceId; readonly memberId: MemberId };
export type CallEvent =
  /** A device wants its media connected, to be ready or to come back. */
  | ({ readonly type: 'join' } & On)
  | ({ readonly type: 'answer' } & On)
  | { readonly type: 'decline'; readonly memberId: MemberId }
  | { readonly type: 'hang_up'; readonly deviceId: DeviceId }
  | { readonly type: 'mute'; readonly deviceId: DeviceId; readonly muted: boolean }
  | { readonly type: 'socket'; readonly deviceId: DeviceId; readonly up: boolean }
  | { readonly type: 'path'; readonly deviceId: DeviceId; readonly up: boolean }
  /** A device was gone longer than `GRACE_MS`, or its link is no longer good. */
  | { readonly type: 'lost'; readonly deviceId: DeviceId }
  | { readonly type: 'rang_out' }
  /** The one who is called talks on another line. */
  | { readonly type: 'busy' }
  /** The SFU room under the call died. */
  | { readonly type: 'room_died' }
  /** Somebody has come to the line and is called too, or has left it and is out of the call at once. */
  | { readonly type: 'member_came'; readonly memberId: MemberId }
  | { readonly type: 'member_left'; readonly memberId: MemberId }
  | { readonly type: 'line_over' }
  | { readonly type: 'server_closing' };

export type CallEffect =
  | { readonly type: 'tell' }
  | { readonly type: 'start_ring_timer' }
  | { readonly type: 'stop_ring_timer' }
  | { readonly type: 'start_grace'; readonly deviceId: DeviceId }
  | { readonly type: 'stop_grace'; readonly deviceId: DeviceId }
  /** Let the device's microphone through, or stop it. */
  | { readonly type: 'let_through'; readonly deviceId: DeviceId; readonly on: boolean }
  | { readonly type: 'close_media'; readonly deviceId: DeviceId }
  /** Write when it was answered. */
  | { readonly type: 'record_answer' }
  /** Close everything, then write the end and its entry. */
  | { readonly type: 'end' };

export interface Step {
  readonly state: CallState;
  readonly effects: readonly CallEffect[];
  /** Why a person's wish was not fulfilled; the state is unchanged then. */
  readonly refused?: { readonly code: ErrorCode; readonly message: string };
}

/** A call that begins to ring; the caller's device has answered by calling. */
export function startCall(
  call: Pick<LiveState, 'id' | 'lineId' | 'startedBy' | 'startedAt' | 'invited'>,
  deviceId: DeviceId,
): Step {
  const leg: Leg = { ...ringingLeg({ deviceId, memberId: call.startedBy }), answered: true };
  return {
    state: { ...call, phase: 'ringing', legs: [leg] },
    effects: [{ type: 'start_ring_timer' }, { type: 'tell' }],
  };
}

/** What an event makes of a call, and what is to be done about it. Nothing happens to an ended call any more. */
export function step(state: CallState, event: CallEvent, now: number): Step {
  if (state.phase === 'ended') return refuse(state, 'call_over', 'This call is over');
  switch (event.type) {
    case 'join':
      return join(state, event);
    case 'answer':
      return answer(state, event, now);
    case 'decline':
      return decline(state, event.memberId, now);
    case 'hang_up':
    case 'lost':
      return leave(state, event.deviceId, event.type === 'lost' ? 'failed' : 'hung_up', now);
    case 'mute':
      return changeLeg(state, event.deviceId, (leg) => ({ ...leg, muted: event.muted }));
    case 'socket':
      return socketChanged(state, event.deviceId, event.up, now);
    case 'path':
      return changeLeg(state, event.deviceId, (leg) => ({ ...leg, path: event.up ? 'up' : 'down' }));
    case 'room_died':
      return roomDied(state);
    case 'rang_out':
      return state.phase === 'ringing' ? end(state, 'no_answer', now) : withoutMembers(state, state.invited);
    case 'busy':
      return state.phase === 'ringing' ? end(state, 'busy', now) : { state, effects: [] };
    case 'member_came':
      return memberCame(state, event.memberId);
    case 'member_left':
      return memberLeft(state, event.memberId, now);
    case 'line_over':
      // Whoever is talking is not cut off: where it was put down is what they talk about.
      return state.phase === 'ringing' ? end(state, 'no_answer', now) : { state, effects: [] };
    case 'server_closing':
      return end(state, 'failed', now);
  }
}

/** The member speaks on one of his devices, or is coming back to it. */
export const isEngaged = (state: CallState, memberId: MemberId): boolean =>
  state.phase !== 'ended' && state.legs.some((leg) => leg.answered && leg.memberId === memberId);

/** What a device's microphone may do now: nothing is forwarded before an answer, nor while muted. */
export const mayBeHeard = (state: CallState, leg: Leg): boolean =>
  state.phase === 'talking' && leg.answered && !leg.muted;

/** Everybody in the call, as the line sees them. */
export function toCallMembers(state: CallState): CallMember[] {
  const ids = [...new Set([...state.legs.map((leg) => leg.memberId), ...state.invited])];
  return ids.map((memberId) => {
    const legs = state.legs.filter((leg) => leg.memberId === memberId);
    const answered = legs.find((leg) => leg.answered);
    const fields = { memberId, muted: answered?.muted ?? false, listening: false, quality: null };
    if (answered === undefined) return { ...fields, state: legs.length > 0 ? 'ringing' : 'called' };
    // Sound may still flow when only the socket is gone.
    const silent = answered.path === 'down' || (!answered.socket && answered.path !== 'up');
    return { ...fields, state: silent ? 'reconnecting' : 'talking' };
  });
}

function join(state: LiveState, on: On): Step {
  const known = state.legs.find((leg) => leg.deviceId === on.deviceId);
  if (known !== undefined && known.memberId !== on.memberId)
    return refuse(state, 'conflict', 'This device is in the call as somebody else');
  if (known !== undefined) {
    // What was connected is thrown away: the fresh transports say themselves when they are up.
    const path = known.answered && known.path !== 'new' ? 'down' : 'new';
    return changeLeg(state, on.deviceId, (leg) => ({ ...leg, socket: true, path }));
  }
  if (isEngaged(state, on.memberId)) return elsewhere(state);
  if (!state.invited.includes(on.memberId)) return refuse(state, 'conflict', 'You have left this call');
  if (state.legs.filter((leg) => leg.memberId === on.memberId).length >= DEVICES_MAX)
    return refuse(state, 'too_many', 'This call rings on too many of your devices');
  return { state: { ...state, legs: [...state.legs, ringingLeg(on)] }, effects: [{ type: 'tell' }] };
}

function answer(state: LiveState, on: On, now: number): Step {
  const own = state.legs.filter((leg) => leg.memberId === on.memberId);
  if (own.some((leg) => leg.answered && leg.deviceId === on.deviceId)) return { state, effects: [] };
  if (own.some((leg) => leg.answered)) return elsewhere(state);
  if (!state.invited.includes(on.memberId)) return refuse(state, 'conflict', 'You have left this call');
  if (state.legs.filter((leg) => leg.answered).length >= TALKING_MAX)
    return refuse(state, 'too_many', 'This call is full');
  const ringing = own.find((leg) => leg.deviceId === on.deviceId) ?? ringingLeg(on);
  const answered: Leg = { ...ringing, answered: true, socket: true };
  const others = own.filter((leg) => leg.deviceId !== on.deviceId);
  const talking: CallState = {
    ...state,
    phase: 'talking',
    answeredAt: state.phase === 'talking' ? state.answeredAt : now,
    invited: state.invited.filter((id) => id !== on.memberId),
    legs: [...state.legs.filter((leg) => leg.memberId !== on.memberId), answered],
  };
  const last: CallEffect[] = state.phase === 'ringing' ? [{ type: 'record_answer' }] : [];
  if (talking.invited.length === 0) last.push({ type: 'stop_ring_timer' });
  return {
    state: talking,
    effects: [
      ...soundChanges(state, talking),
      ...graceChange(ringing, answered),
      ...others.map(({ deviceId }): CallEffect => ({ type: 'close_media', deviceId })),
      { type: 'tell' },
      ...last,
    ],
  };
}

function decline(state: LiveState, memberId: MemberId, now: number): Step {
  if (!state.invited.includes(memberId)) return refuse(state, 'conflict', 'This call does not ring at you');
  const left = withoutMembers(state, [memberId]);
  if (state.phase === 'ringing' && left.state.invited.length === 0) return end(state, 'declined', now);
  return left;
}

/** A device whose socket is gone stops ringing at once; one that talks has its time to come back. */
function socketChanged(state: LiveState, deviceId: DeviceId, up: boolean, now: number): Step {
  const leg = state.legs.find((one) => one.deviceId === deviceId);
  if (leg !== undefined && !leg.answered && !up) return leave(state, deviceId, 'hung_up', now);
  return changeLeg(state, deviceId, (one) => ({ ...one, socket: up }));
}

/** A device that talks or calls leaves; a device that only rings falls silent without ending anything. */
function leave(state: LiveState, deviceId: DeviceId, how: CallEnd, now: number): Step {
  const leg = state.legs.find((one) => one.deviceId === deviceId);
  if (leg === undefined) return refuse(state, 'conflict', 'This device is not in the call');
  const legs = state.legs.filter((one) => one !== leg);
  const talking = legs.filter((one) => one.answered).length;
  // Nobody answered: for the one who was called that is a missed call, whoever gave up.
  if (leg.answered && state.phase === 'ringing') return end(state, 'no_answer', now);
  if (leg.answered && talking < 2) return end(state, how, now);
  return {
    state: { ...state, legs },
    effects: [{ type: 'stop_grace', deviceId }, { type: 'close_media', deviceId }, { type: 'tell' }],
  };
}

function memberCame(state: LiveState, memberId: MemberId): Step {
  if (state.invited.includes(memberId) || isEngaged(state, memberId)) return { state, effects: [] };
  const invited = { ...state, invited: [...state.invited, memberId] };
  // While it rings for all, the newcomer's time is theirs.
  const ring: CallEffect[] =
    state.phase === 'ringing' ? [] : [{ type: 'stop_ring_timer' }, { type: 'start_ring_timer' }];
  return { state: invited, effects: [...ring, { type: 'tell' }] };
}

function memberLeft(state: LiveState, memberId: MemberId, now: number): Step {
  const speaking = state.legs.find((leg) => leg.answered && leg.memberId === memberId);
  if (speaking) return leave(state, speaking.deviceId, 'hung_up', now);
  return state.invited.includes(memberId) ? decline(state, memberId, now) : { state, effects: [] };
}

/** They are no longer rung. */
function withoutMembers(state: LiveState, members: readonly MemberId[]): Step & { state: LiveState } {
  const gone = state.legs.filter((leg) => members.includes(leg.memberId));
  return {
    state: {
      ...state,
      invited: state.invited.filter((id) => !members.includes(id)),
      legs: state.legs.filter((leg) => !members.includes(leg.memberId)),
    },
    effects: [...gone.map(({ deviceId }): CallEffect => ({ type: 'close_media', deviceId })), { type: 'tell' }],
  };
}

function roomDied(state: LiveState): Step {
  return state.legs.reduce<Step>(
    (before, { deviceId }) => {
      const after = changeLeg(before.state, deviceId, (leg) => ({ ...leg, path: 'down' }));
      return { state: after.state, effects: [...before.effects, ...after.effects] };
    },
    { state, effects: [] },
  );
}

function changeLeg(state: CallState, deviceId: DeviceId, change: (leg: Leg) => Leg): Step {
  const leg = state.legs.find((one) => one.deviceId === deviceId);
  if (leg === undefined || state.phase === 'ended') return { state, effects: [] };
  const changed = change(leg);
  const after: CallState = { ...state, legs: state.legs.map((one) => (one === leg ? changed : one)) };
  const effects: CallEffect[] = [...soundChanges(state, after), ...graceChange(leg, changed)];
  if (JSON.stringify(toCallMembers(state)) !== JSON.stringify(toCallMembers(after))) effects.push({ type: 'tell' });
  return { state: after, effects };
}

function graceChange(before: Leg, after: Leg): CallEffect[] {
  const { deviceId } = after;
  if (isGone(before) === isGone(after)) return [];
  return [isGone(after) ? { type: 'start_grace', deviceId } : { type: 'stop_grace', deviceId }];
}

const isGone = (leg: Leg): boolean => leg.answered && (!leg.socket || leg.path === 'down');

function soundChanges(before: CallState, after: CallState): CallEffect[] {
  return after.legs.flatMap((leg): CallEffect[] => {
    const earlier = before.legs.find((one) => one.deviceId === leg.deviceId);
    const was = earlier !== undefined && mayBeHeard(before, earlier);
    const is = mayBeHeard(after, leg);
    return was === is ? [] : [{ type: 'let_through', deviceId: leg.deviceId, on: is }];
  });
}

function end(state: LiveState, as: CallEnd, now: number): Step {
  const talkMs = state.phase === 'talking' ? Math.max(0, now - state.answeredAt) : 0;
  const { id, lineId, startedBy, startedAt } = state;
  return {
    state: { id, lineId, startedBy, startedAt, phase: 'ended', end: as, talkMs, invited: [], legs: [] },
    effects: [
      ...state.legs.flatMap(({ deviceId }): CallEffect[] => [
        { type: 'stop_grace', deviceId },
        { type: 'close_media', deviceId },
      ]),
      { type: 'stop_ring_timer' },
      { type: 'tell' },
      { type: 'end' },
    ],
  };
}

const ringingLeg = ({ deviceId, memberId }: On): Leg => ({
  deviceId,
  memberId,
  answered: false,
  muted: false,
  socket: true,
  path: 'new',
});

const elsewhere = (state: CallState): Step => refuse(state, 'conflict', 'You are in this call on another device');

function refuse(state: CallState, code: ErrorCode, message: string): Step {
  return { state, effects: [], refused: { code, message } };
}
