import type { MemberId, PayloadOf, ReplyOf, Track } from '#protocol';

/** The requests of one call that carry media, bound to its line and id. */
export interface CallWire {
  openMedia(): Promise<ReplyOf<'calls.open_media'>>;
  restartIce(transportId: string): Promise<ReplyOf<'calls.restart_ice'>>;
  connect(transportId: string, dtlsParameters: PayloadOf<'calls.connect_transport'>['dtlsParameters']): Promise<void>;
  produce(rtpParameters: PayloadOf<'calls.produce'>['rtpParameters']): Promise<{ producerId: string }>;
  receive(rtpCapabilities: PayloadOf<'calls.receive'>['rtpCapabilities']): Promise<{ tracks: Track[] }>;
  resume(consumerId: string): Promise<void>;
}

/** Loudness of both sides, 0 to 1. */
export interface Levels {
  readonly me: number;
  readonly others: ReadonlyMap<MemberId, number>;
}

/** What the engine counts, as it says it: of what this device sends, and of each other member as heard here. */
export interface EngineReports {
  readonly sent: RTCStatsReport | null;
  readonly heard: ReadonlyMap<MemberId, RTCStatsReport>;
}

/**
 * The way of the sound. `up`: it can flow both ways; `lost`: the other end has not been heard for some seconds, which may
 * mend itself; `failed`: the engine has given it up; `connecting`: not there yet.
 */
export type Path = 'connecting' | 'up' | 'lost' | 'failed';

export interface CallMediaEvents {
  onPath(path: Path): void;
  /** The browser refuses to play before a tap, or plays after all. */
  onSoundBlocked(blocked: boolean): void;
}

/** The sound of one call on this device. Whoever opens it closes it. */
export interface CallMedia {
  /**
   * Connects both ways, sending silence until there is a microphone. Again: what was connected stays until the server
   * has given fresh transports. `listening`: connects the way in only.
   */
  join(wire: CallWire, options: { listening: boolean }): Promise<void>;
  /** Looks for a new way for what is connected. Rejects where nothing is. */
  restartIce(): Promise<void>;
  /** Sends this track from now on; it stays the giver's to mute and to stop. */
  send(track: MediaStreamTrack): Promise<void>;
  /** Bits of sound sent per second at most. */
  setBitrate(bitsPerSecond: number): Promise<void>;
  reports(): Promise<EngineReports>;
  addTrack(track: Track): Promise<void>;
  removeTrack(consumerId: string): void;
  /** Plays what was blocked and wakes what the system put to sleep; call it from a tap. */
  play(): Promise<void>;
  /** Does nothing where the browser leaves no choice. */
  setOutput(id: string): Promise<void>;
  levels(): Levels;
  /** When the newest sound of each other member was played, as a time that changes with every packet. */
  heardAt(): ReadonlyMap<MemberId, number>;
  close(): void;
}
