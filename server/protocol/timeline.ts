import * as v from 'valibot';
import { CallEnd } from './calls.ts';
import { Status } from './deliveries.ts';
import { CallId, ClientId, EntryId, LineId, MemberId, NoteId } from './ids.ts';
import { TEXT_MAX } from './limits.ts';
import { Transcript } from './notes.ts';

export const EntryBody = v.variant('kind', [
  v.object({ kind: v.literal('text'), text: v.string() }),
  v.object({
    kind: v.literal('voice'),
    noteId: NoteId,
    durationMs: v.number(),
    /** Loudest sample of equal slices of the note, 0-100, at most 64 of them: the waveform. */
    peaks: v.array(v.number()),
    transcript: Transcript,
  }),
  /** Written when the call is over. `talkMs` is 0 where nobody answered. */
  v.object({ kind: v.literal('call'), callId: CallId, end: CallEnd, talkMs: v.number() }),
  v.object({ kind: v.literal('status'), status: Status }),
]);
export type EntryBody = v.InferOutput<typeof EntryBody>;

export const Entry = v.object({
  id: EntryId,
  lineId: LineId,
  /** 1, 2, 3… without gaps per line: the order everybody sees, for ever. */
  seq: v.number(),
  /**
   * Number of the line's change that wrote this state of the entry: an added entry and a changed one (a transcript
   * that arrived) each take the next. A page that holds every change up to `rev` has missed nothing.
   */
  rev: v.number(),
  /** Epoch ms, server's clock. */
  at: v.number(),
  /** Null where the system speaks (a status moved by the operator). */
  by: v.nullable(MemberId),
  clientId: v.nullable(ClientId),
  body: EntryBody,
});
export type Entry = v.InferOutput<typeof Entry>;

/** The largest number of a change that both databases can keep. */
const REV_MAX = 2_147_483_647;

export const requests = {
  /** Says a text. The answer means: it is on disk. The same `clientId` again answers the first entry. */
  'timeline.send': {
    payload: v.strictObject({
      lineId: LineId,
      clientId: ClientId,
      text: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(TEXT_MAX)),
    }),
    reply: Entry,
  },
  /** All changes of the line after `rev`, oldest change first, at most PAGE_MAX; `more` says to ask again. */
  'timeline.since': {
    payload: v.strictObject({
      lineId: LineId,
      rev: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(REV_MAX)),
    }),
    reply: v.object({ entries: v.array(Entry), more: v.boolean() }),
  },
} as const;

export const notices = {
  /** An entry was added or changed. Where `rev` is not the last known one plus 1, ask `timeline.since`. */
  'timeline.changed': Entry,
} as const;
