import { createHash } from 'node:crypto';
import { type AudioCodec, AudioError, type AudioFormat, type DecodedAudio } from '../../media/audio-codec.ts';
import { SPEECH_RATE, type SpeechToText } from '../../media/speech-to-text.ts';
import { NOTE_MAX_BYTES, NOTE_PEAKS, type Entry, type EntryId, type MemberId, type NoteId } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import { oneByOne } from '../one-by-one.ts';
import type { Actor, Parts } from '../parts.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { SentFile, Uploads } from '../uploads.ts';
import { openGrowingNotes } from './growing-notes.ts';
import { peaksOf } from './rules.ts';
import { type Note, notesStore, type VoiceBody } from './store.ts';
import { transcriptHandlers } from './transcript-handlers.ts';
import type { Translate } from './translate.ts';
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

interface Needs extends Pick<
  Parts,
  'db' | 'clock' | 'newId' | 'log' | 'report' | 'notify' | 'membership' | 'timeline'
> {
  codec: AudioCodec;
  /** Null: notes arrive without a transcript. */
  speech: SpeechToText | null;
  /** Null where the operator has no service for it. */
  translate: Translate | null;
  blobs: Blobs;
  uploads: Uploads;
}

/** What a page says of a note of which it sends only the end. */
export interface Continued {
  /** The body's first byte is this one of the note. */
  readonly from: number;
  /** Of the whole note, hex. */
  readonly sha256: string;
}

export interface Notes {
  readonly handlers: ReturnType<typeof transcriptHandlers>;
  /**
   * Keeps a recording and adds it to the line; on disk before it resolves. The transcript follows as a change of the
   * entry. A repeated client id answers the first entry. `continued`: the bytes go on from what came while it was spoken.
   * Refuses with `forbidden`, `link_revoked`, the `audio_…` codes, `conflict`, `not_found` for an entry to answer that is not there, and
   * `parts_missing` where the page has to send the whole.
   */
  receive(actor: Actor, sent: SentFile, continued?: Continued): Promise<Entry>;
  /** Takes in a part of a note that is being spoken; answers how many bytes are there now. Refuses as `GrowingNotes`. */
  grow(actor: Actor, part: Omit<SentFile, 'replyTo'> & { readonly from: number }): Promise<number>;
  /** Forgets what came of a note that its speaker does not send. Again: nothing more. */
  dropGrown(actor: Actor, note: Pick<SentFile, 'lineId' | 'clientId'>): Promise<void>;
  /** The recording, as MP3 where it came in a form that not every phone plays. Refuses with `forbidden`, and `not_found` also once it was erased. */
  audio(actor: Actor, noteId: NoteId): Promise<{ mime: string; bytes: Buffer }>;
  close(): Promise<void>;
}

/** Voice notes: receiving, playing back, and the transcripts that follow by themselves. */
export function notesHandlers(parts: Needs): Notes {
  const { clock, newId, membership, timeline, codec, speech, blobs, uploads } = parts;
  const store = notesStore(parts.db);
  const transcripts = openTranscripts({ ...parts, store });
  void transcripts.resume();

  const growing = openGrowingNotes(clock);

  /** The whole note, of what came while it was spoken and what comes now. */
  function wholeOf(by: MemberId, sent: SentFile, { from, sha256 }: Continued): SentFile {
    const start = growing.start({ ...sent, by }, from);
    const bytes = start && Buffer.concat([start, sent.bytes]);
    if (!bytes || createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw new RefusedError('parts_missing', 'What came of this note before is not here: send all of it');
    if (bytes.length > NOTE_MAX_BYTES) throw new RefusedError('too_large', 'The recording is too large');
    return { ...sent, bytes };
  }

  // By link: whoever sends what is hard to read waits for it themselves.
  const inTurn = oneByOne();
  async function decode({ linkId }: Actor, bytes: Uint8Array): Promise<DecodedAudio> {
    try {
      return await inTurn(linkId, () => codec.decode(bytes));
    } catch (error) {
      if (!(error instanceof AudioError)) throw error;
      const [code, sentence] = refusals[error.reason];
      throw new RefusedError(code, sentence, { cause: error });
    }
  }

  async function receive(actor: Actor, by: MemberId, { lineId, clientId, replyTo, bytes }: SentFile): Promise<Entry> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const first = await store.said(lineId, by, clientId);
    if (first) return timeline.add(lineId, { by, clientId, replyTo, body: { ...first, sha256 } });

    const { format, durationMs, samples, mp3 } = await decode(actor, bytes);
    const id = newId<NoteId>();
    const rendition = mp3 && `${id}-mp3`;
    await uploads.keep({ [id]: bytes, ...(rendition && { [rendition]: mp3 }) });
    const forget = () => Promise.all([id, ...(rendition ? [rendition] : [])].map((key) => blobs.delete(key)));
    const body: VoiceBody = {
      kind: 'voice',
      noteId: id,
      durationMs,
      sha256,
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
      rendition,
      mime: mimes[format],
      bytes: bytes.length,
      durationMs,
      state: body.transcript.state,
      attempts: 0,
      createdAt: clock.now(),
    });
    const said = { by, clientId, body, replyTo };
    const entry = await timeline
      .add(lineId, said, async (trx, entryId) => {
        await uploads.mustStillBeOn(trx, actor, by);
        await store.add(trx, noteOf(entryId));
      })
      .catch(async (error: unknown) => {
        // The database may have committed and lost only its answer: only bytes that nothing names are forgotten.
        if ((await store.get(id)) === null) await forget();
        throw error;
      });
    const added = entry.body.kind === 'voice' && entry.body.noteId === id;
    if (!added) await forget();
    else if (speech) transcripts.add(noteOf(entry.id), samples);
    return entry;
  }

  return {
    handlers: transcriptHandlers({ ...parts, store, transcripts: speech ? transcripts : null }),

    async receive(actor, sent, continued) {
      const { id: by } = await membership.mustBeOn(actor, sent.lineId, 'write');
      const whole = continued ? wholeOf(by, sent, continued) : sent;
      const entry = await uploads.once('note', by, whole, () => receive(actor, by, whole));
      growing.forget({ ...sent, by });
      return entry;
    },

    async grow(actor, { lineId, clientId, from, bytes }) {
      const { id: by } = await membership.mustBeOn(actor, lineId, 'write');
      const note = { by, lineId, clientId };
      const have = growing.append(note, actor.linkId, from, bytes);
      const longer = growing.longer(note);
      if (longer) transcripts.readAhead({ lineId, memberId: by }, longer);
      return have;
    },

    async dropGrown(actor, { lineId, clientId }) {
      const { id: by } = await membership.mustBeOn(actor, lineId, 'write');
      growing.forget({ by, lineId, clientId });
    },

    async audio(actor, noteId) {
      const note = await store.onLine(noteId);
      if (!note) throw new RefusedError('not_found', 'There is no such note');
      const { hiddenSeq } = await membership.mustBeOn(actor, note.lineId);
      if (note.kind !== 'voice' || note.seq <= hiddenSeq) throw new RefusedError('not_found', 'There is no such note');
      const mp3 = note.rendition === null ? null : await blobs.get(note.rendition);
      if (mp3) return { mime: mimes.mp3, bytes: mp3 };
      const bytes = await blobs.get(note.blob);
      if (!bytes) throw new RefusedError('not_found', 'The recording of this note is lost');
      return { mime: note.mime, bytes };
    },

    async close() {
      growing.close();
      await transcripts.close();
    },
  };
}
