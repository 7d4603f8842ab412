import type { Prompt } from './prompt.ts';

/** One stretch of speech for an engine, at most WINDOW_MAX_S long. */
export interface Stretch {
  /** Mono, 16 kHz. */
  readonly samples: Int16Array;
  readonly language: 'zh' | 'en' | null;
  readonly prompt: Prompt;
  /** UTF-8 bytes of letters below which much of what is said in it was left out. */
  readonly leastLetters: number;
  /** Called with the words so far, by engines that can. */
  readonly onPartial?: (text: string) => void;
}

/** What turns samples into raw words. `openSpeech` cuts recordings, checks for a voice, and tidies what comes out. */
export interface SpeechEngine {
  /** Rejects with `SpeechError`; the engine is usable again by then. `signal` gives up at once. */
  recognise(stretch: Stretch, signal: AbortSignal): Promise<Recognised>;
  close(): Promise<void>;
}

export interface Recognised {
  readonly text: string;
  readonly language: 'zh' | 'en' | null;
  /** The engine's own doubts; null where it does not tell them. */
  readonly doubts: {
    /** Probability that nobody spoke. */
    readonly noSpeech: number;
    /** Mean log probability of the words' tokens. */
    readonly meanLogProbability: number;
  } | null;
}
