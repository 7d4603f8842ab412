import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AudioCodec } from '../../media/audio-codec.ts';
import { openAudioCodec } from '../../media/audio/open-audio-codec.ts';
import { SpeechError, type SpeechResult, type SpeechToText } from '../../media/speech-to-text.ts';
import type { ClientId, Entry, LineId, LinkId, MemberId, NoteId } from '#protocol';
import { systemClock } from '../../server/clock.ts';
import { newId } from '../../server/new-id.ts';
import { type Notes, notesHandlers } from '../../server/notes/handlers.ts';
import { notesStore } from '../../server/notes/store.ts';
import type { Actor, Clock, Timeline } from '../../server/parts.ts';
import { openMembership } from '../../server/people/membership.ts';
import { openBlobs } from '../../server/storage/blobs.ts';
import { timelineStore } from '../../server/timeline/store.ts';
import { openTimeline } from '../../server/timeline/timeline.ts';
import { engines, type TestDatabase } from '../support/databases.ts';
import { recordingBytes } from '../support/recordings.ts';
import { crash, heard, ScriptedSpeech } from '../support/scripted-speech.ts';
import { seedDelivery } from '../support/seed.ts';
import { TestClock } from '../support/test-clock.ts';
import { openUploads } from '../../server/uploads.ts';

const bytes = recordingBytes('zh-aishell-guangzhou.wav');

const nothing = () => {};
const silent = { line: nothing, device: nothing, scope: nothing, desk: nothing, admit: nothing, dismiss: nothing };
const said = heard('words');
const hang = async () => {
  throw new SpeechError('timed_out', 'hung');
};

let database: TestDatabase;
let folder: string;
let speech: ScriptedSpeech;
let timeline: Timeline;
let changed: Entry[];
const codec = openAudioCodec();
const reported: unknown[] = [];

