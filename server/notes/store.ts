import type { Kysely, Selectable, Transaction } from 'kysely';
import {
  type ClientId,
  type EntryBody,
  type EntryId,
  type Language,
  type LineId,
  type MemberId,
  type NoteId,
  roles,
  type Transcript,
} from '#protocol';
import { seesWholeHistory } from '../people/rules.ts';
import type { Tables } from '../storage/tables.ts';

/** A note as the database knows it. */
export interface Note {
  readonly id: NoteId;
  readonly lineId: LineId;
  readonly entryId: EntryId;
  readonly memberId: MemberId;
  readonly clientId: ClientId;
  /** Key of its bytes. */
  readonly blob: string;
  /** Key of an MP3 of it; null where it plays everywhere as it is. */
  readonly rendition: string | null;
  readonly mime: string;
  readonly bytes: number;
  readonly durationMs: number;
  readonly state: Transcript['state'];
  /** Times that an engine began on it. */
  readonly attempts: number;
  readonly createdAt: number;
}

/** A note with what its entry is now. */
export interface NoteOnLine extends Pick<Note, 'lineId' | 'blob' | 'rendition' | 'mime'> {
  readonly seq: number;
  /** Other than `voice` once it was erased. */
  readonly kind: EntryBody['kind'];
}

/** A note by its entry. */
export interface NoteOfEntry extends Note {
  readonly seq: number;
}

export type VoiceBody = Extract<EntryBody, { kind: 'voice' }>;

const toNote = (row: Selectable<Tables['notes']>): Note => ({
  id: row.id as NoteId,
  lineId: row.line_id as LineId,
  entryId: row.entry_id as EntryId,
  memberId: row.member_id as MemberId,
  clientId: row.client_id as ClientId,
  blob: row.blob,
  rendition: row.rendition,
  mime: row.mime,
  bytes: row.bytes,
  durationMs: row.duration_ms,
  state: row.transcript_state as Transcript['state'],
  attempts: row.attempts,
  createdAt: row.created_at,
});

export interface NotesStore {
  /** Adds the row within the transaction that adds its entry: there is never one without the other. */
  add(trx: Transaction<Tables>, note: Note): Promise<void>;
  get(id: NoteId): Promise<Note | null>;
  /** Null where there is none. */
  onLine(id: NoteId): Promise<NoteOnLine | null>;
  /** Null where the line has no such entry, or one without a note. */
  ofEntry(lineId: LineId, entryId: EntryId): Promise<NoteOfEntry | null>;
  /** The body of the note that a page has sent under this client id; null also where it was taken back. */
  said(lineId: LineId, memberId: MemberId, clientId: ClientId): Promise<VoiceBody | null>;
  /** The body of the note's entry as it stands; null once it was taken back or erased. */
  body(note: Note): Promise<VoiceBody | null>;
  /**
   * What helps to understand it: what may be spoken of on its line (the address, and who is on it, the likeliest first), and
   * the speaker's language where they have said it.
   */
  hintsOf(note: Pick<Note, 'lineId' | 'memberId'>): Promise<{ words: string[]; language: Language | null }>;
  /** Whether everybody who is on the line may see the entry: not so, where a keeper came after it. */
  isForAll(lineId: LineId, entryId: EntryId): Promise<boolean>;
  /** Notes whose transcript is still to be made, oldest first. */
  pending(limit: number): Promise<Note[]>;
  countAttempt(id: NoteId): Promise<void>;
  setState(id: NoteId, state: Transcript['state'], trx?: Transaction<Tables>): Promise<void>;
  /** The note is to be begun anew, within the transaction that says so on its entry. */
  queueAgain(trx: Transaction<Tables>, id: NoteId): Promise<void>;
}

