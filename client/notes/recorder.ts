/** What a recorder tells while it records. */
export interface Hearing {
  /** Loudness of each next slice of LEVEL_MS, 0-1. */
  level(level: number): void;
  /** The next bytes of the file: all of them in order, with those that `stop` still adds, are the recording. */
  sound(bytes: Blob): void;
  /** A call of this page takes the microphone: stop now. */
  taken(): void;
  /** The microphone gives nothing more: the phone has taken it away, or it was unplugged. */
  ended(): void;
}

/** The microphone as the notes model sees it. What opens it for real is `microphone.ts`, loaded on the first press. */
export interface Recorder {
  /** Opens the microphone, asking the person where the browser must, and records at once. Rejects with `MicrophoneError`. */
  start(hear: Hearing): Promise<Recording>;
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
