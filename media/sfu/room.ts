import type { types } from 'mediasoup';
import { SfuUnavailableError, type SfuRoom } from '../sfu.ts';
import { createLeg, type RoomLeg } from './leg.ts';

/**
 * Seconds without a phone's ICE consent check before its path counts as lost. Phones check every 5 s or oftener
 * (RFC 7675 § 5.1), so that two missed checks are no loss yet; mediasoup takes no less than 10. Nothing else shows a loss
 * sooner: mediasoup counts no checks, and who is muted or on a phone call may send nothing else for long.
 */
const CONSENT_TIMEOUT_S = 12;

/** A call is of two: a room has places for so many legs from the moment that it is asked for. */
export const ROOM_LEGS = 2;

export interface RoomParts {
  readonly router: types.Router;
  readonly webRtcServer: types.WebRtcServer;
  /** Addresses that phones are told at this moment; none: those that the worker listens on. */
  readonly addresses: () => readonly string[];
  /** Something failed that nobody waits for. */
  readonly report: (error: unknown) => void;
  readonly onClose: () => void;
}

/** A room as its worker counts it. */
export interface WorkerRoom extends SfuRoom {
  /** Legs that are open or being opened, `ROOM_LEGS` at least. */
  readonly legs: number;
}

export function createRoom({ router, webRtcServer, addresses, report, onClose }: RoomParts): WorkerRoom {
  const legs = new Map<string, RoomLeg>();
  let opening = 0;
  const diedListeners: (() => void)[] = [];
  let closed = false;

  function close(): void {
    if (closed) return;
    closed = true;
    for (const leg of [...legs.values()].reverse()) leg.close();
    router.close();
    onClose();
  }

  router.on('workerclose', () => {
    if (closed) return;
    close();
    for (const listen of diedListeners) listen();
  });

  const openTransport = () =>
    router.createWebRtcTransport({
      webRtcServer,
      enableUdp: true,
      enableTcp: true,
      // TCP is for firewalls that swallow UDP: late packets wait behind lost ones there.
      preferUdp: true,
      iceConsentTimeout: CONSENT_TIMEOUT_S,
    });

  return {
    rtpCapabilities: { ...router.rtpCapabilities },
    get legs() {
      return Math.max(legs.size + opening, ROOM_LEGS);
    },
    async openLeg(legId) {
      if (closed) throw new SfuUnavailableError('The room is closed');
      if (legs.has(legId)) throw new Error('A leg of this id is open already');
      opening += 1;
      const [send, receive] = await opened(Promise.allSettled([openTransport(), openTransport()])).finally(
        () => (opening -= 1),
      );
      const leg = createLeg(
        legId,
        {
          router,
          addresses: addresses(),
          producersBeside: (id) =>
            [...legs.values()].flatMap((other) =>
              other.id === id || other.producer === null ? [] : [{ legId: other.id, producer: other.producer }],
            ),
          produced(id, producer) {
            for (const other of legs.values()) if (other.id !== id) other.hear(id, producer).catch(report);
          },
          closed: (id) => void legs.delete(id),
        },
        { send, receive },
      );
      if (closed) {
        leg.close();
        throw new SfuUnavailableError('The room was closed meanwhile');
      }
      legs.set(legId, leg);
      return leg;
    },
    onDied: (listen) => void diedListeners.push(listen),
    close,
  };
}

/** Both transports or none: one that opened beside one that failed is closed. */
async function opened(
  both: Promise<[PromiseSettledResult<types.WebRtcTransport>, PromiseSettledResult<types.WebRtcTransport>]>,
): Promise<[types.WebRtcTransport, types.WebRtcTransport]> {
  const [send, receive] = await both;
  if (send.status === 'fulfilled' && receive.status === 'fulfilled') return [send.value, receive.value];
  if (send.status === 'fulfilled') send.value.close();
  if (receive.status === 'fulfilled') receive.value.close();
  const failed = send.status === 'rejected' ? send : receive;
  throw new SfuUnavailableError('No transport could be opened', {
    cause: failed.status === 'rejected' ? failed.reason : undefined,
  });
}