export function notesStore(db: Kysely<Tables>): NotesStore {
  const bodies = db.selectFrom('entries').innerJoin('notes', 'notes.entry_id', 'entries.id').select('entries.body');
  function parse(row: { body: string } | undefined): VoiceBody | null {
    // Written from typed bodies.
    const body = row ? (JSON.parse(row.body) as EntryBody) : null;
    return body?.kind === 'voice' ? body : null;
  }

  return {
    async add(trx, note) {
      await trx
        .insertInto('notes')
        .values({
          id: note.id,
          line_id: note.lineId,
          entry_id: note.entryId,
          member_id: note.memberId,
          client_id: note.clientId,
          blob: note.blob,
          rendition: note.rendition,
          mime: note.mime,
          bytes: note.bytes,
          duration_ms: note.durationMs,
          transcript_state: note.state,
          attempts: note.attempts,
          created_at: note.createdAt,
        })
        .execute();
    },

    async get(id) {
      const row = await db.selectFrom('notes').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toNote(row) : null;
    },

    async onLine(id) {
      const row = await db
        .selectFrom('notes')
        .innerJoin('entries', 'entries.id', 'notes.entry_id')
        .select(['notes.line_id', 'notes.blob', 'notes.rendition', 'notes.mime', 'entries.seq', 'entries.kind'])
        .where('notes.id', '=', id)
        .executeTakeFirst();
      if (!row) return null;
      const { line_id: lineId, blob, rendition, mime, seq, kind } = row;
      return { lineId: lineId as LineId, blob, rendition, mime, seq, kind: kind as EntryBody['kind'] };
    },

    async ofEntry(lineId, entryId) {
      const row = await db
        .selectFrom('notes')
        .innerJoin('entries', 'entries.id', 'notes.entry_id')
        .selectAll('notes')
        .select('entries.seq')
        .where('notes.line_id', '=', lineId)
        .where('notes.entry_id', '=', entryId)
        .executeTakeFirst();
      return row ? { ...toNote(row), seq: row.seq } : null;
    },

    async said(lineId, memberId, clientId) {
      return parse(
        await bodies
          .where('notes.line_id', '=', lineId)
          .where('notes.member_id', '=', memberId)
          .where('notes.client_id', '=', clientId)
          .executeTakeFirst(),
      );
    },

    async body(note) {
      return parse(await bodies.where('notes.id', '=', note.id).executeTakeFirst());
    },

    async hintsOf({ lineId, memberId }) {
      const line = await db
        .selectFrom('deliveries')
        .select(['address', 'address_detail'])
        .where('id', '=', lineId)
        .executeTakeFirst();
      const people = await db
        .selectFrom('members')
        .select(['id', 'name', 'speaks'])
        .where('line_id', '=', lineId)
        .orderBy('joined_seq')
        .orderBy('id')
        .execute();
      const words = [line?.address, line?.address_detail, ...people.map(({ name }) => name)];
      return {
        words: [...new Set(words)].flatMap((word) => word || []),
        language: (people.find(({ id }) => id === memberId)?.speaks ?? null) as Language | null,
      };
    },

    async isForAll(lineId, entryId) {
      const late = await db
        .selectFrom('members')
        .innerJoin('entries', 'entries.line_id', 'members.line_id')
        .select('members.id')
        .where('members.line_id', '=', lineId)
        .where('entries.id', '=', entryId)
        .where('members.left_at', 'is', null)
        .where(
          'members.role',
          'in',
          roles.filter((role) => !seesWholeHistory(role)),
        )
        .whereRef('members.joined_seq', '>=', 'entries.seq')
        .limit(1)
        .executeTakeFirst();
      return late === undefined;
    },

    async pending(limit) {
      const rows = await db
        .selectFrom('notes')
        .selectAll()
        .where('transcript_state', '=', 'pending')
        .orderBy('created_at')
        .limit(limit)
        .execute();
      return rows.map(toNote);
    },

    async countAttempt(id) {
      await db
        .updateTable('notes')
        .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
        .where('id', '=', id)
        .execute();
    },

    async setState(id, state, trx) {
      await (trx ?? db).updateTable('notes').set({ transcript_state: state }).where('id', '=', id).execute();
    },

    async queueAgain(trx, id) {
      await trx.updateTable('notes').set({ transcript_state: 'pending', attempts: 0 }).where('id', '=', id).execute();
    },
  };
}
