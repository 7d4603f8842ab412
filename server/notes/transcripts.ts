import { type AudioCodec, AudioError } from '../../media/audio-codec.ts';
import { SpeechError, type SpeechToText } from '../../media/speech-to-text.ts';
import type { Parts } from '../parts.ts';
import { StorageUnavailableError } from '../storage/storage-unavailable-error.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { NoteId, Transcript } from '#protocol';
import { FairQueue } from '../fair-queue.ts';
import type { Note, NotesStore } from './store.ts';

/** Half a second each on a small machine: the last of them waits eight minutes. */
const QUEUE_MAX = 1000;
/** Both sides of a line after a day without network; with more it would take the places of all others. */
const OF_A_LINE_MAX = 200;
/** Notes whose decoded samples are kept while they wait, 2 MB each at most; the others are decoded again. */
const KEEP_SAMPLES = 4;
/** So many that wait are told at each turn how many are still ahead; those behind them when they are among these. */
const SOON = 20;
/** A full disk or a database that is away is tried again after so long, ms. */
const AGAIN_MS = 30_000;
/** A first try, and a second after a crash. */
const ATTEMPTS_MAX = 2;

export interface Transcripts {
  /**
   * Queues a note that has just been kept, or is to be made again. Its entry changes when the words are there, or the reason
   * why not. `samples` null: they are decoded when its turn comes.
   */
  add(note: Note, samples: Int16Array | null): void;
  /** Reads the beginning of a note that is still spoken, where no other note waits for its words. */
  readAhead(note: Pick<Note, 'lineId' | 'memberId'>, beginning: Uint8Array): void;
  /** Queues what an earlier run of the server left pending; where it cannot be read, tries again later. */
  resume(): Promise<void>;
  /** Stops at once; what is pending stays so and is queued by the next `resume`. */
  close(): Promise<void>;
}

interface Needs extends Pick<Parts, 'clock' | 'timeline' | 'notify' | 'report' | 'log'> {
  store: NotesStore;
  blobs: Blobs;
  codec: AudioCodec;
  /** Null: no engine; what is pending fails as `engine_off`. */
  speech: SpeechToText | null;
}

interface Item {
  readonly note: Note;
  readonly samples: Int16Array | null;
}

