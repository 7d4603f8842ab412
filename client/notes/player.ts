import { signal, type ReadonlySignal } from '@preact/signals';
import type { Connection } from '../connection.ts';
import { untilCallTakesIt } from '../microphone.ts';
import { rememberedLong } from '../remembered.ts';
import type { NoteId } from '#protocol';
import { routeSound, toggleEarpiece, type Routable } from './earpiece.ts';
import { evenLoudness } from './even-loudness.ts';
import { heard, markHeard } from './heard.ts';
import { takeMediaKeys } from './media-keys.ts';

/** A note that can be played. */
export interface Playable {
  /** The note's id, or the client id of one that waits on this phone. */
  readonly id: string;
  readonly durationMs: number;
  /** Null: the server has it. */
  readonly audio: Blob | null;
  /** Somebody else's: it counts as heard once it sounds. */
  readonly from: 'me' | 'other';
}

export interface Playing {
  readonly id: string;
  readonly phase: 'loading' | 'playing' | 'paused' | 'failed';
  /** Heard so far, ms. */
  readonly positionMs: number;
}

const rates = [1, 1.5, 2] as const;
export type Rate = (typeof rates)[number];

export interface NotePlayer {
  /** The note that plays here, or that could not; null where none does. */
  readonly playing: ReadonlySignal<Playing | null>;
  readonly rate: ReadonlySignal<Rate>;
  /** Plays it, holds it, goes on with it. Any other note falls silent, on every line. */
  toggle(note: Playable): void;
  /** Goes to that place in it, and plays from there unless it was held. */
  seek(note: Playable, ms: number): void;
  /** 1, 1.5, 2, and 1 again; remembered by the phone. */
  nextRate(): void;
  /** Between the earpiece and the loudspeaker, where `hasEarpiece`. */
  toggleEarpiece(): void;
  stop(): void;
  close(): void;
}

/** What the player needs of an <audio> element. */
type Sound = EventTarget &
  Routable &
  Pick<
    HTMLAudioElement,
    | 'src'
    | 'paused'
    | 'currentTime'
    | 'playbackRate'
    | 'defaultPlaybackRate'
    | 'load'
    | 'play'
    | 'pause'
    | 'removeAttribute'
  >;

export interface NotePlayerParts {
  readonly connection: Connection;
  readonly fetch: typeof globalThis.fetch;
  /** The line's notes in order: when one of somebody else's ends, the next one that was not heard follows by itself. */
  readonly notes: () => readonly Playable[];
  /** Default: the browser's. */
  readonly createAudio?: () => Sound;
  /** Makes all notes equally loud. Default: by the browser's decoder. */
  readonly level?: (audio: Blob) => Promise<Blob>;
}

const RATE = 'note-rate';
/** As they are played, they take up to 3 MB each: who goes further back waits for one again. */
const KEPT_MAX = 20;

/** One for the page: an iPhone lets an element that a finger has started go on with the next note by itself. */
let element: Sound | null = null;
/** Silences whichever note of the page plays now: two voices at once are none. */
let stopCurrent: (() => void) | null = null;

/** Lets no note sound on while somebody records or calls. */
export const silenceNotes = (): void => stopCurrent?.();

