import type { Device, types } from 'mediasoup-client';
import type { MemberId, Track, TransportOptions } from '#protocol';
import type { CallMedia, CallMediaEvents, CallWire, Path } from './call-media.ts';
import { levelOf, openFarSound, playedAt } from './far-sound.ts';
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
  /** Null where this device only hears. */
  readonly send: types.Transport | null;
  readonly receive: types.Transport;
  producer: types.Producer | null;
  /** The way in was open once. */
  heardOnce: boolean;
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
  let bitrate: number | null = null;
  let path: Path = 'connecting';
  let closed = false;

  function leave(): void {
    joined?.send?.close();
    joined?.receive.close();
    joined = null;
    for (const consumer of consumers.values()) far.remove(consumer.track);
    consumers.clear();
    heard.clear();
  }

  function judgePath(of: Joined): void {
    if (joined !== of || closed) return;
    if (of.receive.connectionState === 'connected') of.heardOnce = true;
    const now = pathOf(of);
    if (now === path) return;
    path = now;
    events.onPath(now);
  }

  function pathOf({ send, receive, heardOnce }: Joined): Path {
    const states = [send?.connectionState ?? 'connected', wayIn(receive, heardOnce)];
    if (states.includes('failed')) return 'failed';
    if (states.every((state) => state === 'connected')) return 'up';
    return path === 'connecting' ? 'connecting' : 'lost';
  }

  /** The way in opens with the first track: whoever is alone lacks nothing, and one who comes later takes nothing away. */
  function wayIn(receive: types.Transport, heardOnce: boolean): types.ConnectionState {
    const { connectionState } = receive;
    const opening = connectionState === 'new' || connectionState === 'connecting';
    return opening && !heardOnce && (consumers.size === 0 || path === 'up') ? 'connected' : connectionState;
  }

  function bindTransports(of: Joined): void {
    for (const transport of [of.send, of.receive]) {
      transport?.on('connect', ({ dtlsParameters }, done, failed) => {
        of.wire.connect(transport.id, { ...dtlsParameters }).then(done, failed);
      });
      transport?.on('connectionstatechange', () => judgePath(of));
    }
    of.send?.on('produce', ({ rtpParameters }, done, failed) => {
      of.wire.produce({ ...rtpParameters }).then(({ producerId }) => done({ id: producerId }), failed);
    });
  }

  async function produce(of: Joined): Promise<void> {
    if (of.send === null) return;
    const track = microphone ?? own.silence;
    of.producer = await of.send.produce({ track, codecOptions, stopTracks: false, disableTrackOnPause: false });
    // The microphone may have opened meanwhile.
    if (microphone !== null && track !== microphone) await of.producer.replaceTrack({ track: microphone });
    await applyBitrate(of);
  }

  async function applyBitrate({ producer }: Joined): Promise<void> {
    if (bitrate !== null && producer !== null && !producer.closed)
      await producer.setRtpEncodingParameters({ maxBitrate: bitrate });
  }

  async function receive(of: Joined): Promise<void> {
    const { tracks } = await of.wire.receive({ ...device.recvRtpCapabilities });
    await Promise.all(tracks.map((track) => consume(of, track)));
    judgePath(of);
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

  async function restartIceOf(of: Joined, transport: types.Transport | null): Promise<void> {
    if (transport === null || transport.connectionState === 'new') return;
    const { iceParameters } = await of.wire.restartIce(transport.id);
    if (!transport.closed) await transport.restartIce({ iceParameters: engineObject(iceParameters) });
  }

  return {
    async join(wire, { listening }) {
      const opened = await wire.openMedia();
      if (closed) return;
      if (!device.loaded)
        await device.load({ routerRtpCapabilities: engineObject<types.RtpCapabilities>(opened.rtpCapabilities) });
      if (closed) return;
      // Only now: while the server could not be asked, the old way may have come back by itself.
      leave();
      const { iceServers } = opened;
      const next: Joined = {
        wire,
        send: listening ? null : device.createSendTransport({ ...asTransport(opened.send), iceServers }),
        receive: device.createRecvTransport({ ...asTransport(opened.receive), iceServers }),
        producer: null,
        heardOnce: false,
      };
      joined = next;
      if (path !== 'connecting') {
        path = 'connecting';
        events.onPath(path);
      }
      bindTransports(next);
      await Promise.all([produce(next), receive(next)]);
    },
    async restartIce() {
      const of = joined;
      if (of === null) throw new Error('Nothing is connected');
      await Promise.all([restartIceOf(of, of.send), restartIceOf(of, of.receive)]);
    },
    async send(track) {
      microphone = track;
      own.listenTo(track);
      await joined?.producer?.replaceTrack({ track });
    },
    async setBitrate(bitsPerSecond) {
      bitrate = bitsPerSecond;
      if (joined !== null) await applyBitrate(joined);
    },
    async reports() {
      const sent = joined?.producer?.getStats() ?? null;
      const received = [...consumers.values()].map(
        async (consumer) => [heard.get(consumer.id), await consumer.getStats()] as const,
      );
      const known = (await Promise.all(received)).flatMap(([from, report]): [MemberId, RTCStatsReport][] =>
        from === undefined ? [] : [[from, report]],
      );
      return { sent: await sent, heard: new Map(known) };
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
    async play() {
      own.wake();
      await far.play();
    },
    setOutput: (id) => far.setOutput(id),
    levels: () => ({
      me: own.level(),
      others: new Map([...heard].map(([consumerId, from]) => [from, levelOf(consumers.get(consumerId)?.rtpReceiver)])),
    }),
    heardAt() {
      const times = [...heard].map(
        ([consumerId, from]) => [from, playedAt(consumers.get(consumerId)?.rtpReceiver)] as const,
      );
      return new Map(times.flatMap(([from, at]): [MemberId, number][] => (at === null ? [] : [[from, at]])));
    },
    close() {
      if (closed) return;
      closed = true;
      leave();
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
