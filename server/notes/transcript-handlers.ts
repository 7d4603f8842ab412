import type { EntryBody, EntryId, LineId } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Actor, Handlers, OnLine, Parts } from '../parts.ts';
import { may } from '../people/rules.ts';
import { corrected } from './rules.ts';
import type { NoteOfEntry, NotesStore, VoiceBody } from './store.ts';
import type { Translate } from './translate.ts';
import type { Transcripts } from './transcripts.ts';

type TranscriptHandlers = Pick<Handlers, Extract<keyof Handlers, `notes.${string}`>>;

interface Needs extends Pick<Parts, 'membership' | 'timeline'> {
  store: NotesStore;
  /** Null where transcripts are off. */
  transcripts: Transcripts | null;
  translate: Translate | null;
}

/** What people do with the words of a note: have them made again, put them right, read them in their language. */
export function transcriptHandlers({ membership, timeline, store, transcripts, translate }: Needs): TranscriptHandlers {
  async function noteFor(
    actor: Actor,
    lineId: LineId,
    entryId: EntryId,
    to: 'read' | 'write' = 'write',
  ): Promise<{ note: NoteOfEntry; me: OnLine }> {
    const me = await membership.mustBeOn(actor, lineId, to);
    const note = await store.ofEntry(lineId, entryId);
    if (!note || note.seq <= me.hiddenSeq) throw noSuchNote();
    return { note, me };
  }

  function mustBeVoice(body: EntryBody): VoiceBody {
    if (body.kind !== 'voice') throw noSuchNote();
    return body;
  }

  return {
    async 'notes.retry'({ actor }, { lineId, entryId }) {
      const { note } = await noteFor(actor, lineId, entryId);
      if (!transcripts) throw new RefusedError('unavailable', 'Transcripts are turned off here');
      let again = false;
      const entry = await timeline.change(
        entryId,
        (now) => {
          const body = mustBeVoice(now.body);
          const { state } = body.transcript;
          if (state === 'pending') return null;
          if (state !== 'failed') throw new RefusedError('conflict', 'This transcript has not failed');
          return { ...body, transcript: { state: 'pending' } };
        },
        (trx) => {
          again = true;
          return store.queueAgain(trx, note.id);
        },
      );
      if (!entry) throw noSuchNote();
      if (again) transcripts.add({ ...note, attempts: 0, state: 'pending' }, null);
      return entry;
    },

    async 'notes.correct'({ actor }, { lineId, entryId, text }) {
      const { note, me } = await noteFor(actor, lineId, entryId);
      if (note.memberId !== me.id && !may(me.role, 'correct'))
        throw new RefusedError('forbidden', 'Only the speaker or customer service may put this right');
      const entry = await timeline.change(
        entryId,
        (now) => {
          const body = mustBeVoice(now.body);
          const transcript = corrected(body.transcript, me.id, text);
          return transcript && { ...body, transcript };
        },
        (trx) => store.setState(note.id, 'done', trx),
      );
      if (!entry) throw noSuchNote();
      return entry;
    },

    async 'notes.translate'({ actor }, { lineId, entryId, to }) {
      const { note } = await noteFor(actor, lineId, entryId, 'read');
      if (!translate) throw new RefusedError('unavailable', 'Nothing is translated here');
      const body = await store.body(note);
      if (!body) throw noSuchNote();
      const { transcript } = body;
      if (transcript.state !== 'done') throw new RefusedError('conflict', 'This note has no words');
      const { text, language } = transcript;
      return { text: language === to ? text : await translate(actor.linkId, text, language, to) };
    },
  };
}

const noSuchNote = () => new RefusedError('not_found', 'The line has no such note');
