import { effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Connection } from '../connection.ts';
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
  /** Whether what comes sounds by itself. */
  readonly aloud: ReadonlySignal<boolean>;
  /** Says the last thing again; a note that has been heard is read from its transcript. While something sounds: silence. */
  listen(): void;
  toggleAloud(): void;
  close(): void;
}

/** An entry that changes later than this after it was said is no news, ms. */
const NEWS_MS = 60_000;

export function createRidingModel(parts: RidingParts): RidingModel {
  const { connection, busy, first, wordsOf } = parts;
  const entry = signal(first);
  const sounding = signal(false);
  const aloud = signal(true);
  const met = new Set<EntryId>(first ? [first.id] : []);
  let waiting: Entry[] = [];
  const over = new AbortController();

  function silence() {
    parts.hush();
    parts.stop();
  }
  /** `again`: its speaker's voice was heard, or could not be. */
  async function sound(one: Entry, again: boolean) {
    const words = wordsOf(one);
    if (!words) return;
    sounding.value = true;
    try {
      const isNote = one.body.kind === 'voice';
      if (again || !isNote)
        await parts.say(isNote ? words.text : `${words.who}：${words.text}`, languageOf(words.text));
      else {
        await parts.say(words.who, languageOf(words.who));
        if (over.signal.aborted || busy.peek() || (await parts.play(one))) return;
        await parts.say(words.text, languageOf(words.text));
      }
    } finally {
      sounding.value = false;
    }
  }
  const work = oneAtATime(async () => {
    while (!over.signal.aborted && !busy.peek()) {
      const next = waiting.shift();
      if (!next) return;
      entry.value = next;
      if (aloud.peek()) await sound(next, false);
    }
  });

  const off = [
    connection.on('timeline.changed', (told) => {
      if (told.id === entry.peek()?.id) entry.value = told;
      waiting = waiting.map((one) => (one.id === told.id ? told : one));
      if (met.has(told.id) || connection.now() - told.at > NEWS_MS || !wordsOf(told)) return;
      met.add(told.id);
      waiting.push(told);
      work();
    }),
    effect(() => {
      // What was not heard to its end for a call or an answer is still there to listen to again.
      if (busy.value) silence();
      else work();
    }),
  ];
  return {
    entry,
    sounding,
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