/** Makes transcripts outside of any request: as many at a time as the engine works on, the lines in turn. */
export function openTranscripts(parts: Needs): Transcripts {
  const { clock, store, blobs, codec, speech, timeline, notify, report, log } = parts;
  const atOnce = speech?.workers ?? 1;
  const queue = new FairQueue<Item>(QUEUE_MAX, OF_A_LINE_MAX);
  /** What waits or is being worked on: the database calls it pending too. */
  const taken = new Set<NoteId>();
  const workers = new Set<Promise<void>>();
  const closing = new AbortController();
  const { signal } = closing;
  /** The database holds more pending notes than the queue could take. */
  let more = false;
  /** What became of notes that are pending still: it could not be written. */
  const unwritten = new Map<NoteId, Transcript>();
  let cancelLoad: (() => void) | null = null;
  /** The one note that is read ahead. */
  let ahead: Promise<void> | null = null;

  async function finish(note: Note, transcript: Transcript): Promise<void> {
    let told = false;
    await timeline.change(
      note.entryId,
      // What was erased or taken back meanwhile stays so, and so do the words of a person.
      ({ body }) => (body.kind === 'voice' && body.transcript.state === 'pending' ? { ...body, transcript } : null),
      (trx) => {
        told = true;
        return store.setState(note.id, transcript.state, trx);
      },
    );
    if (!told) await store.setState(note.id, transcript.state);
    if (transcript.state === 'failed') log.warn({ noteId: note.id, reason: transcript.reason }, 'no transcript');
  }

  async function decode(note: Note): Promise<Int16Array | null> {
    const bytes = await blobs.get(note.blob);
    if (!bytes) return null;
    try {
      return (await codec.decode(bytes)).samples;
    } catch (error) {
      if (error instanceof AudioError) return null;
      throw error;
    }
  }

  const isAwaited = async (note: Note) => (await store.body(note))?.transcript.state === 'pending';

  async function transcriptOf(note: Note, kept: Int16Array | null): Promise<Transcript> {
    if (!speech) return { state: 'failed', reason: 'engine_off' };
    const samples = kept ?? (await decode(note));
    if (!samples) return { state: 'failed', reason: 'audio_lost' };
    const input = { samples, ...(await store.hintsOf(note)) };
    const onPartial = partialsOf(note);
    let failure: SpeechError['reason'] = 'engine_failed';
    // Counted before each try and on disk: a note that brings the server down is not tried for ever.
    for (let attempt = note.attempts; attempt < ATTEMPTS_MAX; attempt++) {
      signal.throwIfAborted();
      await store.countAttempt(note.id);
      try {
        const result = await speech.transcribe(input, signal, onPartial);
        if (result.kind === 'no_speech') return { state: 'no_speech' };
        return { state: 'done', text: result.text, language: result.language };
      } catch (error) {
        if (!(error instanceof SpeechError)) throw error;
        failure = error.reason;
      }
    }
    return { state: 'failed', reason: failure };
  }

  async function readAheadNow(note: Pick<Note, 'lineId' | 'memberId'>, beginning: Uint8Array): Promise<void> {
    try {
      const { samples } = await codec.decode(beginning);
      await speech?.readAhead?.({ samples, ...(await store.hintsOf(note)) }, signal);
    } catch (error) {
      // Whatever it is, who sends the note hears of it then.
      const isKnown = [AudioError, SpeechError, StorageUnavailableError].some((known) => error instanceof known);
      if (!isKnown && !signal.aborted) report('notes.read_ahead', error);
    }
  }

  const tell = ({ lineId, entryId }: Note, ahead: number) =>
    notify.line(lineId, 'notes.progress', { lineId, entryId, ahead, partial: '' });

  /** The notes that wait, each with how many are recognised before it, those in work among them. */
  const waiting = () => {
    const inWork = taken.size - queue.size;
    return queue.inOrder().map(({ note }, place) => ({ note, ahead: inWork + place }));
  };

  /** What tells the words so far of this note: never older ones after newer, and nobody who may not see the note any more. */
  function partialsOf(note: Note): (partial: string) => void {
    const { lineId, entryId } = note;
    let last = '';
    async function tellPartial(partial: string): Promise<void> {
      last = partial;
      const to = (await store.isForAll(lineId, entryId)) ? 'all' : 'whole_history';
      if ((await isAwaited(note)) && last === partial && !signal.aborted)
        notify.line(lineId, 'notes.progress', { lineId, entryId, ahead: 0, partial }, { to });
    }
    return (partial) =>
      void tellPartial(partial).catch((error: unknown) => {
        if (!signal.aborted) report('notes.progress', error);
      });
  }

  /** As `transcriptOf`; what is a bug of ours fails the note and is reported. Rejects where the storage does. */
  async function hear({ note, samples }: Item): Promise<Transcript> {
    try {
      return await transcriptOf(note, samples);
    } catch (error) {
      if (signal.aborted || error instanceof StorageUnavailableError) throw error;
      report('notes.transcript', error);
      return { state: 'failed', reason: 'engine_failed' };
    }
  }

  async function workOn(item: Item): Promise<void> {
    const { note } = item;
    try {
      if (await isAwaited(note)) {
        const transcript = unwritten.get(note.id) ?? (await hear(item));
        unwritten.set(note.id, transcript);
        await finish(note, transcript);
      } else {
        // What was erased, taken back or put into words by a person while it waited needs no engine.
        await store.setState(note.id, 'done');
      }
      unwritten.delete(note.id);
    } catch (error) {
      if (signal.aborted) return;
      report('notes.transcript', error);
      loadLater();
    }
  }

  async function work(): Promise<void> {
    while (!signal.aborted) {
      if (queue.size === 0 && more) await load();
      const next = queue.next();
      if (!next) return;
      tell(next.note, 0);
      for (const { note, ahead } of waiting().take(SOON)) tell(note, ahead);
      await workOn(next);
      taken.delete(next.note.id);
    }
  }

  function wake(): void {
    // A worker takes its first note at once: the queue is shorter by it.
    while (!signal.aborted && workers.size < atOnce && queue.size > 0) {
      const worker = work()
        .catch((error: unknown) => report('notes.transcript', error))
        .finally(() => {
          workers.delete(worker);
          // Something may have been queued after it had looked for the last time.
          wake();
        });
      workers.add(worker);
    }
  }

  /** False where the queue is full, or has enough of this line. */
  function push(item: Item): boolean {
    const { id, lineId } = item.note;
    if (taken.has(id)) return true;
    if (!queue.push(lineId, item)) return false;
    taken.add(id);
    return true;
  }

  async function load(): Promise<void> {
    try {
      const notes = await store.pending(QUEUE_MAX);
      const left = notes.filter((note) => !push({ note, samples: null }));
      more = left.length > 0 || notes.length === QUEUE_MAX;
      wake();
    } catch (error) {
      if (signal.aborted) return;
      report('notes.pending', error);
      loadLater();
    }
  }

  function loadLater(): void {
    if (signal.aborted) return;
    cancelLoad ??= clock.after(AGAIN_MS, () => {
      cancelLoad = null;
      void load();
    });
  }

  return {
    add(note, samples) {
      if (push({ note, samples: queue.size < KEEP_SAMPLES ? samples : null })) {
        wake();
        const place = waiting().find((other) => other.note.id === note.id);
        if (place) tell(note, place.ahead);
      } else {
        void finish(note, { state: 'failed', reason: 'queue_full' }).catch((error: unknown) => {
          report('notes.transcript', error);
          loadLater();
        });
      }
    },
    readAhead(note, beginning) {
      if (!speech?.readAhead || taken.size > 0 || ahead || signal.aborted) return;
      ahead = readAheadNow(note, beginning).finally(() => (ahead = null));
    },
    resume: load,
    async close() {
      closing.abort(new Error('The server ends'));
      cancelLoad?.();
      await Promise.all([...workers, ahead]);
    },
  };
}
