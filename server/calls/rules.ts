import { CALL_MEMBERS_MAX, type CallEnd, type DeviceId, type ErrorCode, type LinkId, type MemberId } from '#protocol';
import { type CallEffect, effectsBetween } from './call-effects.ts';
import { legOf, memberOf, thoseCalled, thoseIn } from './call-members.ts';
import type { CallState, Leg, LiveState, MemberInCall } from './call-state.ts';

/** Devices of one member that a call rings at: phone, tablet, desk, and one to spare. */
const DEVICES_MAX = 4;

type On = { readonly deviceId: DeviceId; readonly memberId: MemberId; readonly linkId: LinkId };
export type CallEvent =
  /** A device wants its media connected, to be ready or to come back. */
  | ({ readonly type: 'join' } & On)
  /** A device takes the call, comes to it uninvited, or takes it over from another device of its member. */
  | ({ readonly type: 'answer'; readonly listening: boolean } & On)
  | { readonly type: 'decline'; readonly memberId: MemberId }
  | { readonly type: 'ring'; readonly by: MemberId; readonly memberId: MemberId }
  | { readonly type: 'hang_up'; readonly deviceId: DeviceId }
  | { readonly type: 'mute'; readonly deviceId: DeviceId; readonly muted: boolean }
  | { readonly type: 'socket'; readonly deviceId: DeviceId; readonly up: boolean }
  | { readonly type: 'path'; readonly deviceId: DeviceId; readonly up: boolean }
  /** A device was away for longer than it may be, or its link has ended. */
  | { readonly type: 'lost'; readonly deviceId: DeviceId }
  /** The member was rung for RING_MS. */
  | { readonly type: 'rang_out'; readonly memberId: MemberId }
  /** The member has been rung for UNREACHED_MS: does a device of theirs ring? */
  | { readonly type: 'unreached'; readonly memberId: MemberId }
  /** The member talks on another line. */
  | { readonly type: 'busy'; readonly memberId: MemberId }
  /** The SFU room under the call died. */
  | { readonly type: 'room_died' }
  | { readonly type: 'member_left'; readonly memberId: MemberId }
  | { readonly type: 'line_over' };

interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
}
export interface Step {
  readonly state: CallState;
  readonly effects: readonly CallEffect[];
  /** Why a person's wish was not fulfilled; the state is unchanged then. */
  readonly refused?: Refusal;
}

/** A call that begins to ring at `called`; the caller's device has answered by calling. */
export function startCall(
  call: Pick<LiveState, 'id' | 'lineId' | 'startedBy' | 'startedAt'>,
  called: readonly MemberId[],
  by: { readonly deviceId: DeviceId; readonly linkId: LinkId },
): LiveState {
  const { startedAt: now, startedBy } = call;
  return {
    ...call,
    phase: 'ringing',
    members: [
      asMember(startedBy, 'in', now),
      ...called.map((memberId): MemberInCall => asMember(memberId, 'called', now)),
    ],
    legs: [{ ...newLeg({ ...by, memberId: startedBy }), answered: true }],
    nobodySince: null,
  };
}

/** What an event makes of a call, and what is to be done about it. Nothing happens to an ended call any more. */
export function step(state: CallState, event: CallEvent, now: number): Step {
  const next =
    state.phase === 'ended' ? { code: 'call_over' as const, message: 'This call is over' } : become(state, event, now);
  return 'code' in next ? { state, effects: [], refused: next } : { state: next, effects: effectsBetween(state, next) };
}

function become(state: LiveState, event: CallEvent, now: number): CallState | Refusal {
  switch (event.type) {
    case 'join':
      return join(state, event);
    case 'answer':
      return answer(state, event, now);
    case 'decline':
      return decline(state, event.memberId, now);
    case 'ring':
      return ring(state, event, now);
    case 'hang_up':
    case 'lost': {
      const leg = legOf(state, event.deviceId);
      if (leg !== undefined) return leave(state, leg, event.type === 'lost' ? 'failed' : 'hung_up', now);
      return event.type === 'lost' ? state : conflict('This device is not in the call');
    }
    case 'mute':
      return mute(state, event.deviceId, event.muted);
    case 'socket':
      return socketChanged(state, event.deviceId, event.up, now);
    case 'path':
      return changeLegs(state, (leg) => (leg.deviceId === event.deviceId ? { path: event.up ? 'up' : 'down' } : {}));
    case 'rang_out':
      return callNoMore(state, event.memberId, 'missed', 'no_answer', now);
    case 'unreached':
      return unreached(state, event.memberId);
    case 'busy':
      return callNoMore(state, event.memberId, 'missed', 'busy', now);
    case 'room_died':
      return changeLegs(state, () => ({ path: 'down' }));
    case 'member_left':
      return memberLeft(state, event.memberId, now);
    case 'line_over':
      // Whoever is talking is not cut off: where it was put down is what they talk about.
      return state.phase === 'ringing' ? end(state, 'no_answer', now) : state;
  }
}

