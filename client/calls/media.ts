import type { Device, types } from 'mediasoup-client';
import type { MemberId, Track, TransportOptions } from '#protocol';
import type { CallMedia, CallMediaEvents, CallWire } from './call-media.ts';
import { levelOf, openFarSound } from './far-sound.ts';
import { openMicrophone } from './microphone.ts';
import { openOwnSound } from './own-sound.ts';

/** Mono with FEC, silence not sent, lost packets asked for again: what voice needs on a bad network. */
const codecOptions: types.ProducerCodecOptions = {
  opusStereo: false,
  opusFec: true,
  opusDtx: true,
  opusNack: true,
};

interface Joined {
  readonly wire: CallWire;
  readonly send: types.Transport;
  readonly receive: types.Transport;
  producer: types.Producer | null;
}

/** The real sound of a call, by WebRTC. `device` is fresh, of this call alone. */
export function openCallMedia(device: Device, events: CallMediaEvents): CallMedia {
  const own = openOwnSound();
  const far = openFarSound((blocked) => events.onSoundBlocked(blocked));
  const consumers = new Map<string, types.Consumer>();
  /** Whom each consumer lets hear. */
  const heard = new Map<string, MemberId>();
  let joined: Joined | null = null;
  let microphone: MediaStreamTrack | null = null;
  let muted = false;
  let connected = false;
  let closed = false;

  function leave(): void {
    joined?.send.close();
    joined?.receive.close();
    joined = null;
    for (const consumer of consumers.values()) far.remove(consumer.track);
    consumers.clear();
    heard.clear();
  }

  function judgePath(of: Joined): void {
    if (joined !== of || closed) return;
    // The way in opens with the first track: before it, nobody can be heard.
    const now = [of.send, of.receive].every((way) => way.connectionState === 'connected');
    if (now === connected) return;
    connected = now;
    events.onPath(now);
  }

  function bindTransports(of: Joined): void {
    for (const transport of [of.send, of.receive]) {
      transport.on('connect', ({ dtlsParameters }, done, failed) => {
        of.wire.connect(transport.id, { ...dtlsParameters }).then(done, failed);
      });
      transport.on('connectionstatechange', () => judgePath(of));
    }
    of.send.on('produce', ({ rtpParameters }, done, failed) => {
      of.wire.produce({ ...rtpParameters }).then(({ producerId }) => done({ id: producerId }), failed);
    });
  }

  async function produce(of: Joined): Promise<void> {
    const track = microphone ?? own.silence;
    of.producer = await of.send.produce({ track, codecOptions, stopTracks: false, disableTrackOnPause: false });
    // The microphone may have opened meanwhile.
    if (microphone !== null && track !== microphone) await of.producer.replaceTrack({ track: microphone });
  }

  async function receive(of: Joined): Promise<void> {
    const { tracks } = await of.wire.receive({ ...device.recvRtpCapabilities });
    await Promise.all(tracks.map((track) => consume(of, track)));
  }

  async function consume(of: Joined, track: Track): Promise<void> {
    const consumer = await of.receive.consume({
      id: track.consumerId,
      producerId: track.producerId,
      kind: 'audio',
      rtpParameters: engineObject<types.RtpParameters>(track.rtpParameters),
    });
    if (joined !== of) return consumer.close();
    consumers.set(consumer.id, consumer);
    heard.set(consumer.id, track.memberId);
    far.add(consumer.track);
    judgePath(of);
    await of.wire.resume(consumer.id);
  }

  return {
    async join(wire) {
      leave();
      if (connected) {
        connected = false;
        events.onPath(false);
      }
      const opened = await wire.openMedia();
      if (closed) return;
      if (!device.loaded)
        await device.load({ routerRtpCapabilities: engineObject<types.RtpCapabilities>(opened.rtpCapabilities) });
      if (closed) return;
      const next: Joined = {
        wire,
        send: device.createSendTransport(asTransport(opened.send)),
        receive: device.createRecvTransport(asTransport(opened.receive)),
        producer: null,
      };
      joined = next;
      bindTransports(next);
      await Promise.all([produce(next), receive(next)]);
    },
    async openMicrophone() {
      const track = await openMicrophone();
      if (closed) return track.stop();
      microphone?.stop();
      microphone = track;
      track.enabled = !muted;
      track.addEventListener('ended', () => {
        if (microphone === track) events.onMicrophoneLost();
      });
      await joined?.producer?.replaceTrack({ track });
      own.listenTo(track);
    },
    setMuted(on) {
      muted = on;
      if (microphone !== null) microphone.enabled = !on;
    },
    async addTrack(track) {
      if (joined !== null) await consume(joined, track);
    },
    removeTrack(consumerId) {
      const consumer = consumers.get(consumerId);
      if (consumer === undefined) return;
      consumers.delete(consumerId);
      heard.delete(consumerId);
      far.remove(consumer.track);
      consumer.close();
    },
    play: () => far.play(),
    levels: () => ({
      me: muted ? 0 : own.level(),
      others: new Map([...heard].map(([consumerId, from]) => [from, levelOf(consumers.get(consumerId)?.rtpReceiver)])),
    }),
    close() {
      if (closed) return;
      closed = true;
      leave();
      microphone?.stop();
      own.close();
      far.close();
    },
  };
}

const asTransport = (options: TransportOptions): types.TransportOptions => ({
  id: options.id,
  iceParameters: engineObject(options.iceParameters),
  iceCandidates: options.iceCandidates.map((candidate) => engineObject<types.IceCandidate>(candidate)),
  dtlsParameters: engineObject(options.dtlsParameters),
});

/** The engine's own objects, carried unread through our protocol: the engine on the other side wrote them. */
const engineObject = <T extends object>(value: Record<string, unknown>): T => value as T;
