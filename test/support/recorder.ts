import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { ClientId, Entry, EntryBody, EntryId, LineId, MemberId, NoteId, PhotoId } from '#protocol';
import { openDeliveries } from '../../server/deliveries/handlers.ts';
import { openLines } from '../../server/deliveries/lines.ts';
import { deliveryStore } from '../../server/deliveries/store.ts';
import { newId } from '../../server/new-id.ts';
import type { Announced, Clock, Notify } from '../../server/parts.ts';
import { openMembership } from '../../server/people/membership.ts';
import { openEraser } from '../../server/record/erase-entry.ts';
import { openErasures } from '../../server/record/erasure.ts';
import { openExports } from '../../server/record/export.ts';
import { openRetention } from '../../server/record/retention.ts';
import { openLog } from '../../server/log.ts';
import { openBlobs } from '../../server/storage/blobs.ts';
import type { Tables } from '../../server/storage/tables.ts';
import { timelineStore } from '../../server/timeline/store.ts';
import { openTimeline } from '../../server/timeline/timeline.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const nobody: Notify = {
  line() {},
  scope() {},
  desk() {},
  admit() {},
  dismiss() {},
  device() {},
};

/** The record's parts on one database and a folder of blobs of their own, without people who are told. */
export async function openRecorder(db: Kysely<Tables>, clock: Clock, keep: { days?: number; minutes?: number } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'doorline-record-'));
  const blobs = openBlobs(join(folder, 'blobs'));
  const log = openLog('silent');
  const announced: Announced[] = [];
  const revoked: LineId[] = [];
  const parts = {
    db,
    clock,
    newId,
    log,
    blobs,
    notify: nobody,
    membership: openMembership(db),
    deliveries: openDeliveries({ clock, store: deliveryStore(db), lines: openLines(db) }),
    announce: (_trx: unknown, what: Announced) => Promise.resolve(void announced.push(what)),
    report: (where: string, error: unknown) => {
      throw new Error(where, { cause: error });
    },
  };
  const timeline = openTimeline({ ...parts, store: timelineStore(db), entryAdded() {}, entryChanged() {} });
  const eraser = openEraser({ db, timeline, blobs });
  const erasures = openErasures({
    ...parts,
    eraser,
    revokeLinks: (lineId) => Promise.resolve(void revoked.push(lineId)).then(() => []),
    shutOut() {},
    async forgetPush() {},
    async forgetCaptions() {},
    async forgetPreferences() {},
    forgetPosition: async (lineId, memberId) => {
      await db.deleteFrom('positions').where('line_id', '=', lineId).where('member_id', '=', memberId).execute();
    },
  });
  const retention = openRetention({
    ...parts,
    eraser,
    resumeErasures: () => erasures.resume(),
    async forgetOldPreferences() {},
    keepDays: keep.days ?? 180,
    keepPositionsMinutes: keep.minutes ?? 0,
  });

  const say = (lineId: LineId, by: MemberId | null, body: EntryBody): Promise<Entry> =>
    timeline.add(lineId, { by, clientId: newId<ClientId>(), body });

  return {
    ...parts,
    timeline,
    eraser,
    erasures,
    retention,
    announced,
    revoked,
    exportRecord: openExports(parts),
    say,
    text: (lineId: LineId, by: MemberId, text: string) => say(lineId, by, { kind: 'text', text }),

    /** A photo with its two files, as an upload leaves it. */
    async photo(lineId: LineId, by: MemberId): Promise<Entry> {
      const [photoId, thumb, clientId] = [newId<PhotoId>(), newId(), newId<ClientId>()];
      await blobs.put(photoId, Buffer.from(`photo ${photoId}`));
      await blobs.put(thumb, Buffer.from(`thumb ${photoId}`));
      const body: EntryBody = { kind: 'photo', photoId, width: 4, height: 3, sha256: sha256(`photo ${photoId}`) };
      return timeline.add(lineId, { by, clientId, body }, async (trx, entryId) => {
        const keys = { id: photoId, blob: photoId, thumb, client_id: clientId };
        const row = { line_id: lineId, entry_id: entryId, member_id: by, bytes: 20, created_at: clock.now() };
        await trx
          .insertInto('photos')
          .values({ ...keys, ...row })
          .execute();
      });
    },

    /** A voice note with its file, its MP3, and a transcript that came later. */
    async note(lineId: LineId, by: MemberId, words: string): Promise<Entry> {
      const [noteId, clientId] = [newId<NoteId>(), newId<ClientId>()];
      const rendition = `${noteId}-mp3`;
      await blobs.put(noteId, Buffer.from(`note ${noteId}`));
      await blobs.put(rendition, Buffer.from('the same as MP3'));
      const voice = { kind: 'voice', noteId, durationMs: 900, sha256: sha256(`note ${noteId}`) } as const;
      const body: EntryBody = { ...voice, peaks: [1], transcript: { state: 'pending' } };
      const entry = await timeline.add(lineId, { by, clientId, body }, async (trx, entryId) => {
        const keys = { id: noteId, blob: noteId, rendition, mime: 'audio/webm', client_id: clientId };
        const row = { line_id: lineId, entry_id: entryId, member_id: by, bytes: 20, created_at: clock.now() };
        await trx
          .insertInto('notes')
          .values({ ...keys, ...row, duration_ms: 900, transcript_state: 'done', attempts: 1 })
          .execute();
      });
      await timeline.change(entry.id, { ...body, transcript: { state: 'done', text: words, language: 'en' } });
      return entry;
    },

    takeBack: (entryId: EntryId, was: 'text' | 'photo' | 'voice') =>
      timeline.change(entryId, { kind: 'taken_back', was }),

    /** Keys of all files there are. */
    async keys(): Promise<string[]> {
      const all: string[] = [];
      for await (const keys of blobs.keys()) all.push(...keys);
      return all;
    },

    async [Symbol.asyncDispose]() {
      await retention.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
