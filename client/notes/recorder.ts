/** The microphone as the notes model sees it. What opens it for real is `microphone.ts`, loaded on the first press. */
export interface Recorder {
  /**
   * Opens the microphone, asking the person where the browser must, and records at once. Rejects with `MicrophoneError`.
   * `level` is the loudness of each next slice of LEVEL_MS, 0-1; `taken`: a call takes the microphone, so stop now.
   */
  start(hear: { level(level: number): void; taken(): void }): Promise<Recording>;
  /** Releases the microphone, also when it is only kept warm. */
  close(): void;
}

export interface Recording {
  /** Ends the recording and answers with all of it. */
  stop(): Promise<{ audio: Blob; durationMs: number }>;
  /** Ends it and forgets it. */
  cancel(): void;
}

/** Length of the slices that `level` is told about, ms. */
export const LEVEL_MS = 50;
