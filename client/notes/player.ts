import { signal, type ReadonlySignal } from '@preact/signals';
import type { Connection } from '../connection.ts';
import type { NoteId } from '#protocol';

export interface Playing {
  readonly noteId: NoteId;
  readonly phase: 'loading' | 'playing' | 'failed';
  /** Heard so far, ms. */
  readonly positionMs: number;
}

export interface NotePlayer {
  /** The note that plays here, or that could not; null where none does. */
  readonly playing: ReadonlySignal<Playing | null>;
  /** Plays the note from its start; while it plays, stops it. Any other note falls silent, on every line. */
  toggle(noteId: NoteId): void;
  stop(): void;
  close(): void;
}

interface NotePlayerParts {
  readonly connection: Connection;
  readonly fetch: typeof globalThis.fetch;
}

/** Silences whichever note of the page plays now: two voices at once are none. */
let stopCurrent: (() => void) | null = null;

export function createNotePlayer({ connection, fetch }: NotePlayerParts): NotePlayer {
  const playing = signal<Playing | null>(null);
  /** The audio is behind the link's right, which an <audio> element cannot show: it is fetched, and kept while the page lives. */
  const urls = new Map<NoteId, string>();
  let element: HTMLAudioElement | null = null;
  let closed = false;

  function stop() {
    element?.pause();
    element = null;
    playing.value = null;
    if (stopCurrent === stop) stopCurrent = null;
  }

  async function urlOf(noteId: NoteId): Promise<string> {
    const kept = urls.get(noteId);
    if (kept) return kept;
    const answer = await fetch(`/api/notes/${noteId}/audio`, {
      headers: { Authorization: `Bearer ${connection.token}` },
    });
    if (!answer.ok) throw new Error(`The note's audio was answered with ${answer.status}`);
    const url = URL.createObjectURL(await answer.blob());
    if (closed) {
      URL.revokeObjectURL(url);
      throw new Error('The page has left the line');
    }
    urls.set(noteId, url);
    return url;
  }

  async function play(noteId: NoteId) {
    stopCurrent?.();
    stopCurrent = stop;
    const mine = new Audio();
    element = mine;
    const show = (phase: Playing['phase']) => {
      if (element === mine) playing.value = { noteId, phase, positionMs: mine.currentTime * 1000 };
    };
    show('loading');
    // Safari lets an element play later that was loaded while the finger was on it.
    mine.load();
    mine.addEventListener('timeupdate', () => show('playing'));
    mine.addEventListener('ended', () => {
      if (element === mine) stop();
    });
    try {
      mine.src = await urlOf(noteId);
      if (element !== mine) return;
      await mine.play();
      show('playing');
    } catch {
      show('failed');
    }
  }

  return {
    playing,
    toggle(noteId) {
      const { value } = playing;
      if (value?.noteId === noteId && value.phase !== 'failed') stop();
      else void play(noteId);
    },
    stop,
    close() {
      if (closed) return;
      closed = true;
      stop();
      for (const url of urls.values()) URL.revokeObjectURL(url);
    },
  };
}
