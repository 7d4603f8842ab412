import type { ReadonlySignal } from '@preact/signals';
import type { CallProblem, CallState } from './call-state.ts';
import type { Levels } from './call-media.ts';

/** One line's call on this device: what is, and what a person can do about it. */
export interface CallModel {
  readonly state: ReadonlySignal<CallState>;
  readonly muted: ReadonlySignal<boolean>;
  /** Whole seconds since the call was answered. */
  readonly seconds: ReadonlySignal<number>;
  readonly levels: ReadonlySignal<Levels>;
  readonly problem: ReadonlySignal<CallProblem | null>;
  /** The browser plays only after a tap: offer `hear`. */
  readonly soundBlocked: ReadonlySignal<boolean>;
  /** Asks for the microphone, then rings the others. Call it from a tap. */
  call(): Promise<void>;
  /** Takes the call on this device. Call it from a tap. */
  answer(): Promise<void>;
  decline(): Promise<void>;
  hangUp(): Promise<void>;
  toggleMuted(): void;
  hear(): Promise<void>;
  /** Tries again to open the microphone that failed. */
  retryMicrophone(): Promise<void>;
  /** Puts the words about the last call away. */
  dismiss(): void;
  close(): void;
}
