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

/** One device's media in a room: a transport each way, its microphone and what it hears. */
export interface SfuLeg {
  readonly id: string;
  readonly send: SfuTransport;
  readonly receive: SfuTransport;
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
  /** The device's network path is gone or back, as ICE consent sees it. */
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
  /** A room on the least loaded worker; rejects with `SfuUnavailableError` where no worker lives. */
  openRoom(): Promise<SfuRoom>;
  /** Living workers. A dead one is replaced by itself. */
  readonly workers: number;
  /** Process ids of the living workers, for metrics and tests. */
  readonly pids: readonly number[];
  close(): Promise<void>;
}

export class SfuInputError extends Error {
  override name = 'SfuInputError';
}

export class SfuUnavailableError extends Error {
  override name = 'SfuUnavailableError';
}
