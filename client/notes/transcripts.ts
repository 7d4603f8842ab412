import { signal, type ReadonlySignal } from '@preact/signals';
import { AskError, type Connection } from '../connection.ts';
import type { Entry, EntryId, Language, LineId, NoteProgress } from '#protocol';

/** What can be done about the transcripts of a line. */
export interface Transcripts {
  /** How far those are that are being made. */
  readonly progress: ReadonlySignal<ReadonlyMap<EntryId, NoteProgress>>;
  /** Has a failed one made again. Null where it is, else why not. */
  retry(entryId: EntryId): Promise<AskError['code'] | null>;
  /** Puts one right. Null where it is done, else why not. */
  correct(entryId: EntryId, text: string): Promise<AskError['code'] | null>;
  /** Its words in another language; null where they cannot be had now. */
  translate(entryId: EntryId, to: Language): Promise<string | null>;
  close(): void;
}

export interface TranscriptsParts {
  readonly connection: Connection;
  readonly lineId: LineId;
  /** Takes in an entry that came as an answer. */
  readonly learn: (entry: Entry) => void;
}

export function createTranscripts({ connection, lineId, learn }: TranscriptsParts): Transcripts {
  const progress = signal<ReadonlyMap<EntryId, NoteProgress>>(new Map());
  const close = connection.on('notes.progress', (told) => {
    if (told.lineId === lineId) progress.value = new Map(progress.value).set(told.entryId, told);
  });
  async function answered(answer: Promise<Entry>): Promise<AskError['code'] | null> {
    try {
      learn(await answer);
      return null;
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      return error.code;
    }
  }
  return {
    progress,
    retry: (entryId) => answered(connection.ask('notes.retry', { lineId, entryId })),
    correct: (entryId, text) => answered(connection.ask('notes.correct', { lineId, entryId, text })),
    async translate(entryId, to) {
      try {
        return (await connection.ask('notes.translate', { lineId, entryId, to })).text;
      } catch (error) {
        if (!(error instanceof AskError)) throw error;
        return null;
      }
    },
    close,
  };
}
