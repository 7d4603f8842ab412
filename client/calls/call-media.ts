import type { MemberId, PayloadOf, ReplyOf, Track } from '#protocol';

/** The requests of one call that carry media, bound to its line and id. */
export interface CallWire {
  openMedia(): Promise<ReplyOf<'calls.open_media'>>;
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

export interface CallMediaEvents {
  /** Sound can flow both ways, or no longer can. */
  onPath(connected: boolean): void;
  /** The browser refuses to play before a tap, or plays after all. */
  onSoundBlocked(blocked: boolean): void;
  /** The system took the microphone away (a phone call, an unplugged headset). */
  onMicrophoneLost(): void;
}

/** The sound of one call on this device. Whoever opens it closes it. */
export interface CallMedia {
  /** Connects both ways, sending silence until the microphone is open. Again: with fresh transports. */
  join(wire: CallWire): Promise<void>;
  /** Asks for the microphone and sends it; rejects with `MicrophoneError`. */
  openMicrophone(): Promise<void>;
  setMuted(muted: boolean): void;
  addTrack(track: Track): Promise<void>;
  removeTrack(consumerId: string): void;
  /** Plays what was blocked; call it from a tap. */
  play(): Promise<void>;
  levels(): Levels;
  close(): void;
}

export class MicrophoneError extends Error {
  override name = 'MicrophoneError';
  readonly reason: 'denied' | 'missing' | 'in_use';

  constructor(reason: MicrophoneError['reason'], options?: ErrorOptions) {
    super(`The microphone is ${reason.replace('_', ' ')}`, options);
    this.reason = reason;
  }
}
