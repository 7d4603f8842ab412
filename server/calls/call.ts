import type { CallId, DeviceId, IceServer, LineId, MemberId, ReplyOf, Track } from '#protocol';
import { SfuUnavailableError, type Sfu, type SfuLeg, type SfuRoom, type SfuTrack } from '../../media/sfu.ts';
import { RefusedError } from '../edge/refused-error.ts';
import type { Parts } from '../parts.ts';
import type { CallState } from './call-state.ts';
import { toCall } from './call-view.ts';
import { type CallEffect, type CallEvent, GRACE_MS, mayBeHeard, type Step, step } from './rules.ts';

export interface CallParts extends Pick<Parts, 'clock' | 'log' | 'newId' | 'notify' | 'report'> {
  readonly sfu: Sfu | null;
  /** TURN servers with fresh credentials for one device. */
  readonly iceServers: () => IceServer[];
  readonly ringMs: number;
  /** Runs work on this call after what was asked before. */
  readonly queue: (task: () => Promise<void>) => void;
  readonly recordAnswer: (at: number) => Promise<void>;
  /** The call has ended and its media is closed: forget it, and write the end with its entry. */
  readonly onEnded: (ended: CallState & { phase: 'ended' }) => Promise<void>;
}

/** One live call: its state, the SFU room under it, a leg of it per device, and its timers. */
export interface LiveCall {
  readonly id: CallId;
  readonly lineId: LineId;
  readonly state: CallState;
  /** Makes the event happen; throws `RefusedError`, with nothing changed, where it may not. */
  apply(event: CallEvent): Promise<void>;
  /** Opens the device's media, in place of what it had. */
  openMedia(on: { deviceId: DeviceId; memberId: MemberId }): Promise<ReplyOf<'calls.open_media'>>;
  connect(deviceId: DeviceId, transportId: string, dtlsParameters: Record<string, unknown>): Promise<void>;
  restartIce(deviceId: DeviceId, transportId: string): Promise<ReplyOf<'calls.restart_ice'>>;
  produce(deviceId: DeviceId, rtpParameters: Record<string, unknown>): Promise<{ producerId: string }>;
  receive(deviceId: DeviceId, rtpCapabilities: Record<string, unknown>): Promise<Track[]>;
  resume(deviceId: DeviceId, consumerId: string): Promise<void>;
}

/** Goes on with what `startCall` decided. Everything but `state` is to be called in the call's queue. */
export function openCall(parts: CallParts, start: Step): { call: LiveCall; started: Promise<void> } {
  const { clock, log, newId, notify, queue, sfu } = parts;
  let state = start.state;
  let room: SfuRoom | null = null;
  const media = new Map<DeviceId, SfuLeg>();
  const owners = new Map<string, MemberId>();
  const graces = new Map<DeviceId, () => void>();
  let stopRinging = (): void => undefined;
  const { id, lineId } = state;

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
    const work = effects.map(async (effect) => carryOutOne(effect));
    for (const done of await Promise.allSettled(work)) {
      if (done.status === 'rejected') parts.report('call', done.reason);
    }
  }

  function carryOutOne(effect: CallEffect): Promise<void> | void {
    switch (effect.type) {
      case 'tell':
        return notify.line(lineId, 'calls.changed', toCall(state));
      case 'start_ring_timer':
        stopRinging = clock.after(parts.ringMs, () => later({ type: 'rang_out' }));
        return;
      case 'stop_ring_timer':
        return stopRinging();
      case 'start_grace':
        graces.get(effect.deviceId)?.();
        graces.set(
          effect.deviceId,
          clock.after(GRACE_MS, () => later({ type: 'lost', deviceId: effect.deviceId })),
        );
        return;
      case 'stop_grace':
        graces.get(effect.deviceId)?.();
        graces.delete(effect.deviceId);
        return;
      case 'let_through':
        return media.get(effect.deviceId)?.setProducing(effect.on);
      case 'close_media':
        return closeMedia(effect.deviceId);
      case 'record_answer':
        log.info({ callId: id, lineId }, 'call answered');
        return state.phase === 'talking' ? parts.recordAnswer(state.answeredAt) : undefined;
      case 'end':
        return end();
    }
  }

  async function end(): Promise<void> {
    room?.close();
    room = null;
    if (state.phase !== 'ended') return;
    log.info({ callId: id, lineId, end: state.end, talkMs: state.talkMs }, 'call ended');
    await parts.onEnded(state);
  }

  function closeMedia(deviceId: DeviceId): void {
    const leg = media.get(deviceId);
    media.delete(deviceId);
    if (leg === undefined) return;
    owners.delete(leg.id);
    leg.close();
  }

  async function openRoom(): Promise<SfuRoom> {
    if (room !== null) return room;
    const opened = await orRefuse(async () => {
      if (sfu === null) throw new SfuUnavailableError('There is no SFU');
      return sfu.openRoom();
    });
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

  const call: LiveCall = {
    id,
    lineId,
    get state() {
      return state;
    },
    apply,
    async openMedia({ deviceId, memberId }) {
      await apply({ type: 'join', deviceId, memberId });
      closeMedia(deviceId);
      const here = await openRoom();
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
    produce(deviceId, rtpParameters) {
      const leg = mediaOf(deviceId);
      const on = state.legs.find((one) => one.deviceId === deviceId);
      return leg.produce(rtpParameters, { paused: on === undefined || !mayBeHeard(state, on) });
    },
    receive: async (deviceId, rtpCapabilities) => (await mediaOf(deviceId).receiveAll(rtpCapabilities)).map(named),
    resume: (deviceId, consumerId) => mediaOf(deviceId).resume(consumerId),
  };
  log.info({ callId: id, lineId }, 'call started');
  return { call, started: carryOut(start.effects) };
}

async function orRefuse<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SfuUnavailableError)) throw error;
    throw new RefusedError('unavailable', 'Calls are not possible at the moment', { cause: error });
  }
}
