import type { types } from 'mediasoup';
import {
  SfuInputError,
  SfuUnavailableError,
  type EngineObject,
  type SfuLeg,
  type SfuTrack,
  type SfuTransport,
} from '../sfu.ts';
import { announced } from './candidates.ts';
import { nullIf } from './null-if.ts';
import { readOpus } from './rtp.ts';
import { readDtlsParameters, readRtpCapabilities, readRtpParameters } from './engine-input.ts';

/** What a leg needs of its room. */
export interface LegRoom {
  readonly router: types.Router;
  /** Addresses that phones are told; none: those that the worker listens on. */
  readonly addresses: readonly string[];
  /** The microphones of the other legs. */
  producersBeside(legId: string): { legId: string; producer: types.Producer }[];
  /** The leg began to produce: the others receive it. */
  produced(legId: string, producer: types.Producer): void;
  closed(legId: string): void;
}

/** A leg as the room drives it. */
export interface RoomLeg extends SfuLeg {
  readonly producer: types.Producer | null;
  /** Another leg began to produce. */
  hear(legId: string, producer: types.Producer): Promise<void>;
}

export function createLeg(
  id: string,
  room: LegRoom,
  transports: { send: types.WebRtcTransport; receive: types.WebRtcTransport },
): RoomLeg {
  const { send, receive } = transports;
  const consumers = new Map<string, types.Consumer>();
  const trackListeners: ((track: SfuTrack) => void)[] = [];
  const trackGoneListeners: ((consumerId: string) => void)[] = [];
  const connectionListeners: ((connected: boolean) => void)[] = [];
  let capabilities: types.RtpCapabilities | null = null;
  let producer: types.Producer | null = null;
  let producing = false;
  /** What was said last of the device's path; null: nothing yet. */
  let connected: boolean | null = null;
  let closed = false;

  function watch(transport: types.WebRtcTransport): void {
    transport.observer.on('icestatechange', judgeConnection);
    transport.observer.on('dtlsstatechange', judgeConnection);
  }

  function judgeConnection(): void {
    const paths = new Set([pathOf(send), pathOf(receive)]);
    const now = !paths.has('lost');
    if (closed || now === connected || (now && !paths.has('up'))) return;
    connected = now;
    for (const listen of connectionListeners) listen(now);
  }

  async function receiveFrom(legId: string, from: types.Producer): Promise<SfuTrack | null> {
    if (closed || capabilities === null || from.closed) return null;
    if (!room.router.canConsume({ producerId: from.id, rtpCapabilities: capabilities })) return null;
    const consumer = await nullIf(
      () => closed || from.closed,
      receive.consume({
        producerId: from.id,
        rtpCapabilities: capabilities,
        paused: true,
        // For audio mediasoup leaves out by default that a phone may ask again for what was lost.
        enableRtx: true,
      }),
    );
    if (consumer === null) return null;
    consumers.set(consumer.id, consumer);
    consumer.observer.once('close', () => {
      consumers.delete(consumer.id);
      if (!closed) for (const listen of trackGoneListeners) listen(consumer.id);
    });
    return { consumerId: consumer.id, producerId: from.id, legId, rtpParameters: plain(consumer.rtpParameters) };
  }

  function own(transportId: string): types.WebRtcTransport {
    const transport = [send, receive].find((t) => t.id === transportId);
    if (transport === undefined) throw new SfuInputError('This leg has no such transport');
    return transport;
  }

  watch(send);
  watch(receive);

  return {
    id,
    send: describe(send, room.addresses),
    receive: describe(receive, room.addresses),
    get producer() {
      return producer;
    },
    async connect(transportId, dtlsParameters) {
      const transport = own(transportId);
      if (transport.dtlsState !== 'new') throw new SfuInputError('This transport is connected already');
      await input(transport.connect({ dtlsParameters: readDtlsParameters(dtlsParameters) }));
    },
    async restartIce(transportId) {
      return plain(await input(own(transportId).restartIce()));
    },
    async tap(hear) {
      const microphone = producer;
      if (microphone === null || microphone.closed) throw new SfuInputError('This leg has no microphone');
      const ear = await available(room.router.createDirectTransport());
      const end = () => {
        microphone.observer.off('close', end);
        ear.close();
      };
      microphone.observer.on('close', end);
      const { rtpCapabilities } = room.router;
      const consumer = await available(ear.consume({ producerId: microphone.id, rtpCapabilities })).catch(
        (error: unknown) => {
          end();
          throw error;
        },
      );
      consumer.on('rtp', (packet) => {
        const read = readOpus(packet);
        if (read !== null) hear(read);
      });
      return end;
    },
    async produce(rtpParameters, { paused }) {
      if (producing) throw new SfuInputError('This leg has its microphone already');
      producing = true;
      try {
        const parameters = readRtpParameters(rtpParameters, room.router.rtpCapabilities);
        producer = await input(send.produce({ kind: 'audio', rtpParameters: parameters, paused }));
      } catch (error) {
        producing = false;
        throw error;
      }
      room.produced(id, producer);
      return { producerId: producer.id };
    },
    async setProducing(on) {
      const microphone = producer;
      if (microphone === null || microphone.closed) return;
      await nullIf(() => microphone.closed, on ? microphone.resume() : microphone.pause());
    },
    async receiveAll(rtpCapabilities) {
      if (capabilities !== null) throw new SfuInputError('This leg has said already what it decodes');
      capabilities = readRtpCapabilities(rtpCapabilities);
      const tracks = await Promise.all(
        room.producersBeside(id).map((beside) => receiveFrom(beside.legId, beside.producer)),
      );
      return tracks.filter((track) => track !== null);
    },
    async hear(legId, from) {
      const track = await receiveFrom(legId, from);
      if (track !== null) for (const listen of trackListeners) listen(track);
    },
    async resume(consumerId) {
      const consumer = consumers.get(consumerId);
      if (consumer === undefined) throw new SfuInputError('This leg has no such track');
      // Its microphone may be gone in the worker before we hear of it here.
      await input(consumer.resume());
    },
    onTrack: (listen) => void trackListeners.push(listen),
    onTrackGone: (listen) => void trackGoneListeners.push(listen),
    onConnection: (listen) => void connectionListeners.push(listen),
    close() {
      if (closed) return;
      closed = true;
      send.close();
      receive.close();
      room.closed(id);
    },
  };
}

/** A transport that nothing uses yet is no sign of trouble; a handshake with the wrong certificate is one for good. */
function pathOf(transport: types.WebRtcTransport): 'new' | 'up' | 'lost' {
  const { iceState, dtlsState } = transport;
  if (iceState === 'disconnected' || dtlsState === 'failed' || dtlsState === 'closed') return 'lost';
  return dtlsState === 'connected' ? 'up' : 'new';
}

function describe(transport: types.WebRtcTransport, addresses: readonly string[]): SfuTransport {
  return {
    id: transport.id,
    iceParameters: plain(transport.iceParameters),
    iceCandidates: announced(transport.iceCandidates, addresses).map(plain),
    dtlsParameters: plain(transport.dtlsParameters),
  };
}

const plain = (value: object): EngineObject => ({ ...value });

/** What mediasoup refuses of a phone's input is the phone's fault, whatever the kind of error, unless its worker is gone. */
async function input<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkerClosedError')
      throw new SfuUnavailableError('The worker died meanwhile', { cause: error });
    throw new SfuInputError('The WebRTC engine refused it', { cause: error });
  }
}

/** What fails of the engine's own work: the call or its worker has ended meanwhile. */
async function available<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new SfuUnavailableError('The media worker could not do it', { cause: error });
  }
}
