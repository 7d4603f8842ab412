import { describe, expect, it } from 'vitest';
import type { ClientId, LineId, MemberId, NoteId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { type Note, notesStore, type VoiceBody } from '../../server/notes/store.ts';
import { timelineStore } from '../../server/timeline/store.ts';
import { engines, type TestDatabase } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';

/** Adds a note and its entry the way the slice does. */
async function say({ db }: TestDatabase, lineId: LineId, memberId: MemberId, fields: Partial<Note> = {}) {
  const id = newId<NoteId>();
  const clientId = newId<ClientId>();
  const body: VoiceBody = {
    kind: 'voice',
    noteId: id,
    durationMs: 900,
    sha256: 'f00d',
    peaks: [1, 2],
    transcript: { state: 'pending' },
  };
  const note = (entryId: Note['entryId']): Note => ({
    id,
    lineId,
    entryId,
    memberId,
    clientId,
    blob: id,
    rendition: null,
    mime: 'audio/mpeg',
    bytes: 10,
    durationMs: 900,
    state: 'pending',
    attempts: 0,
    createdAt: 1,
    ...fields,
  });
  const { entry } = await timelineStore(db).add(
    { id: newId(), lineId, at: 1, by: memberId, clientId, body },
    (trx, entryId) => notesStore(db).add(trx, note(entryId)),
  );
  return { note: note(entry.id), body };
}

describe.each(engines)('notes on $name', ({ open }) => {
  it('keeps a note as it was given, with its entry', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = notesStore(database.db);
    const { note, body } = await say(database, lineId, courier);
    expect(await store.get(note.id)).toEqual(note);
    expect(await store.body(note)).toEqual(body);
    expect(await store.said(lineId, courier, note.clientId)).toEqual(body);
    const { blob, rendition, mime } = note;
    expect(await store.onLine(note.id)).toEqual({ lineId, blob, rendition, mime, seq: 1, kind: 'voice' });
    const webm = await say(database, lineId, courier, { mime: 'audio/webm', rendition: 'note-00001-mp3' });
    expect(await store.onLine(webm.note.id)).toMatchObject({ mime: 'audio/webm', rendition: 'note-00001-mp3' });
    expect(await store.get(newId())).toBeNull();
    expect(await store.onLine(newId())).toBeNull();
    expect(await store.said(lineId, courier, newId())).toBeNull();
  });

  it('keeps neither note nor entry where one of them fails', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const timeline = timelineStore(database.db);
    const body: VoiceBody = {
      kind: 'voice',
      noteId: newId<NoteId>(),
      durationMs: 1,
      sha256: 'f00d',
      peaks: [],
      transcript: { state: 'pending' },
    };
    const adding = timeline.add({ id: newId(), lineId, at: 1, by: courier, clientId: newId(), body }, async () => {
      throw new Error('the disk is full');
    });
    await expect(adding).rejects.toThrow('the disk is full');
    expect(await timeline.sinceSeq(lineId, 0, 10)).toEqual([]);
    expect((await say(database, lineId, courier)).note.id).toBeTruthy();
    expect((await timeline.sinceSeq(lineId, 0, 10)).map((entry) => entry.seq)).toEqual([1]);
  });

  it('finds what is pending, oldest first, and nothing that is done', async () => {
    await using database = await open();
    const { lineId, courier, recipient } = await seedDelivery(database.db);
    const store = notesStore(database.db);
    const late = await say(database, lineId, courier, { createdAt: 30 });
    const done = await say(database, lineId, courier, { createdAt: 10 });
    const early = await say(database, lineId, recipient, { createdAt: 20 });
    await store.setState(done.note.id, 'done');
    expect((await store.pending(10)).map((note) => note.id)).toEqual([early.note.id, late.note.id]);
    expect(await store.pending(1)).toHaveLength(1);
  });

  it('counts tries', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = notesStore(database.db);
    const { note } = await say(database, lineId, courier);
    await Promise.all([store.countAttempt(note.id), store.countAttempt(note.id)]);
    expect(await store.get(note.id)).toMatchObject({ attempts: 2 });
  });

  it('finds a note by its entry, on its own line only', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const other = await seedDelivery(database.db);
    const store = notesStore(database.db);
    const { note } = await say(database, lineId, courier);
    expect(await store.ofEntry(lineId, note.entryId)).toEqual({ ...note, seq: 1 });
    expect(await store.ofEntry(other.lineId, note.entryId)).toBeNull();
    expect(await store.ofEntry(lineId, newId())).toBeNull();
  });

  it('begins a note anew together with what its entry says, or not at all', async () => {
    await using database = await open();
    const { db } = database;
    const { lineId, courier } = await seedDelivery(db);
    const store = notesStore(db);
    const { note } = await say(database, lineId, courier);
    await store.countAttempt(note.id);
    await store.setState(note.id, 'failed');
    const again = db.transaction().execute(async (trx) => {
      await store.queueAgain(trx, note.id);
      throw new Error('the disk is full');
    });
    await expect(again).rejects.toThrow('the disk is full');
    expect(await store.get(note.id)).toMatchObject({ state: 'failed', attempts: 1 });
    await db.transaction().execute((trx) => store.queueAgain(trx, note.id));
    expect(await store.get(note.id)).toMatchObject({ state: 'pending', attempts: 0 });
    await db.transaction().execute((trx) => store.setState(note.id, 'done', trx));
    expect(await store.pending(10)).toEqual([]);
  });

  it('has no voice for a note that was taken back', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = notesStore(database.db);
    const { note } = await say(database, lineId, courier);
    await timelineStore(database.db).change(note.entryId, 2, { kind: 'erased', was: 'voice', why: 'request' });
    expect(await store.body(note)).toBeNull();
    expect(await store.said(lineId, courier, note.clientId)).toBeNull();
  });

  it('knows what may be spoken of on its line, and in which language', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = notesStore(database.db);
    const { words, language } = await store.hintsOf({ lineId, memberId: courier });
    expect(words).toEqual(expect.arrayContaining(['Demo Garden', '3-1201', 'Wang', 'Li']));
    expect(language).toBeNull();
    await database.db.updateTable('members').set({ speaks: 'zh' }).where('id', '=', courier).execute();
    expect(await store.hintsOf({ lineId, memberId: courier })).toEqual({ words, language: 'zh' });
    expect(await store.hintsOf({ lineId: newId(), memberId: courier })).toEqual({ words: [], language: null });
  });

  it('tells whether a note is for everybody on the line', async () => {
    await using database = await open();
    const { db } = database;
    const { lineId, courier } = await seedDelivery(db);
    const store = notesStore(db);
    const { note } = await say(database, lineId, courier);
    const isForAll = () => store.isForAll(lineId, note.entryId);
    const come = (id: string, role: string, joined_seq: number) =>
      db.insertInto('members').values({ id, line_id: lineId, role, name: role, scope_id: id, joined_seq }).execute();
    await come('station-00', 'station', 0);
    await come('agent-0001', 'agent', 1);
    expect(await isForAll()).toBe(true);
    await come('station-01', 'station', 1);
    expect(await isForAll()).toBe(false);
    await db.updateTable('members').set({ left_at: 5 }).where('id', '=', 'station-01').execute();
    expect(await isForAll()).toBe(true);
  });
});
