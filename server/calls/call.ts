import {
  type Call,
  type CallId,
  type CallPart,
  type DeviceId,
  type IceServer,
  type LineId,
  type MemberId,
  type ReplyOf,
  RING_MS,
  type Track,
} from '#protocol';
import type { Sfu, SfuLeg, SfuRoom } from '../../media/sfu.ts';
import { RefusedError } from '../edge/refused-error.ts';
import type { Parts, Ring } from '../parts.ts';
import { type CallEffect, effectsBetween } from './call-effects.ts';
import { isEngaged, legOf, mayBeHeard, memberOf, thoseIn } from './call-members.ts';
import { openCallMedia } from './call-media.ts';
import type { CallCaptions, KeptCaptions } from './call-captions.ts';
import type { CallObserver } from './call-observer.ts';
import type { CallState, EndedState, LiveState } from './call-state.ts';
import { toCall } from './call-view.ts';
import { keepCall } from './kept-call.ts';
import type { CallEars, QualityReport } from './quality.ts';
import { type CallEvent, step } from './rules.ts';

/** Who has no page that rings by then, has none open; ms after the ringing began. */
const UNREACHED_MS = 5000;

export interface CallParts extends Pick<Parts, 'clock' | 'log' | 'newId' | 'notify' | 'report'> {
  readonly sfu: Sfu | null;
  readonly observer: CallObserver;
  /** TURN servers with fresh credentials for one device. */
  readonly iceServers: () => IceServer[];
  /** The device has a socket. */
  readonly isHere: (deviceId: DeviceId) => boolean;
  /** Tells the other slices that somebody is rung, or is rung no more. */
  readonly ring: (ring: Ring) => void;
  /** Runs work on this call after what was asked before. */
  readonly queue: (task: () => Promise<void>) => void;
  /** Writes what a restarted server needs, and for the operator who could not be reached: both or neither. */
  readonly keep: (kept: { answeredAt: number | null; live: string }, unreached: readonly MemberId[]) => Promise<void>;
  /** The call has ended and its media is closed: forget it, and write the end with its entry. */
  readonly onEnded: (ended: EndedState, parts: CallPart[], captions: CallCaptions) => Promise<void>;
}

/** One live call: its state, the SFU room under it, a leg of it per device, and its timers. */
export interface LiveCall {
  readonly id: CallId;
  readonly lineId: LineId;
  readonly state: CallState;
  /** As the line sees it. */
  view(): Call;
  /** Starts what the first state asks for. To be called once. */
  begin(): Promise<void>;
  /** Makes the event happen; throws `RefusedError`, with nothing changed, where it may not. */
  apply(event: CallEvent): Promise<void>;
  readonly captions: KeptCaptions;
  /** Begins or ends to write down what is said; `conflict` for a device that only rings. */
  setCaptions(deviceId: DeviceId, on: boolean): Promise<void>;
  /** Takes what a member's device says of the sound it hears. */
  report(from: MemberId, report: QualityReport): void;
  /** Opens the device's media, in place of what it had. */
  openMedia(on: Omit<Extract<CallEvent, { type: 'join' }>, 'type'>): Promise<ReplyOf<'calls.open_media'>>;
  connect(deviceId: DeviceId, transportId: string, dtlsParameters: Record<string, unknown>): Promise<void>;
  restartIce(deviceId: DeviceId, transportId: string): Promise<ReplyOf<'calls.restart_ice'>>;
  produce(deviceId: DeviceId, rtpParameters: Record<string, unknown>): Promise<{ producerId: string }>;
  receive(deviceId: DeviceId, rtpCapabilities: Record<string, unknown>): Promise<Track[]>;
  resume(deviceId: DeviceId, consumerId: string): Promise<void>;
  /** Writes what could not be written when it changed; nothing where that is on disk. */
  keep(): Promise<void>;
  /** Lets go of media and timers and leaves the call as it is kept: the next start of the server goes on with it. */
  close(): void;
}

