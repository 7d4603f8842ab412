import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { NOTE_MAX_MS, NOTE_MIN_MS } from '../../server/protocol/limits.ts';
import { MicrophoneError, type MicrophoneFailure } from '../microphone-error.ts';
import { newId } from '../new-id.ts';
import type { ClientId } from '#protocol';
import type { HeadStart } from './head-start.ts';
import type { CutOff, KeptSounds } from './kept-sounds.ts';
import { LEVEL_MS, type Recorder, type Recording } from './recorder.ts';

/** `asking`: the browser is opening the microphone, perhaps asking the person. */
export type TalkState = { phase: 'idle' } | { phase: 'asking' } | { phase: 'recording'; locked: boolean };

/**
 * Why nothing was recorded. `try_again`: the thumb was up before the microphone was open; now it is. `not_loaded`: the
 * network gave out before the recorder's code was here.
 */
export type TalkRefusal = MicrophoneFailure | 'too_short' | 'try_again' | 'not_loaded';

/** One recording at a time, from the press to what is done with it. */
export interface Talk {
  readonly state: ReadonlySignal<TalkState>;
  /** Recorded so far, ms. */
  readonly ms: ReadonlySignal<number>;
  /** Loudness of each LEVEL_MS slice recorded so far, 0-1. */
  readonly levels: ReadonlySignal<readonly number[]>;
  readonly refusal: ReadonlySignal<TalkRefusal | null>;
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
  /** Its speaker looks at something else: nothing is recorded unseen, and what was said is kept for them to send. */
  leave(): void;
  close(): void;
}

export interface TalkParts {
  readonly sounds: KeptSounds;
  readonly openRecorder: () => Promise<Recorder>;
  readonly createHeadStart: (clientId: ClientId) => HeadStart;
  /** Somebody is about to speak: nothing else may sound. */
  readonly onBegin: () => void;
  /** Its speaker has ended it, or the minute or a call has: it is to be sent. */
  readonly onSaid: (note: CutOff) => void;
  /** The phone has ended it, or the page went out of sight: its speaker says what becomes of it. */
  readonly onCutOff: (note: CutOff) => void;
}

/** Long enough to read a sentence twice. */
const REFUSAL_MS = 8000;
/** What helps is a tap away: long enough to find it by a screen reader or a key. */
const HELP_MS = 30_000;
/** A killed page loses no more than this of what was spoken, ms. */
const KEEP_EVERY_MS = 1000;

/** A recording under way, with what is not kept of it yet. */
interface Spoken {
  readonly clientId: ClientId;
  recording: Recording | null;
  locked: boolean;
  parts: number;
  bytes: Blob[];
  /** So many of the levels are kept. */
  keptLevels: number;
  over: boolean;
  readonly ahead: HeadStart;
}

export interface TalkOfLine extends Talk {
  /** The recording that is under way. */
  spoken(): ClientId | undefined;
}

