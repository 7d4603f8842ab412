import {
  type Call,
  CALL_GRACE_MS,
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
import { SfuUnavailableError, type Sfu, type SfuLeg, type SfuRoom, type SfuTrack } from '../../media/sfu.ts';
import { RefusedError } from '../edge/refused-error.ts';
import type { Parts } from '../parts.ts';
import { type CallEffect, effectsBetween } from './call-effects.ts';
import { isEngaged, legOf, mayBeHeard, thoseIn } from './call-members.ts';
import type { CallCaptions, KeptCaptions } from './captions.ts';
import type { CallState, EndedState, LiveState } from './call-state.ts';
import { toCall } from './call-view.ts';
import { keepCall } from './kept-call.ts';
import { orRefuse } from './media-refusals.ts';
import type { CallEars, QualityReport } from './quality.ts';
import { type CallEvent, step } from './rules.ts';

/** Who has no page that rings by then, has none open; ms after the ringing began. */
const UNREACHED_MS = 5000;

export interface CallParts extends Pick<Parts, 'clock' | 'log' | 'newId' | 'notify' | 'report'> {
  readonly sfu: Sfu | null;
  /** TURN servers with fresh credentials for one device. */
  readonly iceServers: () => IceServer[];
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
  /** Lets go of media and timers and leaves the call as it is kept: the next start of the server goes on with it. */
  close(): void;
}

/** A room for a call; `full` or `unavailable` where there is none to be had. */
export function openRoom(sfu: Sfu | null): Promise<SfuRoom> {
  return orRefuse(async () => {
    if (sfu === null) throw new SfuUnavailableError('There is no SFU');
    return sfu.openRoom();
  });
}

/** What a call has beside its state. */
export interface Beside {
  readonly ears: CallEars;
  readonly captions: CallCaptions;
}

/** Goes on with a call from a state; `first` is a room that was opened for it. All but `state` is for the call's queue. */
export function openCall(parts: CallParts, from: LiveState, beside: Beside, first: SfuRoom | null): LiveCall {
  const { clock, log, newId, notify, queue } = parts;
  const { captions, ears } = beside;
  const { id, lineId } = from;
  let state: CallState = from;
  let kept = keepCall(from, {}, captions);
  let room: SfuRoom | null = null;
  const media = new Map<DeviceId, SfuLeg>();
  const owners = new Map<string, MemberId>();
  const graces = new Map<DeviceId, () => void>();
  const rings = new Map<MemberId, (() => void)[]>();
  if (first !== null) useRoom(first);

  const view = (): Call => toCall(state, { captions: captions.on, qualityOf: (memberId) => ears.wordOf(memberId) });
  const tell = (): void => notify.line(lineId, 'calls.changed', view());
  const later = (event: CallEvent): void =>
    queue(async () => {
      if (state.phase !== 'ended') await apply(event);
    });

  async function apply(event: CallEvent): Promise<void> {
    const { state: next, effects, refused } = step(state, event, clock.now());
    if (refused !== undefined) throw new RefusedError(refused.code, refused.message);
    state = next;
    await carryOut(effects);
  }

  async function carryOut(effects: readonly CallEffect[]): Promise<void> {
    // What is heard and seen first: to write it may take the disk its time.
    const work = effects.map(async (effect) => carryOutOne(effect));
    writeDown();
    for (const done of await Promise.allSettled([...work, keep(effects)])) {
      if (done.status === 'rejected') parts.report('call', done.reason);
    }
  }

  async function keep(effects: readonly CallEffect[]): Promise<void> {
    if (state.phase === 'ended') return;
    const now = keepCall(state, {}, captions);
    if (now === kept) return;
    kept = now;
    const answeredAt = state.phase === 'talking' ? state.answeredAt : null;
    const unreached = effects.flatMap((effect) => (effect.type === 'unreached' ? [effect.memberId] : []));
    await parts.keep({ answeredAt, live: keepCall(state, ears.kept(), captions) }, unreached);
  }

  /** Lets the captions hear those who are let through now. */
  function writeDown(): void {
    if (state.phase !== 'talking') return;
    const heard = new Map<SfuLeg, MemberId>();
    for (const [deviceId, leg] of media) {
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
        return media.get(effect.deviceId)?.setProducing(effect.on);
      case 'start_grace':
        graces.set(
          effect.deviceId,
          clock.after(CALL_GRACE_MS, () => later({ type: 'lost', deviceId: effect.deviceId })),
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
        return;
      case 'close_media':
        return closeMedia(effect.deviceId);
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

  function startRing(memberId: MemberId, at: number): void {
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
    for (const stop of [...graces.values(), ...[...rings.values()].flat()]) stop();
    graces.clear();
    rings.clear();
    void captions.end();
    media.clear();
    owners.clear();
    room?.close();
    room = null;
  }

  function closeMedia(deviceId: DeviceId): void {
    const leg = media.get(deviceId);
    media.delete(deviceId);
    if (leg === undefined) return;
    owners.delete(leg.id);
    leg.close();
  }

  function useRoom(opened: SfuRoom): SfuRoom {
    room = opened;
    opened.onDied(() => {
      if (room !== opened) return;
      room = null;
      media.clear();
      owners.clear();
      later({ type: 'room_died' });
    });
    return opened;
  }

  function watch(deviceId: DeviceId, leg: SfuLeg): void {
    leg.onTrack((track) => notify.device(deviceId, 'calls.track_added', { callId: id, deviceId, track: named(track) }));
    leg.onTrackGone((consumerId) =>
      notify.device(deviceId, 'calls.track_removed', { callId: id, deviceId, consumerId }),
    );
    leg.onConnection((up) => {
      queue(async () => {
        if (media.get(deviceId) === leg && state.phase !== 'ended') await apply({ type: 'path', deviceId, up });
      });
    });
  }

  function named({ consumerId, producerId, legId, rtpParameters }: SfuTrack): Track {
    const memberId = owners.get(legId);
    if (memberId === undefined) throw new Error('A track of nobody');
    return { consumerId, producerId, memberId, rtpParameters };
  }

  function mediaOf(deviceId: DeviceId): SfuLeg {
    if (state.phase === 'ended') throw new RefusedError('call_over', 'This call is over');
    const leg = media.get(deviceId);
    if (leg === undefined) throw new RefusedError('conflict', 'This device has no open media in the call');
    return leg;
  }

  log.info({ callId: id, lineId, phase: from.phase }, 'call opened');
  return {
    id,
    lineId,
    get state() {
      return state;
    },
    view,
    begin: () => carryOut(effectsBetween(null, from)),
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
      const { deviceId, memberId } = on;
      await apply({ type: 'join', ...on });
      closeMedia(deviceId);
      const here = room ?? useRoom(await openRoom(parts.sfu));
      const leg = await orRefuse(() => here.openLeg(newId<string>()));
      media.set(deviceId, leg);
      owners.set(leg.id, memberId);
      watch(deviceId, leg);
      return {
        rtpCapabilities: here.rtpCapabilities,
        send: leg.send,
        receive: leg.receive,
        iceServers: parts.iceServers(),
      };
    },
    connect: (deviceId, transportId, dtlsParameters) => mediaOf(deviceId).connect(transportId, dtlsParameters),
    restartIce: async (deviceId, transportId) => ({
      iceParameters: await mediaOf(deviceId).restartIce(transportId),
    }),
    async produce(deviceId, rtpParameters) {
      const leg = mediaOf(deviceId);
      const on = state.phase === 'ended' ? undefined : legOf(state, deviceId);
      const made = await leg.produce(rtpParameters, { paused: on === undefined || !mayBeHeard(state, on) });
      writeDown();
      return made;
    },
    receive: async (deviceId, rtpCapabilities) => (await mediaOf(deviceId).receiveAll(rtpCapabilities)).map(named),
    resume: (deviceId, consumerId) => mediaOf(deviceId).resume(consumerId),
    close,
  };
}
