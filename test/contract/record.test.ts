import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { LineId, MemberId, Status } from '#protocol';
import { openLines } from '../../server/deliveries/lines.ts';
import { deliveryStore } from '../../server/deliveries/store.ts';
import { newId } from '../../server/new-id.ts';
import { readHead } from '../../server/record/record-head.ts';
import type { State } from '../../server/record/record-format.ts';
import { entriesBySeq, statesByRev } from '../../server/record/states.ts';
import { verifyExport } from '../../server/record/verify.ts';
import type { Tables } from '../../server/storage/tables.ts';
import { engines } from '../support/databases.ts';
import { openRecorder } from '../support/recorder.ts';
import { seedDelivery } from '../support/seed.ts';
import { TestClock } from '../support/test-clock.ts';

const DAY = 86_400_000;

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const entryRow = (db: Kysely<Tables>, id: string) =>
  db.selectFrom('entries').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

/** Every text of the database, to look for words that must be gone. */
async function everything(db: Kysely<Tables>): Promise<string> {
  const tables = [
    'entries',
    'entry_versions',
    'members',
    'deliveries',
    'notes',
    'photos',
    'positions',
    'texts',
  ] as const;
  const rows = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
  return JSON.stringify(rows);
}

const end = (db: Kysely<Tables>, lineId: LineId, status: Status, at: number) =>
  db.updateTable('deliveries').set({ status, status_at: at }).where('id', '=', lineId).execute();