export function createNotePlayer({ connection, fetch, notes, ...parts }: NotePlayerParts): NotePlayer {
  const { createAudio = () => new Audio(), level = evenLoudness } = parts;
  const playing = signal<Playing | null>(null);
  const rate = signal<Rate>(rates.find((one) => `${one}` === rememberedLong.get(RATE)) ?? 1);
  /** The audio is behind the link's right, which an <audio> element cannot show: it is fetched, and kept for a while. */
  const urls = new Map<string, string>();
  /** Ends what one playing note has begun. */
  let current: { note: Playable; audio: Sound; off: AbortController } | null = null;
  let closed = false;

  function stop() {
    if (!current) return;
    const { audio, off } = current;
    current = null;
    off.abort();
    audio.pause();
    playing.value = null;
    if (stopCurrent === stop) stopCurrent = null;
  }

  async function urlOf({ id, audio }: Playable): Promise<string> {
    const kept = urls.get(id);
    if (kept) return kept;
    const bytes = await level(audio ?? (await fetched(id)));
    if (closed) throw new Error('The page has left the line');
    const url = URL.createObjectURL(bytes);
    urls.set(id, url);
    for (const [oldest, its] of urls) {
      if (urls.size <= KEPT_MAX) break;
      urls.delete(oldest);
      URL.revokeObjectURL(its);
    }
    return url;
  }
  async function fetched(id: string): Promise<Blob> {
    const answer = await fetch(`/api/notes/${id}/audio`, {
      headers: { Authorization: `Bearer ${connection.token}` },
    });
    if (!answer.ok) throw new Error(`The note's audio was answered with ${answer.status}`);
    return answer.blob();
  }

  async function play(note: Playable, fromMs: number) {
    stopCurrent?.();
    stopCurrent = stop;
    element ??= createAudio();
    const audio = element;
    const off = new AbortController();
    const mine = { note, audio, off };
    current = mine;
    const isMine = () => current === mine;
    const show = (phase: Playing['phase'], ms = audio.currentTime * 1000) => {
      if (isMine()) playing.value = { id: note.id, phase, positionMs: Math.min(ms, note.durationMs) };
    };
    const shown = () => show(audio.paused ? 'paused' : 'playing');
    show('loading', fromMs);
    // Safari lets an element play later that was loaded while the finger was on it.
    audio.removeAttribute('src');
    audio.load();
    try {
      const [url] = await Promise.all([urlOf(note), routeSound(audio)]);
      if (!isMine()) return;
      audio.src = url;
      // Loading sets the one back to the other.
      audio.defaultPlaybackRate = rate.peek();
      audio.playbackRate = rate.peek();
      audio.currentTime = fromMs / 1000;
      await audio.play();
      if (!isMine()) return;
    } catch {
      show('failed', fromMs);
      return;
    }
    const whileOn = { signal: off.signal };
    for (const name of ['timeupdate', 'pause', 'play', 'seeked']) audio.addEventListener(name, shown, whileOn);
    audio.addEventListener('ended', () => goOn(note), whileOn);
    off.signal.addEventListener('abort', untilCallTakesIt(stop));
    off.signal.addEventListener(
      'abort',
      takeMediaKeys({
        play: () => void audio.play(),
        pause: () => audio.pause(),
        next: () => goOn(note),
        stop,
        seek: (ms) => (audio.currentTime = ms / 1000),
      }),
    );
    shown();
    if (note.from === 'other') markHeard(note.id as NoteId);
  }

  /** After somebody else's note the next one of theirs that was not heard; after one's own, silence. */
  function goOn(after: Playable) {
    const line = notes();
    const at = line.findIndex(({ id }) => id === after.id);
    const next =
      after.from === 'other' && at >= 0
        ? line.slice(at + 1).find(({ id, from }) => from === 'other' && !heard.peek().has(id as NoteId))
        : undefined;
    if (next) void play(next, 0);
    else stop();
  }
  const isOn = (note: Playable) =>
    current !== null && current.note.id === note.id && playing.peek()?.phase !== 'failed' ? current : null;

  return {
    playing,
    rate,
    toggle(note) {
      const on = isOn(note);
      if (!on) void play(note, 0);
      else if (playing.peek()?.phase === 'loading') stop();
      else if (on.audio.paused) void on.audio.play();
      else on.audio.pause();
    },
    seek(note, ms) {
      const to = Math.max(0, Math.min(ms, note.durationMs));
      const on = isOn(note);
      if (!on || playing.peek()?.phase === 'loading') void play(note, to);
      else {
        on.audio.currentTime = to / 1000;
        playing.value = { id: note.id, phase: on.audio.paused ? 'paused' : 'playing', positionMs: to };
      }
    },
    nextRate() {
      rate.value = rates[(rates.indexOf(rate.peek()) + 1) % rates.length] ?? 1;
      rememberedLong.set(RATE, `${rate.peek()}`);
      if (current) current.audio.playbackRate = rate.peek();
    },
    toggleEarpiece() {
      if (element) void toggleEarpiece(element);
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