beforeEach(async () => {
  const [sqlite] = engines;
  if (!sqlite) throw new Error('There is no engine');
  database = await sqlite.open();
  folder = await mkdtemp(join(tmpdir(), 'doorline-notes-'));
  speech = new ScriptedSpeech();
  changed = [];
  reported.length = 0;
  timeline = openTimeline({
    clock: systemClock,
    newId,
    notify: {
      ...silent,
      line(_line, name, body) {
        if (name === 'timeline.changed') changed.push(body as Entry);
      },
    },
    store: timelineStore(database.db),
    entryAdded() {},
    entryChanged() {},
  });
});
afterEach(async () => {
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const report = (_where: string, error: unknown) => void reported.push(error);
const note = (lineId: LineId) => ({ lineId, clientId: newId<ClientId>(), replyTo: null, bytes });

const open = (
  engine: SpeechToText | null = speech,
  blobs = openBlobs(folder),
  clock: Clock = systemClock,
  reader: AudioCodec = codec,
): Notes =>
  notesHandlers({
    db: database.db,
    clock,
    newId,
    log: pino({ level: 'silent' }),
    report,
    notify: silent,
    membership: openMembership(database.db),
    timeline,
    codec: reader,
    speech: engine,
    translate: null,
    blobs,
    uploads: openUploads({ report, blobs }),
  });

async function line(): Promise<{ lineId: LineId; actor: Actor; by: MemberId }> {
  const { lineId, recipient } = await seedDelivery(database.db);
  const actor = { linkId: newId<LinkId>(), role: 'recipient' as const, scopeId: lineId };
  const link = { id: actor.linkId, role: actor.role, scope_id: lineId, created_at: 1, expires_at: 2, revoked_at: null };
  await database.db.insertInto('links').values(link).execute();
  return { lineId, by: recipient, actor };
}

const transcriptOf = (entryId: string) => {
  const entry = changed.findLast(({ id }) => id === entryId);
  return entry?.body.kind === 'voice' ? entry.body.transcript : null;
};

describe('the transcript of a note', () => {
  it('is tried once more after a crash', async () => {
    const notes = open();
    const { lineId, actor } = await line();
    speech.answers.push(crash, said);
    const entry = await notes.receive(actor, note(lineId));
    await vi.waitFor(() => expect(transcriptOf(entry.id)).toEqual({ state: 'done', text: 'words', language: 'en' }));
    await notes.close();
  });

  it('fails with its reason after the second, and the next note gets its words', async () => {
    const notes = open();
    const { lineId, actor } = await line();
    speech.answers.push(crash, hang, said);
    const first = await notes.receive(actor, note(lineId));
    const second = await notes.receive(actor, note(lineId));
    await vi.waitFor(() => expect(transcriptOf(second.id)).toMatchObject({ state: 'done' }));
    expect(transcriptOf(first.id)).toEqual({ state: 'failed', reason: 'timed_out' });
    await notes.close();
  });

  it('that could not be written is written later, and is not made twice', async () => {
    const working = timeline;
    let full = true;
    timeline = {
      ...working,
      async change(...what) {
        if (full) throw new Error('The disk is full');
        return working.change(...what);
      },
    };
    const clock = new TestClock();
    const notes = open(speech, openBlobs(folder), clock);
    const { lineId, actor } = await line();
    speech.answers.push(said, said);
    const first = await notes.receive(actor, note(lineId));
    const second = await notes.receive(actor, note(lineId));
    await vi.waitFor(() => expect(reported).toHaveLength(2));
    expect(clock.waiting).toBe(1);
    clock.pass(30_000);
    await vi.waitFor(() => expect(reported).toHaveLength(4));
    full = false;
    clock.pass(30_000);
    for (const { id } of [first, second])
      await vi.waitFor(() => expect(transcriptOf(id)).toMatchObject({ state: 'done' }));
    expect(speech.asked).toBe(2);
    await notes.close();
  });

  it('fails as a bug that is reported once where the engine breaks its promise', async () => {
    const notes = open();
    const { lineId, actor } = await line();
    const bug = new TypeError('a bug');
    speech.answers.push(() => Promise.reject(bug), said);
    const first = await notes.receive(actor, note(lineId));
    const second = await notes.receive(actor, note(lineId));
    await vi.waitFor(() => expect(transcriptOf(second.id)).toMatchObject({ state: 'done' }));
    expect(transcriptOf(first.id)).toEqual({ state: 'failed', reason: 'engine_failed' });
    expect(reported).toEqual([bug]);
    await notes.close();
  });

  it('goes on after a restart, from the kept recording, and a note is never begun for ever', async () => {
    const { lineId, actor } = await line();
    const before = open();
    const entry = await before.receive(actor, note(lineId));
    await vi.waitFor(() => expect(speech.asked).toBe(1)); // begun, and the server ends
    await before.close();

    const restarted = open();
    await vi.waitFor(() => expect(speech.asked).toBe(2)); // and once more
    await restarted.close();

    const last = open();
    await vi.waitFor(() => expect(transcriptOf(entry.id)).toEqual({ state: 'failed', reason: 'engine_failed' }));
    expect(speech.asked).toBe(2);
    await last.close();
  });

  it('fails as lost where the kept recording is gone, and as off where the engine is', async () => {
    const { lineId, actor } = await line();
    const before = open();
    const first = await before.receive(actor, note(lineId));
    const second = await before.receive(actor, note(lineId));
    await vi.waitFor(() => expect(speech.asked).toBe(1));
    await before.close();
    await openBlobs(folder).delete(first.body.kind === 'voice' ? first.body.noteId : '');
    speech.answers.push(said);
    const restarted = open();
    await vi.waitFor(() => expect(transcriptOf(second.id)).toMatchObject({ state: 'done' }));
    expect(transcriptOf(first.id)).toEqual({ state: 'failed', reason: 'audio_lost' });

    const third = await restarted.receive(actor, note(lineId));
    await restarted.close();
    const without = open(null);
    await vi.waitFor(() => expect(transcriptOf(third.id)).toEqual({ state: 'failed', reason: 'engine_off' }));
    await without.close();
  });

  it('of a quiet line does not wait for all that a busy one said', async () => {
    const notes = open();
    const [busy, quiet] = [await line(), await line()];
    for (let i = 0; i < 6; i++) speech.answers.push(said);
    const first = Promise.withResolvers<SpeechResult>();
    speech.answers.unshift(() => first.promise);
    const entries: Entry[] = [];
    for (const { lineId, actor } of [busy, busy, busy, busy, quiet]) {
      entries.push(await notes.receive(actor, note(lineId)));
    }
    first.resolve(await said());
    await vi.waitFor(() => expect(entries.every(({ id }) => transcriptOf(id)?.state === 'done')).toBe(true));
    const done = changed.filter(({ body }) => body.kind === 'voice' && body.transcript.state === 'done');
    expect(done.findIndex(({ lineId }) => lineId === quiet.lineId)).toBeLessThanOrEqual(2);
    await notes.close();
  });
});

describe('a queue with enough of a line', () => {
  it('says so on the next note, takes one of another line, and goes on with all that waited', async () => {
    const { lineId, actor, by } = await line();
    await openBlobs(folder).put('recording-of-all', bytes);
    const voice = { kind: 'voice' as const, durationMs: 900, sha256: 'f00d', peaks: [1] };
    for (let at = 0; at < 202; at++) {
      const [id, clientId] = [newId<NoteId>(), newId<ClientId>()];
      const body = { ...voice, noteId: id, transcript: { state: 'pending' as const } };
      const waits = {
        id,
        lineId,
        memberId: by,
        clientId,
        blob: 'recording-of-all',
        rendition: null,
        mime: 'audio/wav',
      };
      await timeline.add(lineId, { by, clientId, body }, (trx, entryId) =>
        notesStore(database.db).add(trx, {
          ...waits,
          entryId,
          bytes: bytes.length,
          durationMs: 900,
          state: 'pending',
          attempts: 0,
          createdAt: at,
        }),
      );
    }
    const first = Promise.withResolvers<SpeechResult>();
    speech.answers.push(() => first.promise, ...Array.from({ length: 204 }, () => said));
    const notes = open();
    await vi.waitFor(() => expect(speech.asked).toBe(1));
    // One is in the engine's hands, 199 wait, and 2 are still in the database alone.
    await notes.receive(actor, note(lineId));
    const over = await notes.receive(actor, note(lineId));
    await vi.waitFor(() => expect(transcriptOf(over.id)).toEqual({ state: 'failed', reason: 'queue_full' }));
    const other = await line();
    const taken = await notes.receive(other.actor, note(other.lineId));
    first.resolve(await said());
    await vi.waitFor(() => expect(transcriptOf(taken.id)).toMatchObject({ state: 'done' }));
    await vi.waitFor(async () => expect(await notesStore(database.db).pending(300)).toEqual([]), { timeout: 20_000 });
    expect(speech.asked).toBe(204);
    await notes.close();
  });
});

describe('a note that cannot be kept', () => {
  it('is refused in words, reported, and leaves no entry', async () => {
    const { lineId, actor, by } = await line();
    const full = new Error('ENOSPC: no space left on device');
    const blobs = { ...openBlobs(folder), put: () => Promise.reject(full) };
    const notes = open(speech, blobs);
    await expect(notes.receive(actor, note(lineId))).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(reported).toEqual([full]);
    expect(await timelineStore(database.db).sinceSeq(lineId, 0, 10)).toEqual([]);
    await timeline.add(lineId, { by, clientId: null, body: { kind: 'text', text: 'the line goes on' } });
    await notes.close();
  });

  it('because its link was revoked while it was read leaves nothing behind', async () => {
    const { lineId, actor } = await line();
    const shutOut: AudioCodec = {
      ...codec,
      async decode(recording) {
        const decoded = await codec.decode(recording);
        await database.db.updateTable('links').set({ revoked_at: 3 }).where('id', '=', actor.linkId).execute();
        return decoded;
      },
    };
    const blobs = openBlobs(folder);
    const notes = open(speech, blobs, systemClock, shutOut);
    await expect(notes.receive(actor, note(lineId))).rejects.toMatchObject({ code: 'link_revoked' });
    expect(await timelineStore(database.db).sinceSeq(lineId, 0, 10)).toEqual([]);
    for await (const keys of blobs.keys()) expect(keys).toEqual([]);
    expect(reported).toEqual([]);
    await notes.close();
  });
});
