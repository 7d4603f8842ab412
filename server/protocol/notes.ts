import * as v from 'valibot';
import { EntryId, LineId } from './ids.ts';
import { Language } from './language.ts';
import { TEXT_MAX } from './limits.ts';
import { Entry } from './timeline.ts';
import { visible } from './words.ts';

/** How far a pending transcript is: shown, and on no record. */
export const NoteProgress = v.object({
  lineId: LineId,
  entryId: EntryId,
  /** Notes that are recognised before this one; 0: its turn. */
  ahead: v.number(),
  /** The words so far of a long note; empty where there are none yet. */
  partial: v.string(),
});
export type NoteProgress = v.InferOutput<typeof NoteProgress>;

export const requests = {
  /**
   * A transcript that has failed is made again; `conflict` where it has not, `unavailable` where transcripts are off. Again,
   * while it is being made: the same answer.
   */
  'notes.retry': { payload: v.strictObject({ lineId: LineId, entryId: EntryId }), reply: Entry },
  /**
   * Puts right what the engine heard, or says what it did not hear; also while it listens. By the speaker or an agent. What
   * the engine heard first stays with it. Again: the same answer.
   */
  'notes.correct': {
    payload: v.strictObject({
      lineId: LineId,
      entryId: EntryId,
      text: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(TEXT_MAX), visible),
    }),
    reply: Entry,
  },
  /**
   * The words in the reader's language, by the operator's service; kept nowhere. `conflict` where there are no words,
   * `unavailable` where there is no service or it does not answer.
   */
  'notes.translate': {
    payload: v.strictObject({ lineId: LineId, entryId: EntryId, to: Language }),
    reply: v.object({ text: v.string() }),
  },
} as const;

export const notices = {
  /**
   * How far a pending transcript is: when others are ahead of it, when its turn comes, and the words so far of a long note.
   * It may speak of an entry that the page has not or of one that is done already.
   */
  'notes.progress': NoteProgress,
} as const;
