/** The selective forwarding unit as the rest of the program sees it. It knows rooms and legs, no people. */

/** An object of the WebRTC engine, checked by the engine itself; a bad one throws `SfuInputError`. */
export type EngineObject = Record<string, unknown>;

export interface SfuTransport {
  readonly id: string;
  readonly iceParameters: EngineObject;
  readonly iceCandidates: EngineObject[];
  readonly dtlsParameters: EngineObject;
}

export interface SfuTrack {
  readonly consumerId: string;
  readonly producerId: string;
  /** The leg whose microphone it is. */
  readonly legId: string;
  readonly rtpParameters: EngineObject;
}

/** What one RTP packet of a microphone holds. */
export interface OpusPacket {
  readonly payload: Uint8Array;
  /** RTP timestamp, 48 kHz, wraps at 2^32. */
  readonly timestamp: number;
  /** RTP sequence number, wraps at 2^16: a gap is a packet that was lost. */
  readonly sequence: number;
}

/** One device's media in a room: a transport each way, its microphone and what it hears. */
export interface SfuLeg {
  readonly id: string;
  readonly send: SfuTransport;
  readonly receive: SfuTransport;
  /** Fresh ICE parameters for one of the two transports, for a device whose network has changed. */
  restartIce(transportId: string): Promise<EngineObject>;
  connect(transportId: string, dtlsParameters: EngineObject): Promise<void>;
  /** Offers the microphone. `paused`: nothing of it is forwarded until `setProducing(true)`. */
  produce(rtpParameters: EngineObject, options: { paused: boolean }): Promise<{ producerId: string }>;
  setProducing(producing: boolean): Promise<void>;
  /** Says what the device decodes; from now on it gets a paused track for each other leg's microphone. */
  receiveAll(rtpCapabilities: EngineObject): Promise<SfuTrack[]>;
  /** A leg that began to produce after `receiveAll`. */
  onTrack(listen: (track: SfuTrack) => void): void;
  /** The other leg of a track has closed; the track is silent for ever. */
  onTrackGone(listen: (consumerId: string) => void): void;
  resume(consumerId: string): Promise<void>;
  /**
   * Listens to the leg's own microphone inside the server: one Opus packet after the other as they arrive, with its RTP
   * timestamp (48 kHz) and sequence number; nothing while the leg does not produce. The returned function ends it.
   */
  tap(hear: (packet: OpusPacket) => void): Promise<() => void>;
  /**
   * The device's network path stands, is gone (12 s without a consent check on one of its transports, a closed TCP connection
   * or a failed handshake), or is back.
   */
  onConnection(listen: (connected: boolean) => void): void;
  close(): void;
}

export interface SfuRoom {
  readonly rtpCapabilities: EngineObject;
  openLeg(legId: string): Promise<SfuLeg>;
  /** The worker under the room died; the room is unusable and already closed. */
  onDied(listen: () => void): void;
  close(): void;
}

export interface Sfu {
  /**
   * A room on the worker with the fewest legs; where none has room, waits a moment for the replacement of a dead one. Rejects with
   * `SfuUnavailableError` where no worker lives, with its kind `SfuFullError` where none has room for two legs more. A
   * room that was let in may open all its legs: nobody is kept out of a call that runs.
   */
  openRoom(): Promise<SfuRoom>;
  /** Living workers. A dead one is replaced by itself. */
  readonly workers: number;
  /** Process ids of the living workers, for metrics and tests. */
  readonly pids: readonly number[];
  /** Legs on each living worker, by the worker's place among all. */
  readonly load: readonly { readonly worker: number; readonly legs: number }[];
  /** Workers that died by themselves so far. */
  readonly deaths: number;
  /** What is open on all workers, as they say themselves. */
  counts(): Promise<SfuCounts>;
  close(): Promise<void>;
}

/** Objects inside the SFU workers; a server without calls has none. */
export interface SfuCounts {
  readonly rooms: number;
  readonly transports: number;
  readonly producers: number;
  readonly consumers: number;
}

export class SfuInputError extends Error {
  override name = 'SfuInputError';
}

export class SfuUnavailableError extends Error {
  override name = 'SfuUnavailableError';
}

/** Every worker carries as many legs as it may. */
export class SfuFullError extends SfuUnavailableError {
  override name = 'SfuFullError';
}
