import { effect, type ReadonlySignal } from '@preact/signals';
import type { Connection } from '../connection.ts';
import type { Said, Unsent } from '../timeline/said.ts';
import type { ClientId, Entry, EntryId, LineId, MemberId } from '#protocol';
import { createHeadStart } from './head-start.ts';
import { createCutOffs } from './cut-offs.ts';
import { openKeptSounds, type CutOff, type KeptSounds } from './kept-sounds.ts';
import { createNotePlayer, silenceNotes, type NotePlayer } from './player.ts';
import { playableOf } from './playable.ts';
import type { Recorder } from './recorder.ts';
import { createTalk, type Talk } from './talk.ts';
import { createTranscripts, type Transcripts } from './transcripts.ts';

/** Hold-to-talk and the notes of one line on this device. */
export interface NotesModel extends Talk {
  /** A recording that was cut off, here or in a page that is gone: its speaker sends it or lets it go. */
  readonly cutOff: ReadonlySignal<CutOff | null>;
  readonly transcripts: Transcripts;
  readonly player: NotePlayer;
  sendCutOff(): Promise<void>;
  forgetCutOff(): Promise<void>;
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

async function openMicrophone(): Promise<Recorder> {
  const { createMicrophone } = await import('./microphone.ts');
  return createMicrophone();
}

export function createNotesModel(parts: NotesModelParts): NotesModel {
  const { connection, lineId, me, say, learn, entries, unsent, openRecorder = openMicrophone } = parts;
  const fetch = parts.fetch ?? globalThis.fetch.bind(globalThis);
  const sounds = parts.keptSounds ?? openKeptSounds(lineId, me);
  const player = createNotePlayer({
    connection,
    fetch,
    notes: () => entries.peek().flatMap((entry) => playableOf(entry.body, entry.by === me) ?? []),
  });
  const transcripts = createTranscripts({ connection, lineId, learn });
  const mustWait = () => unsent.peek().length > 0;
  const talk = createTalk({
    sounds,
    openRecorder,
    createHeadStart: (clientId) => createHeadStart({ connection, fetch, lineId, clientId, mustWait }),
    onBegin: silenceNotes,
    onSaid: speak,
    onCutOff: (note) => cutOffs.add(note),
  });
  const cutOffs = createCutOffs({ sounds, entries, unsent, spoken: () => talk.spoken() });

  function speak({ clientId, ...note }: CutOff) {
    say({ kind: 'voice', ...note }, undefined, clientId);
  }
  function takeCutOff(): Promise<CutOff | null> {
    if (cutOffs.first.peek()?.clientId === player.playing.peek()?.id) player.stop();
    return cutOffs.take();
  }

  // A note that was taken back or erased is not heard to its end.
  const stopWatching = effect(() => {
    const told = entries.value;
    const on = player.playing.peek();
    const isHere = cutOffs.has(on?.id) || unsent.peek().some(({ clientId }) => clientId === on?.id);
    if (on && !isHere && !told.some(({ body }) => body.kind === 'voice' && body.noteId === on.id)) player.stop();
  });

  return {
    ...talk,
    cutOff: cutOffs.first,
    transcripts,
    player,
    async sendCutOff() {
      const note = await takeCutOff();
      if (note) speak(note);
    },
    async forgetCutOff() {
      const note = await takeCutOff();
      // A phone that keeps nothing has nothing to forget.
      if (note) await sounds.forget(note.clientId).catch(() => {});
    },
    leave() {
      player.stop();
      talk.leave();
    },
    close() {
      cutOffs.close();
      stopWatching();
      transcripts.close();
      talk.close();
      player.close();
    },
  };
}
