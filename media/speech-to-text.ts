/** Speech recognition as the rest of the program sees it. */

export interface SpeechInput {
  /** Mono, 16 kHz, 16-bit. */
  readonly samples: Int16Array;
  /** Language of the speech where known; null lets the engine find it. */
  readonly language: 'zh' | 'en' | null;
}

export type SpeechResult =
  | { readonly kind: 'speech'; readonly text: string; readonly language: 'zh' | 'en' | null }
  | { readonly kind: 'no_speech' };

export interface SpeechToText {
  /**
   * Text of one recording. Rejects with `SpeechError`; an engine that crashed or hung was restarted by then, so that the
   * caller may try again. `signal` gives up at once.
   */
  transcribe(input: SpeechInput, signal: AbortSignal): Promise<SpeechResult>;
  close(): Promise<void>;
}

export class SpeechError extends Error {
  override name = 'SpeechError';
  readonly reason: 'engine_failed' | 'timed_out';

  constructor(reason: 'engine_failed' | 'timed_out', message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** Samples per second of all speech input. */
export const SPEECH_RATE = 16_000;
