/** Reads the audio that phones and other programs send. Untrusted bytes: decoding runs in a worker thread with limits. */

export type AudioFormat = 'mp3' | 'webm' | 'ogg' | 'wav';

export interface DecodedAudio {
  readonly format: AudioFormat;
  readonly durationMs: number;
  /** Mono, 16 kHz, 16-bit. */
  readonly samples: Int16Array;
  /** The same as MP3, of a format that not every phone plays; null of the others, and where it could not be made. */
  readonly mp3: Uint8Array | null;
}

export interface AudioCodec {
  /** Decodes a whole recording, told by its bytes and not by its name; rejects with `AudioError`. */
  decode(bytes: Uint8Array): Promise<DecodedAudio>;
  close(): Promise<void>;
}

export class AudioError extends Error {
  override name = 'AudioError';
  readonly reason: 'empty' | 'unreadable' | 'too_short' | 'too_long';

  constructor(reason: AudioError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
