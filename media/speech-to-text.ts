/** Speech recognition as the rest of the program sees it. */

export interface SpeechInput {
  /** Mono, 16 kHz, 16-bit. */
  readonly samples: Int16Array;
  /** Language of the speech where known; null lets the engine find it. */
  readonly language: 'zh' | 'en' | null;
  /** Names and places that may be spoken of, the likeliest first; what is too much of it is left out. */
  readonly words?: readonly string[];
}

export type SpeechResult =
  | { readonly kind: 'speech'; readonly text: string; readonly language: 'zh' | 'en' | null }
  | { readonly kind: 'no_speech' };

export interface SpeechToText {
  /** Recordings that it works on at the same time; one where it does not say. */
  readonly workers?: number;
  /**
   * Text of one recording. Rejects with `SpeechError`; an engine that crashed or hung was restarted by then, so that the
   * caller may try again. `signal` gives up at once. `onPartial` is called with the text so far of a recording over
   * PARTIAL_FROM_MS, as the engine gets on: it may still change, and is nothing to keep.
   */
  transcribe(input: SpeechInput, signal: AbortSignal, onPartial?: (text: string) => void): Promise<SpeechResult>;
  /**
   * Reads what is certain already of a recording that still grows, of which the input is the beginning, so that `transcribe` of
   * the whole has less left to do. What is never asked for is forgotten within two minutes. Rejects as `transcribe`; only the
   * head start is lost then. Engines that send sound elsewhere do not have it.
   */
  readAhead?(input: SpeechInput, signal: AbortSignal): Promise<void>;
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
/** The words of shorter recordings are there before anybody could read a part of them. */
export const PARTIAL_FROM_MS = 10_000;
