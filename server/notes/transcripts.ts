import { type AudioCodec, AudioError } from '../../media/audio-codec.ts';
import { SpeechError, type SpeechToText } from '../../media/speech-to-text.ts';
import type { Parts } from '../parts.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { Transcript } from '#protocol';
import { FairQueue } from '../fair-queue.ts';
import type { Note, NotesStore } from './store.ts';

/** Half a second each on a small machine: the last of them waits a minute and a half. */
const QUEUE_MAX = 200;
/** Notes whose decoded samples are kept while they wait, 2 MB each at most; the others are decoded again. */
const KEEP_SAMPLES = 4;
/** A first try, and a second after a crash. */
const ATTEMPTS_MAX = 2;

export interface Transcripts {
  /**
   * Queues a note that has just been kept, or is to be made again. Its entry changes when the words are there, or the reason
   * why not. `samples` null: they are decoded when its turn comes.
   */
  add(note: Note, samples: Int16Array | null): void;
  /** Queues what an earlier run of the server left pending. */
  resume(): Promise<void>;
  /** Stops at once; what is pending stays so and is queued by the next `resume`. */
  close(): Promise<void>;
}

interface Needs extends Pick<Parts, 'timeline' | 'report' | 'log'> {
  store: NotesStore;
  blobs: Blobs;
  codec: AudioCodec;
  /** Null: no engine; what is pending fails as `engine_off`. */
  speech: SpeechToText | null;
}

/** Makes transcripts, one note at a time and the lines in turn, outside of any request. */
export function openTranscripts({ store, blobs, codec, speech, timeline, report, log }: Needs): Transcripts {
  const queue = new FairQueue<{ note: Note; samples: Int16Array | null }>(QUEUE_MAX);
  const closing = new AbortController();
  const { signal } = closing;
  let working: Promise<void> | null = null;
  /** The database holds more pending notes than the queue could take. */
  let more = false;
  /** What became of a note could not be written: it is pending still, and done again with the next one. */
  let unwritten = false;

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
    let failure: SpeechError['reason'] = 'engine_failed';
    // Counted before each try and on disk: a note that brings the server down is not tried for ever.
    for (let attempt = note.attempts; attempt < ATTEMPTS_MAX; attempt++) {
      signal.throwIfAborted();
      await store.countAttempt(note.id);
      try {
        const result = await speech.transcribe({ samples, language: null }, signal);
        if (result.kind === 'no_speech') return { state: 'no_speech' };
        return { state: 'done', text: result.text, language: result.language };
      } catch (error) {
        if (!(error instanceof SpeechError)) throw error;
        failure = error.reason;
      }
    }
    return { state: 'failed', reason: failure };
  }

  async function work(): Promise<void> {
    while (!signal.aborted) {
      if (queue.size === 0 && more) await load();
      const next = queue.next();
      if (!next) return;
      try {
        // What was erased, taken back or put into words by a person while it waited needs no engine.
        if (await isAwaited(next.note)) await finish(next.note, await transcriptOf(next.note, next.samples));
        else await store.setState(next.note.id, 'done');
      } catch (error) {
        if (signal.aborted) return;
        report('notes.transcript', error);
        await finish(next.note, { state: 'failed', reason: 'engine_failed' }).catch((again: unknown) => {
          unwritten = true;
          report('notes.transcript', again);
        });
      }
    }
  }

  function wake() {
    working ??= work()
      .catch((error: unknown) => report('notes.transcript', error))
      .finally(() => {
        working = null;
        // Something may have been queued after the loop had looked for the last time.
        if (queue.size > 0 && !signal.aborted) wake();
      });
  }

  async function load(): Promise<void> {
    const notes = await store.pending(QUEUE_MAX);
    more = notes.length === QUEUE_MAX;
    for (const note of notes) queue.push(note.lineId, { note, samples: null });
  }

  return {
    add(note, samples) {
      more ||= unwritten;
      unwritten = false;
      const taken = queue.push(note.lineId, { note, samples: queue.size < KEEP_SAMPLES ? samples : null });
      if (taken) wake();
      else {
        void finish(note, { state: 'failed', reason: 'queue_full' }).catch((error: unknown) =>
          report('notes.transcript', error),
        );
      }
    },
    async resume() {
      await load();
      wake();
    },
    async close() {
      closing.abort(new Error('The server ends'));
      await working;
    },
  };
}
