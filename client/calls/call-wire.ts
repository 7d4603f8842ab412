import type { CallId, LineId } from '#protocol';
import type { Connection } from '../connection.ts';
import type { CallWire } from './call-media.ts';

/** The media requests of one call. */
export function callWire(connection: Pick<Connection, 'ask'>, on: { lineId: LineId; callId: CallId }): CallWire {
  return {
    openMedia: () => connection.ask('calls.open_media', on),
    restartIce: (transportId) => connection.ask('calls.restart_ice', { ...on, transportId }),
    async connect(transportId, dtlsParameters) {
      await connection.ask('calls.connect_transport', { ...on, transportId, dtlsParameters });
    },
    produce: (rtpParameters) => connection.ask('calls.produce', { ...on, rtpParameters }),
    receive: (rtpCapabilities) => connection.ask('calls.receive', { ...on, rtpCapabilities }),
    async resume(consumerId) {
      await connection.ask('calls.resume', { ...on, consumerId });
    },
  };
}
