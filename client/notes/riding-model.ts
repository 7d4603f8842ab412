import { effect, signal, type ReadonlySignal } from '@preact/signals';
import { AskError, type Connection } from '../connection.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { Entry, EntryId } from '#protocol';
import { languageOf, type ReadAloud } from './read-aloud.ts';

/** A note's sound, as the riding mode needs it. */
export interface NoteSound {
  /** Plays a note of somebody else's to its end; false where it cannot be played. */
  play(entry: Entry): Promise<boolean>;
  stop(): void;
}

export interface RidingParts extends NoteSound, ReadAloud {
  readonly connection: Connection;
  /** The person speaks or is in a call: nothing else sounds. */
  readonly busy: ReadonlySignal<boolean>;
  /** Whether anybody can see the page: in a pocket or behind a map, some phones let it make no sound. */
  readonly visible: ReadonlySignal<boolean>;
  /** What was said on all lines since then, server's clock, epoch ms; in order. Rejects with `AskError`. */
  readonly saidSince: (at: number) => Promise<readonly Entry[]>;
  /** When the newest of all that the page knows was said, server's clock, epoch ms: the phone's own idea of it may be ahead. */
  readonly knownAt: number;
  /** What came last on the line from which it was opened. */
  readonly first: Entry | null;
  /** What a person said, in the words that are read; null where it was nobody else. */
  readonly wordsOf: (entry: Entry) => { readonly who: string; readonly text: string } | null;
}

/** A round by ear: what comes on any line sounds by itself, one after the other, and the answer goes to who spoke last. */
export interface RidingModel {
  /** What sounds now, or sounded last. Whoever talks answers it. */
  readonly entry: ReadonlySignal<Entry | null>;
  readonly sounding: ReadonlySignal<boolean>;
  /** This phone reads no words aloud; notes sound all the same. */
  readonly isVoiceless: ReadonlySignal<boolean>;
  /** Whether what comes sounds by itself. */
  readonly aloud: ReadonlySignal<boolean>;
  /** Says the last thing again; a note that has been heard is read from its transcript. While something sounds: silence. */
  listen(): void;
  toggleAloud(): void;
  close(): void;
}

/** A connection that was lost may have looked alive for so long: what was said meanwhile is asked for too, ms. */
const LOST_MS = 60_000;

export function createRidingModel(parts: RidingParts): RidingModel {
  const { connection, busy, visible, first, knownAt, wordsOf } = parts;
  const entry = signal(first);
  const sounding = signal(false);
  const isVoiceless = signal(!parts.hasVoice);
  const aloud = signal(true);
  const met = new Set<EntryId>(first ? [first.id] : []);
  let waiting: Entry[] = [];
  /** Everything said until then has come. */
  let askedAt = knownAt;
  /** Whether the page was out of sight at any time while the last one sounded. */
  let wasHidden = false;
  /** This phone lets nothing sound out of sight. */
  let isMute = false;
  const over = new AbortController();

  function silence() {
    parts.hush();
    parts.stop();
  }
  async function read(words: string, inTheWayOf = words): Promise<boolean> {
    const wasRead = await parts.say(words, languageOf(inTheWayOf));
    // Out of sight it may be the page that is not allowed to, and not the phone that cannot.
    if (words !== '' && !wasHidden && visible.peek()) isVoiceless.value = !wasRead;
    return wasRead;
  }
  /** False where nothing could be heard. `again`: its speaker's voice was heard, or could not be. */
  async function sound(one: Entry, again: boolean): Promise<boolean> {
    const words = wordsOf(one);
    if (!words) return true;
    sounding.value = true;
    try {
      const isNote = one.body.kind === 'voice';
      if (again || !isNote) return await read(isNote ? words.text : `${words.who}：${words.text}`, words.text);
      await read(words.who);
      if (over.signal.aborted || busy.peek() || (await parts.play(one))) return true;
      return await read(words.text);
    } finally {
      sounding.value = false;
    }
  }
  const work = oneAtATime(async () => {
    while (!over.signal.aborted && !busy.peek() && (visible.peek() || !isMute)) {
      const next = waiting.shift();
      if (!next) return;
      entry.value = next;
      if (!aloud.peek()) continue;
      wasHidden = !visible.peek();
      if ((await sound(next, false)) || !wasHidden) continue;
      // Nobody heard it: it comes once more when somebody looks, and what came after it waits.
      isMute = true;
      waiting.unshift(next);
    }
  });
  function hear(told: readonly Entry[]) {
    // What was known is no news, however late it changes.
    const news = told.filter((one) => one.at > knownAt && !met.has(one.id) && wordsOf(one));
    for (const { id } of news) met.add(id);
    waiting.push(...news);
    if (news.length > 0) work();
  }
  const catchUp = oneAtATime(async () => {
    const now = connection.now();
    try {
      hear(await parts.saidSince(Math.max(knownAt, askedAt - LOST_MS)));
      askedAt = now;
    } catch (error) {
      // The next connection asks again.
      if (!(error instanceof AskError)) throw error;
    }
  });

  const off = [
    connection.on('timeline.changed', (told) => {
      if (told.id === entry.peek()?.id) entry.value = told;
      waiting = waiting.map((one) => (one.id === told.id ? told : one));
      hear([told]);
    }),
    connection.onOnline(catchUp),
    effect(() => {
      // What was not heard to its end for a call or an answer is still there to listen to again.
      if (busy.value) silence();
      else work();
    }),
    effect(() => {
      if (visible.value) work();
      else wasHidden = true;
    }),
  ];
  return {
    entry,
    sounding,
    isVoiceless,
    aloud,
    listen() {
      if (sounding.peek()) silence();
      else if (entry.peek() && !busy.peek()) void again();
    },
    toggleAloud() {
      aloud.value = !aloud.peek();
      if (!aloud.peek()) silence();
    },
    close() {
      over.abort();
      for (const end of off) end();
      silence();
    },
  };

  async function again() {
    const one = entry.peek();
    // A transcript is clearer than a voice in the wind; where there is none, the voice it is.
    const isRead = one?.body.kind !== 'voice' || one.body.transcript.state === 'done';
    if (one) await sound(one, isRead);
    work();
  }
}