function join(state: LiveState, on: On): LiveState | Refusal {
  const known = legOf(state, on.deviceId);
  if (known !== undefined) {
    if (known.memberId !== on.memberId) return somebodyElse;
    // What was connected is thrown away: the fresh transports say themselves when they are up.
    const path = known.answered && known.path !== 'new' ? 'down' : 'new';
    return replaceLeg(backAgain(state), { ...known, linkId: on.linkId, socket: true, path });
  }
  const standing = memberOf(state, on.memberId)?.standing;
  if (standing === 'in') return conflict('You are in this call on another device');
  if (standing !== 'called') return conflict('This call does not ring at you');
  if (state.legs.filter((leg) => leg.memberId === on.memberId).length >= DEVICES_MAX)
    return { code: 'too_many', message: 'This call rings on too many of your devices' };
  return { ...state, legs: [...state.legs, newLeg(on)] };
}

function answer(state: LiveState, event: On & { readonly listening: boolean }, now: number): LiveState | Refusal {
  const { listening, memberId } = event;
  const leg = legOf(state, event.deviceId) ?? newLeg(event);
  if (leg.memberId !== memberId) return somebodyElse;
  const known = memberOf(state, memberId);
  const here = known?.standing === 'in' ? known : undefined;
  if (listening && here === undefined && speakers(state) < 2) return conflict('There are no two who talk in this call');
  if (listening && here?.listening === false) return conflict('You talk in this call: hang up before you only listen');
  if (here === undefined && thoseIn(state).length >= CALL_MEMBERS_MAX) return callIsFull;

  const member: MemberInCall = {
    ...asMember(memberId, 'in', here?.since ?? now),
    talkMs: known?.talkMs ?? null,
    muted: here?.muted ?? false,
    listening,
  };
  const answered: Leg = { ...leg, linkId: event.linkId, answered: true, socket: true };
  const taken: LiveState = {
    ...backAgain(state),
    members: withMember(state.members, member),
    legs: [...state.legs.filter((one) => one.memberId !== memberId), answered],
  };
  if (taken.phase === 'talking' || speakers(taken) < 2) return taken;
  // Nobody talked before: the caller's time counts from here too.
  const members = taken.members.map((one) => (one.standing === 'in' ? { ...one, since: now } : one));
  return { ...taken, phase: 'talking', answeredAt: now, members };
}

function decline(state: LiveState, memberId: MemberId, now: number): CallState | Refusal {
  const standing = memberOf(state, memberId)?.standing;
  if (standing === 'declined') return state;
  if (standing !== 'called') return conflict('This call does not ring at you');
  return callNoMore(state, memberId, 'declined', 'declined', now);
}

function ring(
  state: LiveState,
  { by, memberId }: { readonly by: MemberId; readonly memberId: MemberId },
  now: number,
): LiveState | Refusal {
  if (memberOf(state, by)?.standing !== 'in') return conflict('You are not in this call');
  const known = memberOf(state, memberId);
  if (known?.standing === 'in') return conflict('They are in this call');
  if (known?.standing === 'called') return state;
  if (thoseIn(state).length >= CALL_MEMBERS_MAX) return callIsFull;
  const called = { ...asMember(memberId, 'called', now), talkMs: known?.talkMs ?? null };
  return { ...state, members: withMember(state.members, called) };
}

function mute(state: LiveState, deviceId: DeviceId, muted: boolean): LiveState | Refusal {
  const leg = legOf(state, deviceId);
  const member = leg?.answered ? memberOf(state, leg.memberId) : undefined;
  if (member === undefined) return conflict('This device is not in the call');
  return { ...state, members: withMember(state.members, { ...member, muted }) };
}

/** A device whose socket is gone stops ringing at once; one that talks has its time to come back. */
function socketChanged(state: LiveState, deviceId: DeviceId, up: boolean, now: number): CallState {
  const leg = legOf(state, deviceId);
  if (leg === undefined) return state;
  if (!leg.answered && !up) return leave(state, leg, 'hung_up', now);
  return replaceLeg(up ? backAgain(state) : state, { ...leg, socket: up });
}

