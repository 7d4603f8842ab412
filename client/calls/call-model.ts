import type { ReadonlySignal } from '@preact/signals';
import type { CallQuality, Caption, MemberId } from '#protocol';
import type { CallProblem, CallState } from './call-state.ts';
import type { Levels } from './call-media.ts';

/** Where the sound comes out. */
export interface SoundOutput {
  readonly id: string;
  /** As the browser names it; empty where it does not. */
  readonly label: string;
}

/** One line's call on this device: what is, and what a person can do about it. */
export interface CallModel {
  readonly state: ReadonlySignal<CallState>;
  readonly muted: ReadonlySignal<boolean>;
  /** This device only hears. */
  readonly listening: ReadonlySignal<boolean>;
  /** Whole seconds since the call was answered. */
  readonly seconds: ReadonlySignal<number>;
  readonly levels: ReadonlySignal<Levels>;
  /** Those who talk and of whom nothing arrives for the moment. */
  readonly unheard: ReadonlySignal<readonly MemberId[]>;
  /** How well we hear the others; null until it is known. */
  readonly quality: ReadonlySignal<CallQuality | null>;
  readonly problem: ReadonlySignal<CallProblem | null>;
  /** The browser plays only after a tap: offer `hear`. */
  readonly soundBlocked: ReadonlySignal<boolean>;
  /** `on`: what is said is being written down; `lines`: the latest of it, oldest first. */
  readonly captions: ReadonlySignal<{ readonly on: boolean; readonly lines: readonly Caption[] }>;
  /** Loudspeakers and headsets to choose from; fewer than two where the browser leaves no choice. */
  readonly outputs: ReadonlySignal<{ readonly all: readonly SoundOutput[]; readonly chosen: string }>;
  /** Rings the named members, or else the courier and the recipient. Call it from a tap: it asks for the microphone. */
  call(members?: readonly MemberId[]): Promise<void>;
  /** Takes the call that rings, or joins the one that runs, on this device. Call it from a tap. */
  answer(options?: { listening?: boolean }): Promise<void>;
  decline(): Promise<void>;
  hangUp(): Promise<void>;
  /** Rings one more member. Answers why not, where it cannot be. */
  ring(member: MemberId): Promise<CallProblem | null>;
  toggleMuted(): void;
  /** Answers why not, where it cannot be. */
  setCaptions(on: boolean): Promise<CallProblem | null>;
  chooseOutput(id: string): Promise<void>;
  hear(): Promise<void>;
  /** Tries again to open the microphone that failed. */
  retryMicrophone(): Promise<void>;
  /** Puts the words about the last call away. */
  dismiss(): void;
  close(): void;
}
