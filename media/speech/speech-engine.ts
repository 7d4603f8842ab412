/** What turns samples into raw words. `openSpeech` puts the check for voice before it and tidies what comes out. */
export interface SpeechEngine {
  /** Rejects with `SpeechError`; the engine is usable again by then. `signal` gives up at once. */
  recognise(samples: Int16Array, language: 'zh' | 'en' | null, signal: AbortSignal): Promise<Recognised>;
  close(): Promise<void>;
}

export interface Recognised {
  readonly text: string;
  readonly language: 'zh' | 'en' | null;
  /** The engine itself doubts that anybody spoke. */
  readonly doubtful: boolean;
}