/** A device that talks or calls leaves; a device that only rings falls silent without ending anything. */
function leave(state: LiveState, leg: Leg, how: CallEnd, now: number): CallState {
  const left = { ...state, legs: state.legs.filter((one) => one !== leg) };
  const member = memberOf(state, leg.memberId);
  if (!leg.answered || member === undefined) return left;
  const members = withMember(state.members, {
    ...asMember(leg.memberId, 'left', now),
    talkMs: talkedMs(state, member, now),
    listening: member.listening,
  });
  return orEnd({ ...left, members }, state.phase === 'ringing' ? 'no_answer' : how, now);
}

function unreached(state: LiveState, memberId: MemberId): LiveState {
  const member = memberOf(state, memberId);
  if (member?.standing !== 'called' || state.legs.some((leg) => leg.memberId === memberId)) return state;
  return { ...state, members: withMember(state.members, { ...member, unreached: true }) };
}

function memberLeft(state: LiveState, memberId: MemberId, now: number): CallState {
  const speaking = state.legs.find((leg) => leg.answered && leg.memberId === memberId);
  return speaking ? leave(state, speaking, 'hung_up', now) : callNoMore(state, memberId, 'left', 'no_answer', now);
}

/** The member is rung no more; nothing where they were not. A call that only rang ends as `as` with the last of them. */
function callNoMore(
  state: LiveState,
  memberId: MemberId,
  standing: MemberInCall['standing'],
  as: CallEnd,
  now: number,
): CallState {
  const member = memberOf(state, memberId);
  if (member?.standing !== 'called') return state;
  const members = withMember(state.members, { ...asMember(memberId, standing, now), talkMs: member.talkMs });
  const legs = state.legs.filter((leg) => leg.memberId !== memberId);
  return orEnd({ ...state, members, legs }, state.phase === 'ringing' ? as : 'hung_up', now);
}

/** Two who talk are a call, and so is one who waits for somebody that is being rung. */
function orEnd(state: LiveState, as: CallEnd, now: number): CallState {
  const talking = speakers(state);
  const goesOn = talking > 1 || (talking === 1 && thoseCalled(state).length > 0);
  return goesOn ? state : end(state, as, now);
}

function end(state: LiveState, as: CallEnd, now: number): CallState {
  const { id, lineId, startedBy, startedAt } = state;
  const fields = { id, lineId, startedBy, startedAt, phase: 'ended', end: as } as const;
  if (state.phase === 'ringing') return { ...fields, talkMs: 0, parts: [] };
  const parts = state.members.flatMap((member) => {
    const { memberId, listening } = member;
    const talkMs = member.standing === 'in' ? talkedMs(state, member, now) : member.talkMs;
    return talkMs === null ? [] : [{ memberId, talkMs, listening }];
  });
  return { ...fields, talkMs: Math.max(0, (state.nobodySince ?? now) - state.answeredAt), parts };
}

/** How long a member who is in the call has talked in all by now, ms. */
const talkedMs = (state: LiveState, { since, talkMs }: MemberInCall, now: number): number =>
  (talkMs ?? 0) + Math.max(0, (state.nobodySince ?? now) - since);

const speakers = (state: LiveState): number => thoseIn(state).filter(({ listening }) => !listening).length;

const backAgain = (state: LiveState): LiveState =>
  state.nobodySince === null ? state : { ...state, nobodySince: null };

const replaceLeg = (state: LiveState, leg: Leg): LiveState =>
  changeLegs(state, (one) => (one.deviceId === leg.deviceId ? leg : {}));

const changeLegs = (state: LiveState, change: (leg: Leg) => Partial<Leg>): LiveState => ({
  ...state,
  legs: state.legs.map((leg) => ({ ...leg, ...change(leg) })),
});

const withMember = (members: readonly MemberInCall[], member: MemberInCall): MemberInCall[] =>
  members.some(({ memberId }) => memberId === member.memberId)
    ? members.map((one) => (one.memberId === member.memberId ? member : one))
    : [...members, member];

const asMember = (memberId: MemberId, standing: MemberInCall['standing'], since: number): MemberInCall => ({
  memberId,
  standing,
  since,
  talkMs: null,
  muted: false,
  listening: false,
  unreached: false,
});

const newLeg = ({ deviceId, memberId, linkId }: On): Leg => ({
  deviceId,
  memberId,
  linkId,
  answered: false,
  socket: true,
  path: 'new',
});

const conflict = (message: string): Refusal => ({ code: 'conflict', message });
const somebodyElse = conflict('This device is in the call as somebody else');
const callIsFull: Refusal = { code: 'too_many', message: 'This call is full' };