export function createTalk(parts: TalkParts): TalkOfLine {
  const { sounds, openRecorder, createHeadStart, onBegin, onSaid, onCutOff } = parts;
  const state = signal<TalkState>({ phase: 'idle' });
  const levels = signal<readonly number[]>([]);
  const ms = signal(0);
  const refusal = signal<TalkRefusal | null>(null);
  let recorder: Promise<Recorder> | null = null;
  /** Also tells a microphone that opens late whether its press is still the one. */
  let spoken: Spoken | null = null;
  let forgetting: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  function refuse(reason: TalkRefusal) {
    refusal.value = reason;
    clearTimeout(forgetting);
    const passes = reason === 'too_short' || reason === 'try_again' || reason === 'not_loaded';
    forgetting = setTimeout(() => (refusal.value = null), passes ? REFUSAL_MS : HELP_MS);
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
    const clientId = newId<ClientId>();
    const mine: Spoken = {
      clientId,
      ahead: createHeadStart(clientId),
      recording: null,
      locked,
      parts: 0,
      bytes: [],
      keptLevels: 0,
      over: false,
    };
    spoken = mine;
    const isOn = () => spoken === mine && state.peek().phase === 'recording';
    clearTimeout(forgetting);
    onBegin();
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
          if (!isOn()) return;
          batch(() => {
            levels.value = [...levels.value, level];
            ms.value = levels.value.length * LEVEL_MS;
          });
          if ((levels.value.length - mine.keptLevels) * LEVEL_MS >= KEEP_EVERY_MS) keep(mine);
          if (ms.value >= NOTE_MAX_MS - LEVEL_MS) void finish();
        },
        sound(bytes) {
          mine.bytes.push(bytes);
          mine.ahead.add(bytes);
        },
        taken() {
          if (spoken !== mine) return;
          // What was said so far was meant for the other, who gets it: nothing is lost to the call.
          if (isOn()) void finish();
          else cancel();
        },
        ended() {
          if (isOn()) void cutShort();
        },
      });
      if (spoken === mine && state.value.phase === 'asking' && !closed) {
        mine.recording = opened;
        state.value = { phase: 'recording', locked: mine.locked };
      } else {
        opened.cancel();
      }
    } catch (error) {
      if (spoken !== mine) return;
      state.value = { phase: 'idle' };
      refuse(error instanceof MicrophoneError ? error.reason : recorder ? 'unsupported' : 'not_loaded');
    }
  }

  /** Puts what was spoken since the last time on the phone's disk. */
  function keep(mine: Spoken) {
    const { clientId, bytes } = mine;
    const part = mine.parts;
    const fresh = levels.value.slice(mine.keptLevels);
    mine.parts += 1;
    mine.keptLevels += fresh.length;
    mine.bytes = [];
    const audio = new Blob(bytes, { type: bytes[0]?.type ?? '' });
    // A phone that keeps nothing: it is in memory, as everything there.
    sounds.add({ clientId, part, audio, levels: fresh }, () => !mine.over).catch(() => {});
  }
  const forget = (clientId: ClientId) => void sounds.forget(clientId).catch(() => {});

  function take(): Spoken | null {
    const taken = spoken;
    spoken = null;
    state.value = { phase: 'idle' };
    return taken;
  }

  /** Brings the recording to its end. Null where there is none, or nothing was said. */
  async function bringIn(): Promise<CutOff | null> {
    const mine = take();
    if (!mine?.recording) return null;
    const heard = levels.value;
    const { audio, durationMs } = await mine.recording.stop();
    if (durationMs >= NOTE_MIN_MS) return { clientId: mine.clientId, audio, durationMs, levels: heard };
    mine.over = true;
    mine.ahead.forget();
    forget(mine.clientId);
    refuse('too_short');
    return null;
  }
  async function finish() {
    const mine = spoken;
    const note = await bringIn();
    if (!mine || !note) return;
    mine.over = true;
    mine.ahead.done();
    onSaid(note);
  }
  /** The microphone was taken away in the middle: nothing is sent that its speaker did not end, and nothing is lost. */
  async function cutShort() {
    if (spoken) {
      keep(spoken);
      spoken.ahead.forget();
    }
    const note = await bringIn();
    if (note) onCutOff(note);
  }

  function cancel() {
    const mine = take();
    if (!mine) return;
    mine.recording?.cancel();
    mine.over = true;
    mine.ahead.forget();
    if (mine.parts > 0) forget(mine.clientId);
  }

  // An iPhone silences a page that nobody sees, and any phone may end it: what was said is brought in at once.
  const hidden = () => {
    if (globalThis.document.visibilityState === 'hidden' && state.peek().phase === 'recording') void cutShort();
  };
  globalThis.document?.addEventListener('visibilitychange', hidden);

  return {
    state,
    ms,
    levels,
    refusal,
    spoken: () => spoken?.clientId,
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
      if (spoken) spoken.locked = true;
      if (state.value.phase === 'recording') state.value = { phase: 'recording', locked: true };
    },
    send: () => void finish(),
    cancel,
    leave() {
      if (state.value.phase === 'recording') void cutShort();
      else cancel();
    },
    close() {
      closed = true;
      clearTimeout(forgetting);
      globalThis.document?.removeEventListener('visibilitychange', hidden);
      cancel();
      void recorder?.then((opened) => opened.close()).catch(() => {});
    },
  };
}
