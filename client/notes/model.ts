import { batch, signal, type ReadonlySignal } from '@preact/signals';
import type { Connection } from '../connection.ts';
import type { Said } from '../timeline/said.ts';
import { createNotePlayer, type NotePlayer } from './player.ts';
import { MicrophoneError, type MicrophoneFailure } from '../microphone-error.ts';
import { LEVEL_MS, type Recorder, type Recording } from './recorder.ts';
import { NOTE_MAX_MS, NOTE_MIN_MS } from '../../server/protocol/limits.ts';

/** `asking`: the browser is opening the microphone, perhaps asking the person. */
export type TalkState = { phase: 'idle' } | { phase: 'asking' } | { phase: 'recording'; locked: boolean };

/**
 * Why nothing was recorded. `try_again`: the thumb was up before the microphone was open; now it is. `not_loaded`: the
 * network gave out before the recorder's code was here.
 */
export type TalkRefusal = MicrophoneFailure | 'too_short' | 'try_again' | 'not_loaded';

/** Hold-to-talk and the notes of one line on this device. */
export interface NotesModel {
  readonly state: ReadonlySignal<TalkState>;
  /** Recorded so far, ms. */
  readonly ms: ReadonlySignal<number>;
  /** Loudness of each LEVEL_MS slice recorded so far, 0-1. */
  readonly levels: ReadonlySignal<readonly number[]>;
  readonly refusal: ReadonlySignal<TalkRefusal | null>;
  readonly player: NotePlayer;
  /** Loads the code that the first press needs, so that it need not wait. Says nothing where that fails. */
  warmUp(): void;
  /** The finger went down. */
  press(): void;
  /** A press without holding, by keyboard or screen reader: starts, and the next one sends. */
  toggle(): void;
  /** The finger went up: what was said is sent. While locked it means nothing. */
  release(): void;
  /** Goes on recording without the finger, until `send` or `cancel`. */
  lock(): void;
  send(): void;
  /** Forgets what was said. */
  cancel(): void;
  close(): void;
}

export interface NotesModelParts {
  readonly connection: Connection;
  /** Takes each note as soon as it is recorded. */
  readonly say: (said: Said) => void;
  /** Default: the real microphone, loaded on the first press. */
  readonly openRecorder?: () => Promise<Recorder>;
  /** Default: the browser's. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Long enough to read a sentence twice. */
const REFUSAL_MS = 8000;

async function openMicrophone(): Promise<Recorder> {
  const { createMicrophone } = await import('./microphone.ts');
  return createMicrophone();
}

export function createNotesModel(parts: NotesModelParts): NotesModel {
  const { connection, say, openRecorder = openMicrophone } = parts;
  const fetch = parts.fetch ?? globalThis.fetch.bind(globalThis);
  const state = signal<TalkState>({ phase: 'idle' });
  const levels = signal<readonly number[]>([]);
  const ms = signal(0);
  const refusal = signal<TalkRefusal | null>(null);
  const player = createNotePlayer({ connection, fetch });
  let recorder: Promise<Recorder> | null = null;
  let recording: Recording | null = null;
  /** Counts the presses, so that a microphone that opens late knows whether its press is still the one. */
  let turn = 0;
  let forgetting: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  function refuse(reason: TalkRefusal) {
    refusal.value = reason;
    clearTimeout(forgetting);
    forgetting = setTimeout(() => (refusal.value = null), REFUSAL_MS);
  }

  async function load(): Promise<Recorder> {
    recorder ??= openRecorder();
    try {
      return await recorder;
    } catch (error) {
      recorder = null; // the next press tries anew
      throw error;
    }
  }

  async function begin(locked: boolean) {
    const mine = ++turn;
    clearTimeout(forgetting);
    player.stop();
    batch(() => {
      state.value = { phase: 'asking' };
      refusal.value = null;
      levels.value = [];
      ms.value = 0;
    });
    try {
      const ready = await load();
      const opened = await ready.start({
        level(level) {
          if (mine !== turn || state.value.phase !== 'recording') return;
          batch(() => {
            levels.value = [...levels.value, level];
            ms.value = levels.value.length * LEVEL_MS;
          });
          if (ms.value >= NOTE_MAX_MS - LEVEL_MS) void finish();
        },
        taken() {
          if (mine !== turn) return;
          // What was said so far was meant for the other, who gets it: nothing is lost to the call.
          if (state.value.phase === 'recording') void finish();
          else cancel();
        },
      });
      if (mine === turn && state.value.phase === 'asking' && !closed) {
        recording = opened;
        state.value = { phase: 'recording', locked };
      } else {
        opened.cancel();
      }
    } catch (error) {
      if (mine !== turn) return;
      state.value = { phase: 'idle' };
      refuse(error instanceof MicrophoneError ? error.reason : recorder ? 'unsupported' : 'not_loaded');
    }
  }

  function take(): Recording | null {
    const taken = recording;
    recording = null;
    state.value = { phase: 'idle' };
    return taken;
  }

  async function finish() {
    const taken = take();
    if (!taken) return;
    const heard = levels.value;
    const { audio, durationMs } = await taken.stop();
    if (durationMs < NOTE_MIN_MS) {
      refuse('too_short');
      return;
    }
    say({ kind: 'voice', audio, durationMs, levels: heard });
  }

  function cancel() {
    turn++;
    take()?.cancel();
  }

  return {
    state,
    ms,
    levels,
    refusal,
    player,
    warmUp: () => void load().catch(() => {}),
    press() {
      if (!closed && state.value.phase === 'idle') void begin(false);
    },
    toggle() {
      if (closed) return;
      if (state.value.phase === 'idle') void begin(true);
      else if (state.value.phase === 'recording') void finish();
    },
    release() {
      const { value } = state;
      if (value.phase === 'asking') {
        cancel();
        refuse('try_again');
      } else if (value.phase === 'recording' && !value.locked) {
        void finish();
      }
    },
    lock() {
      if (state.value.phase === 'recording') state.value = { phase: 'recording', locked: true };
    },
    send: () => void finish(),
    cancel,
    close() {
      if (closed) return;
      closed = true;
      clearTimeout(forgetting);
      cancel();
      player.close();
      void recorder?.then((opened) => opened.close()).catch(() => {});
    },
  };
}
