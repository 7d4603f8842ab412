import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { MicrophoneError } from '../microphone-error.ts';
import { openMicrophone } from '../microphone.ts';
import type { MicrophoneProblem } from './own-microphone.ts';
import { openOwnVoice, type OwnVoice } from './own-voice.ts';

/**
 * `listening`: say something now; `playing`: it comes back from the loudspeaker; `done`: whether anything was loud enough
 * for the others to hear.
 */
export type MicrophoneTestState =
  | { phase: 'idle' }
  | { phase: 'asking' }
  | { phase: 'listening' }
  | { phase: 'playing' }
  | { phase: 'done'; heard: boolean }
  | { phase: 'failed'; problem: MicrophoneProblem };

/** Tries the microphone and the loudspeaker before the first call. */
export interface MicrophoneTest {
  readonly state: ReadonlySignal<MicrophoneTestState>;
  /** How loud it is here now, 0 to 1; 0 while nothing is listened to. */
  readonly level: ReadonlySignal<number>;
  /** From a tap: asks for the microphone, listens LISTEN_MS, plays that. Again at any time. */
  start(): Promise<void>;
  /** Gives the microphone back. */
  close(): void;
}

/** Long enough to say a sentence, ms. */
const LISTEN_MS = 3000;
const TICK_MS = 100;
/** Quieter than this over the whole test is no voice: about -45 dB of full scale. */
const VOICE_LEVEL = 0.25;

export interface MicrophoneTestParts {
  readonly openTrack?: () => Promise<MediaStreamTrack>;
  readonly openVoice?: (track: MediaStreamTrack, delayMs: number) => OwnVoice;
}

export function createMicrophoneTest(parts: MicrophoneTestParts = {}): MicrophoneTest {
  const { openTrack = openMicrophone, openVoice = openOwnVoice } = parts;
  const state = signal<MicrophoneTestState>({ phase: 'idle' });
  const level = signal(0);
  let stop = (): void => undefined;
  /** Counts the starts, so that a microphone that opens late knows whether it is still wanted. */
  let turn = 0;

  function listen(track: MediaStreamTrack): void {
    const voice = openVoice(track, LISTEN_MS);
    let loudest = 0;
    const tick = setInterval(() => {
      level.value = voice.level();
      loudest = Math.max(loudest, level.value);
    }, TICK_MS);
    let timer = setTimeout(() => {
      clearInterval(tick);
      // A phone that records plays softly: into the earpiece.
      track.stop();
      batch(() => {
        level.value = 0;
        state.value = { phase: 'playing' };
      });
      timer = setTimeout(() => {
        stop();
        state.value = { phase: 'done', heard: loudest >= VOICE_LEVEL };
      }, LISTEN_MS);
    }, LISTEN_MS);
    stop = () => {
      stop = () => undefined;
      clearInterval(tick);
      clearTimeout(timer);
      track.stop();
      voice.close();
      level.value = 0;
    };
    state.value = { phase: 'listening' };
  }

  return {
    state,
    level,
    async start() {
      stop();
      const mine = ++turn;
      state.value = { phase: 'asking' };
      try {
        const track = await openTrack();
        if (mine === turn) listen(track);
        else track.stop();
      } catch (error) {
        if (mine !== turn) return;
        const reason = error instanceof MicrophoneError ? error.reason : 'unsupported';
        state.value = { phase: 'failed', problem: `microphone_${reason}` };
      }
    },
    close() {
      turn += 1;
      stop();
      state.value = { phase: 'idle' };
    },
  };
}
