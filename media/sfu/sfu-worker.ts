import { createWorker, type types } from 'mediasoup';
import { SfuUnavailableError, type SfuCounts, type SfuRoom } from '../sfu.ts';
import { opusCodec } from './audio-codec-offer.ts';
import { createRoom } from './room.ts';

export interface SfuWorkerOptions {
  readonly workerBin: string;
  readonly listenAddress: string;
  readonly announcedAddress: string | null;
  /** UDP and TCP; 0 takes any free one. */
  readonly port: number;
  readonly report: (error: unknown) => void;
}

/** One worker process with its port, alive until it dies or is closed; it is never restarted in place. */
export interface SfuWorker {
  readonly pid: number;
  /** Rooms that live on it. */
  readonly rooms: number;
  openRoom(): Promise<SfuRoom>;
  /** The process died by itself; its rooms have been told. */
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
  let rooms = 0;
  const routers = new Set<types.Router>();

  return {
    pid: worker.pid,
    get rooms() {
      return rooms;
    },
    async openRoom() {
      if (worker.closed) throw new SfuUnavailableError('The worker is gone');
      // Counted at once, so that rooms opened in the same moment spread over the workers.
      rooms += 1;
      try {
        const router = await worker.createRouter({ mediaCodecs: [opusCodec] });
        routers.add(router);
        router.observer.once('close', () => routers.delete(router));
        return createRoom({ router, webRtcServer, report: options.report, onClose: () => (rooms -= 1) });
      } catch (error) {
        rooms -= 1;
        throw new SfuUnavailableError('No room could be opened', { cause: error });
      }
    },
    onDied: (listen) => void worker.once('died', listen),
    async counts() {
      const { routerIds } = await worker.dump();
      const dumps = await Promise.all([...routers].map((router) => router.dump()));
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

function listen(worker: types.Worker, options: SfuWorkerOptions): Promise<types.WebRtcServer> {
  const listenInfo = (protocol: types.TransportProtocol): types.TransportListenInfo => ({
    protocol,
    ip: options.listenAddress,
    ...(options.announcedAddress === null ? {} : { announcedAddress: options.announcedAddress }),
    ...(options.port === 0 ? {} : { port: options.port }),
  });
  return worker.createWebRtcServer({ listenInfos: [listenInfo('udp'), listenInfo('tcp')] });
}
