import { isIPv6 } from 'node:net';
import { createWorker, type types } from 'mediasoup';
import { SfuUnavailableError, type SfuCounts, type SfuRoom } from '../sfu.ts';
import { opusCodec } from './audio-codec-offer.ts';
import { nullIf } from './null-if.ts';
import { createRoom, ROOM_LEGS } from './room.ts';
import { watchWorker } from './watchdog.ts';

export interface SfuWorkerOptions {
  readonly workerBin: string;
  readonly listen: readonly string[];
  readonly announced: () => readonly string[];
  /** UDP and TCP, the same on every address; 0 takes any free ones. */
  readonly port: number;
  readonly report: (error: unknown) => void;
}

/**
 * All calls of a worker share one socket: at 10,000 packets a second Linux' own 208 kB are full after 30 ms in which the
 * worker is not let on a core, and what comes then is lost. This holds for half a second; the system may allow less
 * (`net.core.rmem_max`).
 */
const BUFFER_BYTES = 2_097_152;

/** One worker process with its port, alive until it dies or is closed; it is never restarted in place. */
export interface SfuWorker {
  readonly pid: number;
  /** Legs that it carries, those included that its rooms have not opened yet. */
  readonly legs: number;
  openRoom(): Promise<SfuRoom>;
  /** The process died by itself, or hung and was ended; its rooms have been told. */
  onDied(listen: () => void): void;
  counts(): Promise<SfuCounts>;
  close(): Promise<void>;
}

/** Starts the process and listens on its port; rejects where the program or the port is not to be had. */
export async function startSfuWorker(options: SfuWorkerOptions): Promise<SfuWorker> {
  const worker = await createWorker({ workerBin: options.workerBin, logLevel: 'error' });
  const gone = new Promise<void>((resolve) => {
    worker.once('subprocessclose', resolve);
  });
  const webRtcServer = await listen(worker, options).catch(async (error: unknown) => {
    worker.close();
    await gone;
    throw error;
  });
  watchWorker(worker);
  /** Rooms that live or are being opened, each with the legs that it takes. */
  const rooms = new Set<{ readonly legs: number }>();
  const routers = new Set<types.Router>();

  return {
    pid: worker.pid,
    get legs() {
      return [...rooms].reduce((sum, room) => sum + room.legs, 0);
    },
    async openRoom() {
      if (worker.closed) throw new SfuUnavailableError('The worker is gone');
      // Counted at once, so that rooms opened in the same moment spread over the workers and none opens too many.
      const asked = { legs: ROOM_LEGS };
      rooms.add(asked);
      try {
        const router = await worker.createRouter({ mediaCodecs: [opusCodec] });
        routers.add(router);
        router.observer.once('close', () => routers.delete(router));
        const room = createRoom({
          router,
          webRtcServer,
          addresses: options.announced,
          report: options.report,
          onClose: () => rooms.delete(room),
        });
        rooms.add(room);
        return room;
      } catch (error) {
        throw new SfuUnavailableError('No room could be opened', { cause: error });
      } finally {
        rooms.delete(asked);
      }
    },
    onDied: (listen) => void worker.once('died', listen),
    async counts() {
      const { routerIds } = await worker.dump();
      // In a router that was closed meanwhile nothing is open.
      const dumps = (
        await Promise.all([...routers].map((router) => nullIf(() => router.closed, router.dump())))
      ).filter((dump) => dump !== null);
      return {
        rooms: routerIds.length,
        transports: dumps.reduce((sum, dump) => sum + dump.transportIds.length, 0),
        producers: dumps.reduce((sum, dump) => sum + dump.mapProducerIdConsumerIds.length, 0),
        consumers: dumps.reduce((sum, dump) => sum + dump.mapConsumerIdProducerId.length, 0),
      };
    },
    async close() {
      if (!worker.closed) worker.close();
      if (!worker.subprocessClosed) await gone;
    },
  };
}

function listen(worker: types.Worker, { listen: addresses, port }: SfuWorkerOptions): Promise<types.WebRtcServer> {
  const listenInfo = (ip: string, protocol: types.TransportProtocol): types.TransportListenInfo => ({
    ip,
    protocol,
    ...(port === 0 ? {} : { port }),
    ...(protocol === 'udp' ? { recvBufferSize: BUFFER_BYTES, sendBufferSize: BUFFER_BYTES } : {}),
    // IPv4 has a socket of its own: through this one its addresses would look like `::ffff:192.0.2.1`, which no ICE understands.
    ...(isIPv6(ip) ? { flags: { ipv6Only: true } } : {}),
  });
  return worker.createWebRtcServer({
    listenInfos: addresses.flatMap((ip) => [listenInfo(ip, 'udp'), listenInfo(ip, 'tcp')]),
  });
}