describe.each(engines)('the record on $name', ({ open }) => {
  /** Exports the line and checks the export. */
  async function checked(recorder: Awaited<ReturnType<typeof openRecorder>>, lineId: LineId, kept: string[] = []) {
    const order = { timeZone: 'UTC', signal: new AbortController().signal };
    const { zip, bytes, head } = await recorder.exportRecord(lineId, order);
    const file = Buffer.concat(await all(zip));
    expect(file.length).toBe(bytes);
    const path = join(tmpdir(), `doorline-${newId()}.zip`);
    await writeFile(path, file);
    return { ...(await verifyExport(path, kept)), head, file };
  }

  it('gives every state in the order of the chain and every entry in the order of the line, over many pages', async () => {
    await using database = await open();
    const { db } = database;
    await using recorder = await openRecorder(db, new TestClock());
    const { lineId, courier } = await seedDelivery(db);
    for (let i = 1; i <= 230; i++) {
      const { id } = await recorder.text(lineId, courier, `text ${i}`);
      if (i % 3 === 0) await recorder.takeBack(id, 'text');
    }
    const states = await all(statesByRev(db, lineId, 306));
    expect(states.map(({ rev }) => rev)).toEqual(Array.from({ length: 306 }, (_, i) => i + 1));
    const entries = await all(entriesBySeq(db, lineId, { rev: 306, seq: 230 }));
    expect(entries.map(([first]) => first?.seq)).toEqual(Array.from({ length: 230 }, (_, i) => i + 1));
    expect(entries.flat()).toHaveLength(306);
    expect(entries[2]?.map(({ content }: State) => content?.kind)).toEqual(['text', 'taken_back']);
    // Up to an earlier change: as it was then, though entries have changed since.
    const earlier = await all(entriesBySeq(db, lineId, { rev: 3, seq: 3 }));
    expect(earlier.flat().map(({ rev }) => rev)).toEqual([1, 2, 3]);
    expect((await checked(recorder, lineId)).problems).toEqual([]);
  });

  it('is exported whole while people go on, and while something is erased', async () => {
    await using database = await open();
    const { db } = database;
    await using recorder = await openRecorder(db, new TestClock());
    const { lineId, courier, recipient } = await seedDelivery(db);
    for (let i = 0; i < 60; i++) await recorder.text(lineId, i % 2 ? courier : recipient, `text ${i}`);
    const talking = (async () => {
      for (let i = 0; i < 60; i++) await recorder.text(lineId, courier, `later ${i}`);
      await recorder.erasures.erase(lineId, recipient);
    })();
    for (let i = 0; i < 5; i++) {
      const exported = await checked(recorder, lineId).catch((error: { code?: string }) => error);
      // What is erased while it is being sent ends the sending; everything else is whole.
      if ('problems' in exported) expect(exported.problems).toEqual([]);
      else expect(exported.code).toBe('conflict');
    }
    await talking;
    const { problems, notices } = await checked(recorder, lineId);
    expect(problems).toEqual([]);
    expect(notices[0]).toContain('Erased for good');
  });

  it('names a file that was lost, and is exported all the same', async () => {
    await using database = await open();
    const { db } = database;
    await using recorder = await openRecorder(db, new TestClock());
    const { lineId, courier } = await seedDelivery(db);
    await recorder.text(lineId, courier, 'look');
    await recorder.photo(lineId, courier);
    const note = await recorder.note(lineId, courier, 'words');
    for (const key of await recorder.keys()) await recorder.blobs.delete(key);
    await db.deleteFrom('notes').where('entry_id', '=', note.id).execute();
    const { problems, notices, file } = await checked(recorder, lineId);
    expect(problems).toEqual([]);
    expect(notices).toContain(
      'Lost on the server before the export, as the record says itself: files of entries 2, 3.',
    );
    expect(file.toString()).toContain('文件在服务器上已丢失');
  });

  it('lets go of all that a member said, in every state, and stays a whole chain', async () => {
    await using database = await open();
    const { db } = database;
    await using recorder = await openRecorder(db, new TestClock());
    const { lineId, courier, recipient } = await seedDelivery(db);
    const hers = await recorder.text(lineId, recipient, 'the key is under the blue pot');
    await recorder.text(lineId, courier, 'found the parcel shelf');
    const taken = await recorder.text(lineId, recipient, 'gate code 7391');
    await recorder.takeBack(taken.id, 'text');
    await recorder.photo(lineId, recipient);
    await recorder.note(lineId, recipient, 'ring twice please');
    const place = { kind: 'place', point: { lat: 30.123456, lng: 120.5 }, name: 'side door', source: 'pin' } as const;
    await recorder.say(lineId, recipient, { ...place, accuracy: null });
    await recorder.photo(lineId, courier);
    const before = await checked(recorder, lineId);
    expect(before.problems).toEqual([]);

    const answer = await recorder.erasures.erase(lineId, 'recipient');
    expect(answer).toMatchObject({ lineId, memberId: recipient, entries: [1, 3, 4, 5, 6] });
    expect(await recorder.erasures.erase(lineId, recipient)).toEqual(answer);
    const left = await everything(db);
    // Nothing that an id or a sum of random letters and digits can hold by chance.
    for (const words of ['blue pot', 'gate code', 'ring twice', 'side door', '30.123456', ':"Li"', ':"3-1201"'])
      expect(left, words).not.toContain(words);
    expect(left).toContain('found the parcel shelf');
    expect(await recorder.keys()).toHaveLength(2);
    expect(recorder.revoked).toEqual([lineId, lineId]);
    expect(recorder.announced.map(({ body }) => body)).toEqual([
      { kind: 'contents_erased', why: 'request' },
      { kind: 'contents_erased', why: 'request' },
    ]);
    expect(JSON.parse((await entryRow(db, hers.id)).body)).toEqual({ kind: 'erased', was: 'text', why: 'request' });
    expect(JSON.parse((await entryRow(db, taken.id)).body)).toMatchObject({ kind: 'erased', was: 'taken_back' });

    const after = await checked(recorder, lineId, [before.head]);
    expect(after.problems).toEqual([]);
    expect(after.notices).toEqual([
      'Erased for good, as the record says itself: the content of entries 1, 3, 4, 5, 6.',
      'The link that was kept is that of change 9: up to there it is the same record.',
      expect.stringContaining('only a digest proves'),
    ]);
  });

  it('lets go of the name of a courier on this line alone', async () => {
    await using database = await open();
    const { db } = database;
    await using recorder = await openRecorder(db, new TestClock());
    const [one, other] = [await seedDelivery(db, { courierId: 'c-1' }), await seedDelivery(db, { courierId: 'c-1' })];
    const nameOn = async (lineId: LineId) => (await deliveryStore(db).byId(lineId))?.delivery.courierName;
    const name = await nameOn(one.lineId);
    await recorder.erasures.erase(one.lineId, one.courier);
    expect([await nameOn(one.lineId), await nameOn(other.lineId)]).toEqual(['', name]);
    expect((await readHead(db, one.lineId)).delivery.courierName).toBe('');
    const [line] = await openLines(db).summaries({ scope: { role: 'recipient', scopeId: one.lineId } });
    expect(line?.delivery.courierName).toBe('');
  });

  it('knows only members of the line', async () => {
    await using database = await open();
    const { db } = database;
    await using recorder = await openRecorder(db, new TestClock());
    const [one, other] = [await seedDelivery(db), await seedDelivery(db)];
    for (const [lineId, who] of [
      [one.lineId, other.recipient],
      [newId<LineId>(), 'recipient'],
      [one.lineId, newId<MemberId>()],
    ] as const)
      await expect(recorder.erasures.erase(lineId, who)).rejects.toMatchObject({ code: 'not_found' });
    await expect(checked(recorder, newId<LineId>())).rejects.toMatchObject({ code: 'not_found' });
  });

  it('keeps what is younger than its time, of every line, and erases what is older, once', async () => {
    await using database = await open();
    const { db } = database;
    const clock = new TestClock();
    await using recorder = await openRecorder(db, clock, { days: 10 });
    const long = await seedDelivery(db, { at: clock.now() });
    const quiet = await seedDelivery(db, { at: clock.now() });
    const alive = await seedDelivery(db, { at: clock.now() });
    const young = await seedDelivery(db, { at: clock.now() });
    for (const { lineId, recipient, courier } of [long, quiet, alive]) {
      await recorder.text(lineId, recipient, 'old words');
      await recorder.note(lineId, courier, 'old note');
      await recorder.say(lineId, null, { kind: 'status', status: 'arrived' });
    }
    await end(db, long.lineId, 'delivered', clock.now());
    clock.pass(8 * DAY);
    await recorder.text(alive.lineId, alive.recipient, 'still here');
    await recorder.text(young.lineId, young.courier, 'young');
    await end(db, young.lineId, 'delivered', clock.now());
    await recorder.text(long.lineId, long.recipient, 'a late thank you');
    expect(await recorder.retention.sweep()).toMatchObject({ erased: 0 });

    clock.pass(3 * DAY);
    expect(await recorder.retention.sweep()).toMatchObject({ erased: 4 });
    const kinds = async (lineId: LineId) =>
      (await db.selectFrom('entries').select('kind').where('line_id', '=', lineId).orderBy('seq').execute()).map(
        ({ kind }) => kind,
      );
    expect(await kinds(long.lineId)).toEqual(['erased', 'erased', 'status', 'text']);
    expect(await kinds(quiet.lineId)).toEqual(['erased', 'erased', 'status']);
    expect(await kinds(alive.lineId)).toEqual(['text', 'voice', 'status', 'text']);
    expect(await kinds(young.lineId)).toEqual(['text']);
    expect(await recorder.keys()).toHaveLength(2);
    expect(await recorder.retention.sweep()).toEqual({ erased: 0, files: 0 });

    clock.pass(9 * DAY);
    expect(await recorder.retention.sweep()).toMatchObject({ erased: 5 });
    expect(recorder.announced.filter(({ body }) => body.kind === 'contents_erased')).toHaveLength(5);
    for (const { lineId } of [long, quiet, alive, young]) {
      expect((await checked(recorder, lineId)).problems).toEqual([]);
    }
  });

  it('is swept by two at once to the same end', async () => {
    await using database = await open();
    const { db } = database;
    const clock = new TestClock();
    await using recorder = await openRecorder(db, clock, { days: 1 });
    const lines = await Promise.all(Array.from({ length: 3 }, () => seedDelivery(db, { at: clock.now() })));
    for (const { lineId, recipient } of lines) {
      for (let i = 0; i < 10; i++) await recorder.text(lineId, recipient, `text ${i}`);
    }
    clock.pass(2 * DAY);
    await Promise.all([recorder.retention.sweep(), recorder.retention.sweep()]);
    const rows = await db.selectFrom('entries').select(['kind', 'rev']).execute();
    expect(rows.every(({ kind }) => kind === 'erased')).toBe(true);
    for (const { lineId } of lines) {
      expect((await checked(recorder, lineId)).problems).toEqual([]);
      const states = await all(statesByRev(db, lineId, 100));
      expect(states, 'each entry is erased once').toHaveLength(20);
    }
  });

  it('goes on erasing where it was stopped in the middle', async () => {
    await using database = await open();
    const { db } = database;
    const clock = new TestClock();
    await using recorder = await openRecorder(db, clock);
    const { lineId, recipient } = await seedDelivery(db);
    await recorder.photo(lineId, recipient);
    await recorder.text(lineId, recipient, 'blue pot');
    // As a server leaves it that was killed after the request was written down and the first file deleted.
    await db
      .insertInto('erasures')
      .values({ line_id: lineId, member_id: recipient, asked_at: 1, done_at: null })
      .execute();
    const [key] = await recorder.keys();
    if (key) await recorder.blobs.delete(key);
    await recorder.retention.sweep();
    expect(await everything(db)).not.toContain('blue pot');
    expect(await recorder.keys()).toEqual([]);
    expect(await db.selectFrom('erasures').select('done_at').executeTakeFirst()).toEqual({ done_at: clock.now() });
    expect((await checked(recorder, lineId)).problems).toEqual([]);
  });

  it('keeps positions beyond the end of a delivery for as long as was set', async () => {
    await using database = await open();
    const { db } = database;
    const clock = new TestClock();
    await using recorder = await openRecorder(db, clock, { minutes: 30 });
    const [over, alive] = [await seedDelivery(db), await seedDelivery(db)];
    for (const { lineId, courier } of [over, alive]) {
      await db
        .insertInto('positions')
        .values({ line_id: lineId, member_id: courier, fix: null, trail: '[]', updated_at: 1 })
        .execute();
    }
    await end(db, over.lineId, 'delivered', clock.now());
    const lines = async () => {
      await recorder.retention.sweep();
      const rows = await db.selectFrom('positions').select('line_id').execute();
      return rows.map(({ line_id }) => line_id).sort();
    };
    clock.pass(29 * 60_000);
    expect(await lines()).toEqual([over.lineId, alive.lineId].sort());
    clock.pass(60_000);
    expect(await lines()).toEqual([alive.lineId]);
    // Of an end that was taken back, they are kept no longer either.
    await db.updateTable('positions').set({ ends_at: clock.now() }).execute();
    clock.pass(29 * 60_000);
    expect(await lines()).toEqual([alive.lineId]);
    clock.pass(60_000);
    expect(await lines()).toEqual([]);
  });

  it('deletes files that nobody names, after a day', async () => {
    await using database = await open();
    const { db } = database;
    // Files carry the time of the machine.
    const clock = { now: () => Date.now() + later, after: () => () => {} };
    let later = 0;
    await using recorder = await openRecorder(db, clock);
    const { lineId, courier } = await seedDelivery(db);
    await recorder.photo(lineId, courier);
    await recorder.note(lineId, courier, 'words');
    await recorder.blobs.put(newId(), Buffer.from('an upload that was cut off'));
    expect(await recorder.retention.sweep()).toEqual({ erased: 0, files: 0 });
    later = DAY + 60_000;
    expect(await recorder.retention.sweep()).toEqual({ erased: 0, files: 1 });
    expect(await recorder.keys()).toHaveLength(4);
  });
});
