import { batch, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Connection } from '../connection.ts';
import { NOTE_MAX_MS, NOTE_MIN_MS } from '../../server/protocol/limits.ts';
import { MicrophoneError, type MicrophoneFailure } from '../microphone-error.ts';
import { newId } from '../new-id.ts';
import type { Said, Unsent } from '../timeline/said.ts';
import type { ClientId, Entry, EntryId, LineId, MemberId } from '#protocol';
import { createHeadStart, type HeadStart } from './head-start.ts';
import { createCutOffs } from './cut-offs.ts';
import { openKeptSounds, type CutOff, type KeptSounds } from './kept-sounds.ts';
import { createNotePlayer, silenceNotes, type NotePlayer } from './player.ts';
import { playableOf } from './playable.ts';
import { LEVEL_MS, type Recorder, type Recording } from './recorder.ts';
import { createTranscripts, type Transcripts } from './transcripts.ts';

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
  /** A recording that was cut off, here or in a page that is gone: its speaker sends it or lets it go. */
  readonly cutOff: ReadonlySignal<CutOff | null>;
  readonly transcripts: Transcripts;
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
  sendCutOff(): void;
  forgetCutOff(): void;
  close(): void;
}

export interface NotesModelParts {
  readonly connection: Connection;
  readonly lineId: LineId;
  readonly me: MemberId;
  /** Takes each note as soon as it is recorded. */
  readonly say: (said: Said, replyTo?: EntryId | null, clientId?: ClientId) => void;
  /** Takes in an entry that came as an answer. */
  readonly learn: (entry: Entry) => void;
  /** What is on the line, and what waits to come on it. */
  readonly entries: ReadonlySignal<readonly Entry[]>;
  readonly unsent: ReadonlySignal<readonly Unsent[]>;
  /** Default: the real microphone, loaded on the first press. */
  readonly openRecorder?: () => Promise<Recorder>;
  /** Default: the phone's storage. */
  readonly keptSounds?: KeptSounds;
  /** Default: the browser's. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Long enough to read a sentence twice. */
const REFUSAL_MS = 8000;
/** A killed page loses no more than this of what was spoken, ms. */
const KEEP_EVERY_MS = 1000;

async function openMicrophone(): Promise<Recorder> {
  const { createMicrophone } = await import('./microphone.ts');
  return createMicrophone();
}

/** A recording under way, with what is not kept of it yet. */
interface Spoken {
  readonly clientId: ClientId;
  recording: Recording | null;
  parts: number;
  bytes: Blob[];
  /** So many of the levels are kept. */
  keptLevels: number;
  over: boolean;
  readonly ahead: HeadStart;
}

export function createNotesModel(parts: NotesModelParts): NotesModel {
  const { connection, lineId, me, say, learn, entries, unsent, openRecorder = openMicrophone } = parts;
  const fetch = parts.fetch ?? globalThis.fetch.bind(globalThis);
  const sounds = parts.keptSounds ?? openKeptSounds(lineId, me);
  const state = signal<TalkState>({ phase: 'idle' });
  const levels = signal<readonly number[]>([]);
  const ms = signal(0);
  const refusal = signal<TalkRefusal | null>(null);
  const player = createNotePlayer({
    connection,
    fetch,
    notes: () => entries.peek().flatMap((entry) => playableOf(entry.body, entry.by === me) ?? []),
  });
  const transcripts = createTranscripts({ connection, lineId, learn });
  let recorder: Promise<Recorder> | null = null;
  /** Also tells a microphone that opens late whether its press is still the one. */
  let spoken: Spoken | null = null;
  const cutOffs = createCutOffs({ sounds, entries, unsent, spoken: () => spoken?.clientId });
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
    const clientId = newId<ClientId>();
    const mine: Spoken = {
      clientId,
      ahead: createHeadStart({ connection, fetch, lineId, clientId, mustWait: () => unsent.peek().length > 0 }),
      recording: null,
      parts: 0,
      bytes: [],
      keptLevels: 0,
      over: false,
    };
    spoken = mine;
    const isOn = () => spoken === mine && state.peek().phase === 'recording';
    clearTimeout(forgetting);
    silenceNotes();
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
        state.value = { phase: 'recording', locked };
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
    speak(note);
  }
  function speak({ clientId, ...note }: CutOff) {
    say({ kind: 'voice', ...note }, undefined, clientId);
  }
  /** The microphone was taken away in the middle: nothing is sent that its speaker did not end, and nothing is lost. */
  async function cutShort() {
    if (spoken) {
      keep(spoken);
      spoken.ahead.forget();
    }
    const note = await bringIn();
    if (note) cutOffs.add(note);
  }

  function cancel() {
    const mine = take();
    if (!mine) return;
    mine.recording?.cancel();
    mine.over = true;
    mine.ahead.forget();
    if (mine.parts > 0) forget(mine.clientId);
  }

  function takeCutOff(): CutOff | null {
    const note = cutOffs.take();
    if (note?.clientId === player.playing.peek()?.id) player.stop();
    return note;
  }

  // A note that was taken back or erased is not heard to its end.
  const stopWatching = effect(() => {
    const told = entries.value;
    const on = player.playing.peek();
    const isHere = cutOffs.has(on?.id) || unsent.peek().some(({ clientId }) => clientId === on?.id);
    if (on && !isHere && !told.some(({ body }) => body.kind === 'voice' && body.noteId === on.id)) player.stop();
  });

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
    cutOff: cutOffs.first,
    transcripts,
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
    sendCutOff() {
      const note = takeCutOff();
      if (note) speak(note);
    },
    forgetCutOff() {
      const note = takeCutOff();
      if (note) forget(note.clientId);
    },
    close() {
      if (closed) return;
      closed = true;
      clearTimeout(forgetting);
      cutOffs.close();
      globalThis.document?.removeEventListener('visibilitychange', hidden);
      stopWatching();
      transcripts.close();
      cancel();
      player.close();
      void recorder?.then((opened) => opened.close()).catch(() => {});
    },
  };
}
