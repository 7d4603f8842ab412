import type { CallId, DeviceId, IceServer, MemberId, ReplyOf, Track } from '#protocol';
import { SfuUnavailableError, type Sfu, type SfuLeg, type SfuRoom, type SfuTrack } from '../../media/sfu.ts';
import { RefusedError } from '../edge/refused-error.ts';
import type { Parts } from '../parts.ts';
import { orRefuse } from './media-refusals.ts';

interface Needs extends Pick<Parts, 'newId' | 'notify'> {
  readonly callId: CallId;
  readonly sfu: Sfu | null;
  /** TURN servers with fresh credentials for one device. */
  readonly iceServers: () => IceServer[];
  /** The device's way to the SFU is there or gone. Not called any more once its media is closed. */
  readonly onPath: (deviceId: DeviceId, up: boolean) => void;
  /** The room died with its worker; the next `open` opens another. */
  readonly onDied: () => void;
}

/** The media of one call: its room, and in it a leg for each device that has opened one. */
export interface CallMedia {
  readonly legs: ReadonlyMap<DeviceId, SfuLeg>;
  /** Opens the device's media, in place of what it had. */
  open(deviceId: DeviceId, memberId: MemberId): Promise<ReplyOf<'calls.open_media'>>;
  /** `conflict` where the device has none open. */
  of(deviceId: DeviceId): SfuLeg;
  /** What the device hears from now on: a track for each other microphone that is there. */
  receive(deviceId: DeviceId, rtpCapabilities: Record<string, unknown>): Promise<Track[]>;
  close(deviceId: DeviceId): void;
  closeAll(): void;
}

/** A room for a call; `full` or `unavailable` where there is none to be had. */
export function openRoom(sfu: Sfu | null): Promise<SfuRoom> {
  return orRefuse(async () => {
    if (sfu === null) throw new SfuUnavailableError('There is no SFU');
    return sfu.openRoom();
  });
}

/** `first`: a room that was opened for the call already. */
export function openCallMedia(parts: Needs, first: SfuRoom | null): CallMedia {
  const { callId, newId, notify } = parts;
  let room: SfuRoom | null = null;
  const legs = new Map<DeviceId, SfuLeg>();
  const owners = new Map<string, MemberId>();
  if (first !== null) use(first);

  function use(opened: SfuRoom): SfuRoom {
    room = opened;
    opened.onDied(() => {
      if (room !== opened) return;
      closeAll();
      parts.onDied();
    });
    return opened;
  }

  function watch(deviceId: DeviceId, leg: SfuLeg): void {
    leg.onTrack((of) => {
      const track = named(of);
      if (track !== null) notify.device(deviceId, 'calls.track_added', { callId, deviceId, track });
    });
    leg.onTrackGone((consumerId) => notify.device(deviceId, 'calls.track_removed', { callId, deviceId, consumerId }));
    leg.onConnection((up) => {
      if (legs.get(deviceId) === leg) parts.onPath(deviceId, up);
    });
  }

  /** Null where whose microphone it is was closed while the track was made: it goes with them. */
  function named({ consumerId, producerId, legId, rtpParameters }: SfuTrack): Track | null {
    const memberId = owners.get(legId);
    return memberId === undefined ? null : { consumerId, producerId, memberId, rtpParameters };
  }

  function of(deviceId: DeviceId): SfuLeg {
    const leg = legs.get(deviceId);
    if (leg === undefined) throw new RefusedError('conflict', 'This device has no open media in the call');
    return leg;
  }

  function close(deviceId: DeviceId): void {
    const leg = legs.get(deviceId);
    legs.delete(deviceId);
    if (leg === undefined) return;
    owners.delete(leg.id);
    leg.close();
  }

  function closeAll(): void {
    legs.clear();
    owners.clear();
    room?.close();
    room = null;
  }

  return {
    legs,
    async open(deviceId, memberId) {
      close(deviceId);
      const here = room ?? use(await openRoom(parts.sfu));
      const leg = await orRefuse(() => here.openLeg(newId<string>()));
      legs.set(deviceId, leg);
      owners.set(leg.id, memberId);
      watch(deviceId, leg);
      return {
        rtpCapabilities: here.rtpCapabilities,
        send: leg.send,
        receive: leg.receive,
        iceServers: parts.iceServers(),
      };
    },
    of,
    async receive(deviceId, rtpCapabilities) {
      const tracks = await of(deviceId).receiveAll(rtpCapabilities);
      return tracks.map(named).filter((track) => track !== null);
    },
    close,
    closeAll,
  };
}