/** What a call has beside its state. */
export interface Beside {
  readonly ears: CallEars;
  readonly captions: CallCaptions;
}

/** Goes on with a call from a state; `first` is a room that was opened for it. All but `state` is for the call's queue. */
export function openCall(parts: CallParts, from: LiveState, beside: Beside, first: SfuRoom | null): LiveCall {
  const { clock, log, notify, observer, queue } = parts;
  const { captions, ears } = beside;
  const { id, lineId } = from;
  let state: CallState = from;
  let kept = keepCall(from, {}, captions);
  let closed = false;
  const graces = new Map<DeviceId, () => void>();
  const rings = new Map<MemberId, (() => void)[]>();

  const view = (): Call => toCall(state, { captions: captions.on, qualityOf: (memberId) => ears.wordOf(memberId) });
  const tell = (): void => notify.line(lineId, 'calls.changed', view());
  const later = (event: CallEvent, isStillSo: () => boolean = () => true): void =>
    queue(async () => {
      if (state.phase !== 'ended' && isStillSo()) await apply(event);
    });
  const media = openCallMedia(
    {
      ...parts,
      callId: id,
      onPath(deviceId, up) {
        const leg = media.legs.get(deviceId);
        // Not of a leg that another has replaced by then.
        later({ type: 'path', deviceId, up }, () => media.legs.get(deviceId) === leg);
      },
      onDied: () => later({ type: 'room_died' }),
    },
    first,
  );

  async function apply(event: CallEvent): Promise<void> {
    const { state: next, effects, refused } = step(state, event, clock.now());
    if (refused !== undefined) throw new RefusedError(refused.code, refused.message);
    state = next;
    observer.changed(state, clock.now());
    await carryOut(effects);
  }

  async function carryOut(effects: readonly CallEffect[]): Promise<void> {
    // What is heard and seen first: to write it may take the disk its time.
    const work = effects.map(async (effect) => carryOutOne(effect));
    writeDown();
    noticeAbsence();
    for (const done of await Promise.allSettled([...work, keep(effects)])) {
      if (done.status === 'rejected') parts.report('call', done.reason);
    }
  }

  /** Whose page went while their request waited was no part of the call yet when that was told. */
  function noticeAbsence(): void {
    if (state.phase === 'ended') return;
    for (const { deviceId, socket } of state.legs)
      if (socket && !parts.isHere(deviceId)) later({ type: 'socket', deviceId, up: false });
  }

  async function keep(effects: readonly CallEffect[]): Promise<void> {
    if (state.phase === 'ended' || closed) return;
    const now = keepCall(state, ears.kept(), captions);
    if (now === kept) return;
    const answeredAt = state.phase === 'talking' ? state.answeredAt : null;
    const unreached = effects.flatMap((effect) => (effect.type === 'unreached' ? [effect.memberId] : []));
    await parts.keep({ answeredAt, live: now }, unreached);
    kept = now;
  }

  /** Lets the captions hear those who are let through now. */
  function writeDown(): void {
    if (state.phase !== 'talking') return;
    const heard = new Map<SfuLeg, MemberId>();
    for (const [deviceId, leg] of media.legs) {
      const on = legOf(state, deviceId);
      if (on !== undefined && mayBeHeard(state, on)) heard.set(leg, on.memberId);
    }
    captions.follow(state.answeredAt, heard);
  }

  captions.onSaid(
    () =>
      new Promise((resolve, reject) => {
        queue(() => keep([]).then(resolve, reject));
      }),
  );

  function carryOutOne(effect: CallEffect): Promise<void> | void {
    switch (effect.type) {
      case 'let_through':
        return media.legs.get(effect.deviceId)?.setProducing(effect.on);
      case 'start_grace':
        graces.get(effect.deviceId)?.();
        graces.set(
          effect.deviceId,
          clock.after(effect.ms, () => later({ type: 'lost', deviceId: effect.deviceId })),
        );
        return;
      case 'stop_grace':
        graces.get(effect.deviceId)?.();
        graces.delete(effect.deviceId);
        return;
      case 'start_ring':
        return startRing(effect.memberId, effect.at);
      case 'stop_ring':
        for (const stop of rings.get(effect.memberId) ?? []) stop();
        rings.delete(effect.memberId);
        parts.ring({ lineId, memberId: effect.memberId, what: isSettled(effect.memberId) ? 'settled' : 'missed' });
        return;
      case 'close_media':
        return media.close(effect.deviceId);
      case 'moved':
        return notify.device(effect.deviceId, 'calls.moved', { callId: id, deviceId: effect.deviceId });
      case 'unreached':
        log.info({ callId: id, lineId }, 'a member could not be reached');
        return;
      case 'tell':
        return tell();
      case 'end':
        return end();
    }
  }

  /** They know of the call: they took it or declined it. */
  function isSettled(memberId: MemberId): boolean {
    // A call that ended as declined was declined by the last that it rang at.
    if (state.phase === 'ended') return state.end === 'declined';
    const standing = memberOf(state, memberId)?.standing;
    return standing === 'in' || standing === 'declined';
  }

  function startRing(memberId: MemberId, at: number): void {
    parts.ring({ lineId, memberId, what: 'call' });
    rings.set(memberId, [
      clock.after(Math.max(0, at + RING_MS - clock.now()), () => later({ type: 'rang_out', memberId })),
      // From now on also where it began before the server did: pages need time to come back.
      clock.after(UNREACHED_MS, () => later({ type: 'unreached', memberId })),
    ]);
  }

  async function end(): Promise<void> {
    close();
    if (state.phase !== 'ended') return;
    log.info({ callId: id, lineId, end: state.end, talkMs: state.talkMs }, 'call ended');
    await parts.onEnded(
      state,
      state.parts.map((part) => ({ ...part, mos: ears.mosOf(part.memberId) })),
      captions,
    );
  }

  function close(): void {
    closed = true;
    observer.left(id);
    for (const stop of [...graces.values(), ...[...rings.values()].flat()]) stop();
    graces.clear();
    rings.clear();
    void captions.end();
    media.closeAll();
  }

  log.info({ callId: id, lineId, phase: from.phase }, 'call opened');
  return {
    id,
    lineId,
    get state() {
      return state;
    },
    view,
    async begin() {
      observer.changed(from, clock.now());
      await carryOut(effectsBetween(null, from));
    },
    apply,
    captions,
    async setCaptions(deviceId, on) {
      if (state.phase === 'ended' || legOf(state, deviceId)?.answered !== true)
        throw new RefusedError('conflict', 'Only who is in the call has its captions');
      if (captions.on === on) return;
      captions.turn(on);
      log.info({ callId: id, lineId, on }, 'captions of a call');
      tell();
      await keep([]);
    },
    report(from, report) {
      if (state.phase === 'ended' || !isEngaged(state, from)) return;
      const talking = thoseIn(state).filter(({ listening }) => !listening);
      if (ears.report(from, report, new Set(talking.map(({ memberId }) => memberId)))) tell();
    },
    async openMedia(on) {
      await apply({ type: 'join', ...on });
      return media.open(on.deviceId, on.memberId);
    },
    connect: (deviceId, transportId, dtlsParameters) => media.of(deviceId).connect(transportId, dtlsParameters),
    restartIce: async (deviceId, transportId) => ({
      iceParameters: await media.of(deviceId).restartIce(transportId),
    }),
    async produce(deviceId, rtpParameters) {
      const on = state.phase === 'ended' ? undefined : legOf(state, deviceId);
      const paused = on === undefined || !mayBeHeard(state, on);
      const made = await media.of(deviceId).produce(rtpParameters, { paused });
      writeDown();
      return made;
    },
    receive: (deviceId, rtpCapabilities) => media.receive(deviceId, rtpCapabilities),
    resume: (deviceId, consumerId) => media.of(deviceId).resume(consumerId),
    keep: () => keep([]),
    close,
  };
}
