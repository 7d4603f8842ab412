import { createHash } from 'node:crypto';
import { type AudioCodec, AudioError, type AudioFormat, type DecodedAudio } from '../../media/audio-codec.ts';
import { SPEECH_RATE, type SpeechToText } from '../../media/speech-to-text.ts';
import {
  NOTE_PEAKS,
  type ClientId,
  type Entry,
  type EntryId,
  type LineId,
  type MemberId,
  type NoteId,
} from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Actor, Parts } from '../parts.ts';
import type { Blobs } from '../storage/blobs.ts';
import { peaksOf } from './rules.ts';
import { type Note, notesStore, type VoiceBody } from './store.ts';
import { openTranscripts } from './transcripts.ts';

const mimes: Record<AudioFormat, string> = {
  mp3: 'audio/mpeg',
  webm: 'audio/webm',
  ogg: 'audio/ogg',
  wav: 'audio/wav',
};

const refusals = {
  empty: ['audio_empty', 'The recording is empty'],
  unreadable: ['audio_unreadable', 'The recording cannot be read: MP3, WebM or Ogg with Opus, and WAV can'],
  too_short: ['audio_too_short', 'The recording is too short'],
  too_long: ['audio_too_long', 'The recording is longer than a minute'],
} as const;

interface Needs extends Pick<Parts, 'db' | 'clock' | 'newId' | 'log' | 'report' | 'membership' | 'timeline'> {
  codec: AudioCodec;
  /** Null: notes arrive without a transcript. */
  speech: SpeechToText | null;
  blobs: Blobs;
}

export interface Notes {
  /**
   * Keeps a recording and adds it to the line; on disk before it resolves. The transcript follows as a change of the
   * entry. A repeated client id answers the first entry. Refuses with `forbidden` and the `audio_…` codes.
   */
  receive(actor: Actor, lineId: LineId, clientId: ClientId, bytes: Uint8Array): Promise<Entry>;
  /** The recording as it came. Refuses with `not_found` and `forbidden`. */
  audio(actor: Actor, noteId: NoteId): Promise<{ mime: string; bytes: Buffer }>;
  close(): Promise<void>;
}

/** Voice notes: receiving, playing back, and the transcripts that follow by themselves. */
export function notesHandlers(parts: Needs): Notes {
  const { clock, newId, report, membership, timeline, codec, speech, blobs } = parts;
  const store = notesStore(parts.db);
  const transcripts = openTranscripts({ ...parts, store });
  void transcripts.resume().catch((error: unknown) => report('notes.resume', error));
  /** Uploads under way by who said what: the same one again waits for the first. */
  const underWay = new Map<string, Promise<Entry>>();

  async function decode(bytes: Uint8Array): Promise<DecodedAudio> {
    try {
      return await codec.decode(bytes);
    } catch (error) {
      if (!(error instanceof AudioError)) throw error;
      const [code, sentence] = refusals[error.reason];
      throw new RefusedError(code, sentence, { cause: error });
    }
  }

  async function keep(id: NoteId, bytes: Uint8Array): Promise<void> {
    try {
      await blobs.put(id, bytes);
    } catch (error) {
      report('notes.keep', error);
      throw new RefusedError('unavailable', 'The recording could not be kept; please try again', { cause: error });
    }
  }

  async function receive(by: MemberId, lineId: LineId, clientId: ClientId, bytes: Uint8Array): Promise<Entry> {
    const first = await store.said(lineId, by, clientId);
    if (first) return timeline.add(lineId, { by, clientId, body: first });

    const { format, durationMs, samples } = await decode(bytes);
    const id = newId<NoteId>();
    await keep(id, bytes);
    const body: VoiceBody = {
      kind: 'voice',
      noteId: id,
      durationMs,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      peaks: peaksOf(samples, SPEECH_RATE, NOTE_PEAKS),
      transcript: speech ? { state: 'pending' } : { state: 'failed', reason: 'engine_off' },
    };
    const noteOf = (entryId: EntryId): Note => ({
      id,
      lineId,
      entryId,
      memberId: by,
      clientId,
      blob: id,
      mime: mimes[format],
      bytes: bytes.length,
      durationMs,
      state: body.transcript.state,
      attempts: 0,
      createdAt: clock.now(),
    });
    const said = { by, clientId, body };
    const entry = await timeline
      .add(lineId, said, (trx, entryId) => store.add(trx, noteOf(entryId)))
      .catch(async (error: unknown) => {
        // The database may have committed and lost only its answer: only bytes that nothing names are forgotten.
        if ((await store.get(id)) === null) await blobs.delete(id);
        throw error;
      });
    const added = entry.body.kind === 'voice' && entry.body.noteId === id;
    if (!added) await blobs.delete(id);
    else if (speech) transcripts.add(noteOf(entry.id), samples);
    return entry;
  }

  return {
    async receive(actor, lineId, clientId, bytes) {
      const { id: by } = await membership.mustBeOn(actor, lineId);
      const key = `${lineId} ${by} ${clientId}`;
      const received = underWay.get(key) ?? receive(by, lineId, clientId, bytes);
      underWay.set(key, received);
      try {
        return await received;
      } finally {
        underWay.delete(key);
      }
    },

    async audio(actor, noteId) {
      const note = await store.get(noteId);
      if (!note) throw new RefusedError('not_found', 'There is no such note');
      await membership.mustBeOn(actor, note.lineId);
      const bytes = await blobs.get(note.blob);
      if (!bytes) throw new RefusedError('not_found', 'The recording of this note is lost');
      return { mime: note.mime, bytes };
    },

    close: () => transcripts.close(),
  };
}
