import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Entry, EntryBody, EntryId, LineId, MemberId, NoteId, PhotoId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { search } from '../../server/storage/migrations/003-search.ts';
import { engineOf } from '../../server/storage/engine-of.ts';
import type { FoundRow, TextSearch } from '../../server/storage/text-index.ts';
import { textIndex } from '../../server/storage/text-index.ts';
import { folded } from '../../server/storage/text-grams.ts';
import { timelineStore } from '../../server/timeline/store.ts';
import { engines, type TestDatabase } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';

const text = (words: string): EntryBody => ({ kind: 'text', text: words });
const note = (words: string | null): EntryBody => ({
  kind: 'voice',
  noteId: newId<NoteId>(),
  durationMs: 1000,
  sha256: '',
  peaks: [],
  transcript: words === null ? { state: 'pending' } : { state: 'done', text: words, language: 'zh' },
});

function timelineOn({ db }: TestDatabase) {
  const store = timelineStore(db);
  const index = textIndex(db);
  const say = async (lineId: LineId, body: EntryBody) =>
    (await store.add({ id: newId<EntryId>(), lineId, at: 5, by: null, clientId: null, body })).entry;
  const rows = (words: string, where: TextSearch['where'], before: number | null = null, limit = 50) =>
    index.find({ text: words, where, before, limit });
  /** The `seq` of what is found on a line. */
  const on = async (lineId: LineId, words: string, afterSeq = 0) =>
    (await rows(words, { lineId, afterSeq })).map(({ seq }) => seq);
  const everywhere = async (words: string, where: 'all' | 'desk' = 'all') =>
    (await rows(words, where)).map(({ reference, seq }) => `${reference} ${seq}`);
  return { store, index, say, rows, on, everywhere };
}

describe.each(engines)('the words of entries on $name', ({ open }) => {
  it('are found by any part of them, in any case and width, newest first', async () => {
    await using database = await open();
    const { lineId } = await seedDelivery(database.db, { reference: 'A' });
    const { say, on, everywhere } = timelineOn(database);
    await say(lineId, text('麻烦放驿站，谢谢'));
    await say(lineId, text('Please LEAVE it at the Door'));
    await say(lineId, text('放到菜鸟驿站 please，取件码 ７７－２'));
    for (const find of [(words: string) => on(lineId, words), everywhere]) {
      const places = async (words: string) =>
        (await find(words)).map((found) => Number(String(found).split(' ').at(-1)));
      expect(await places('驿站')).toEqual([3, 1]);
      expect(await places('放驿站')).toEqual([1]);
      expect(await places('please')).toEqual([3, 2]);
      expect(await places('ＬＥＡＶＥ')).toEqual([2]);
      expect(await places('oo')).toEqual([2]);
      expect(await places('取件码77')).toEqual([3]);
      expect(await places('驿站please')).toEqual([3]);
      // Signs and spaces between Chinese characters do not count.
      expect(await places('驿站 谢谢')).toEqual([1]);
      expect(await places('站驿')).toEqual([]);
      expect(await places('leaving')).toEqual([]);
    }
  });

  it('are those of texts, transcripts and the names of places, and of nothing else', async () => {
    await using database = await open();
    const { lineId } = await seedDelivery(database.db);
    const { store, say, on } = timelineOn(database);
    const pending = await say(lineId, note(null));
    const point = { lat: 30, lng: 120 };
    await say(lineId, { kind: 'place', point, name: '东门 East gate', source: 'pin', accuracy: null });
    await say(lineId, { kind: 'place', point, name: '', source: 'position', accuracy: 10 });
    await say(lineId, { kind: 'status', status: 'arrived' });
    await say(lineId, { kind: 'photo', photoId: newId<PhotoId>(), width: 1, height: 1, sha256: 'arrived' });
    expect(await on(lineId, 'gate')).toEqual([2]);
    expect(await on(lineId, 'arrived')).toEqual([]);
    expect(await on(lineId, '东门')).toEqual([2]);
    await store.change(pending.id, 6, note('我在东门等你'));
    // Where it was said, not where its words came.
    expect(await on(lineId, '东门')).toEqual([2, 1]);
    await store.change(pending.id, 7, { ...note(null), transcript: { state: 'no_speech' } } as EntryBody);
    expect(await on(lineId, '东门')).toEqual([2]);
  });

  it('are gone with what is taken back or erased', async () => {
    await using database = await open();
    const { lineId } = await seedDelivery(database.db);
    const { store, say, on, everywhere } = timelineOn(database);
    const first = await say(lineId, text('gate code 4711'));
    const second = await say(lineId, text('gate code 4712'));
    await store.change(first.id, 6, { kind: 'taken_back', was: 'text' });
    await store.change(second.id, 7, { kind: 'erased', was: 'text', why: 'request' });
    expect(await on(lineId, 'gate')).toEqual([]);
    expect(await everywhere('4711')).toEqual([]);
    const left = await database.db.selectFrom('texts').selectAll().execute();
    expect(left).toEqual([]);
    await say(lineId, text('gate again'));
    expect(await on(lineId, 'gate')).toEqual([3]);
  });

  it('are found by no sign that the engine reads in its own way', async () => {
    await using database = await open();
    const { lineId } = await seedDelivery(database.db);
    const { say, on, everywhere } = timelineOn(database);
    await say(lineId, text(`100% "sure" it's C:\\new_door * OR NOT (blue) :tag ^a {b} <-> & | ! 👍🏽 near`));
    const same = [`"sure"`, `it's`, `c:\\new_door`, '100%', '* OR NOT (', ':tag', '^a', 'near', 'OR', 'a {b}'];
    for (const words of same) {
      expect(await on(lineId, words), words).toEqual([1]);
      expect(await everywhere(words), words).toHaveLength(Array.from(folded(words)).length < 2 ? 0 : 1);
    }
    for (const words of [
      '',
      ' ',
      '"',
      "''",
      '%%',
      '**',
      '\\\\',
      '👍',
      '？！',
      '()',
      '_',
      '<->',
      '\u0000',
      '\ud800\ud800',
    ]) {
      expect(await on(lineId, words), words).toEqual([]);
      expect(await everywhere(words), words).toEqual([]);
    }
    for (const words of [
      '%sure%',
      's_re',
      'su*re',
      'sure"x',
      "'; drop table texts; --",
      '驿'.repeat(60),
      '𠮷'.repeat(30),
    ]) {
      const found = folded(words) === 'sure' ? 1 : 0;
      expect(await everywhere(words), words).toHaveLength(found);
    }
  });

  it('are found anywhere in a long text, and once', async () => {
    await using database = await open();
    const { lineId } = await seedDelivery(database.db);
    const { say, on, everywhere } = timelineOn(database);
    const long = `${'驿站 door '.repeat(200)}the very end 终点`.slice(-2000);
    await say(lineId, text(long));
    for (const words of ['终点', 'very end', 'door驿站door', 'end终']) {
      expect(await on(lineId, words)).toEqual([1]);
      expect(await everywhere(words)).toHaveLength(1);
    }
  });

  it('leave out what is hidden from who asks', async () => {
    await using database = await open();
    const { lineId } = await seedDelivery(database.db);
    const { say, on } = timelineOn(database);
    for (let i = 0; i < 4; i++) await say(lineId, text('the gate'));
    expect(await on(lineId, 'gate', 2)).toEqual([4, 3]);
  });

  it("are the desk's on lines that an agent has come to: what was said before, and after, and when it has left", async () => {
    await using database = await open();
    const [ours, other] = [
      await seedDelivery(database.db, { reference: 'ours' }),
      await seedDelivery(database.db, { reference: 'other' }),
    ];
    const { store, say, everywhere } = timelineOn(database);
    const { entry } = await store.add({
      id: newId<EntryId>(),
      lineId: ours.lineId,
      at: 1,
      by: null,
      clientId: null,
      body: text('gate one'),
    });
    await say(other.lineId, text('gate other'));
    const pending = await say(ours.lineId, note(null));
    expect(await everywhere('gate', 'desk')).toEqual([]);
    const agent = newId<MemberId>();
    const came = { kind: 'member', memberId: agent, role: 'agent', change: 'joined' } as const;
    await store.add(
      { id: newId<EntryId>(), lineId: ours.lineId, at: 2, by: agent, clientId: null, body: came },
      async (trx) => {
        await trx
          .insertInto('members')
          .values({ id: agent, line_id: ours.lineId, role: 'agent', name: 'Zhao', scope_id: 'a-1' })
          .execute();
      },
    );
    await say(ours.lineId, { ...came, change: 'left' });
    await say(ours.lineId, text('gate two'));
    await store.change(pending.id, 9, note('gate spoken'));
    expect(await everywhere('gate', 'desk')).toEqual(['ours 5', 'ours 2', 'ours 1']);
    expect(await everywhere('gate')).toEqual(['ours 5', 'ours 2', 'other 1', 'ours 1']);
    // Comes again: nothing doubles.
    await say(ours.lineId, came);
    expect(await everywhere('gate', 'desk')).toEqual(['ours 5', 'ours 2', 'ours 1']);
    await store.change(entry.id, 10, { kind: 'taken_back', was: 'text' });
    expect(await everywhere('gate', 'desk')).toEqual(['ours 5', 'ours 2']);
  });

  it('are taken in from what was said before there was a search', async () => {
    await using database = await open();
    const { db } = database;
    const { lineId } = await seedDelivery(db, { reference: 'old' });
    const { store, say, everywhere } = timelineOn(database);
    for (let i = 0; i < 520; i++) await say(lineId, text(`the gate ${i}`));
    const gone = await say(lineId, text('the gate that was taken back'));
    await store.change(gone.id, 6, { kind: 'taken_back', was: 'text' });
    await say(lineId, note('门口的声音'));
    await db.schema.dropTable('texts').execute();
    if (engineOf(db) === 'sqlite') await db.schema.dropTable('text_pieces').execute();
    await search.up(db);
    expect(await everywhere('门口')).toEqual(['old 522']);
    expect(await everywhere('the gate')).toEqual(Array.from({ length: 50 }, (_, i) => `old ${520 - i}`));
    expect(await everywhere('gate 7')).toHaveLength(11);
    await say(lineId, text('a new gate'));
    expect(await everywhere('new gate')).toEqual(['old 523']);
  });

  it('that were common once and then said no more are found, newest first and page by page', async () => {
    await using database = await open();
    const { db } = database;
    const { lineId } = await seedDelivery(db);
    const { index, rows } = timelineOn(database);
    // So that PostgreSQL keeps them in two of its parts.
    if (engineOf(db) === 'postgres') await sql`select setval('texts_id_seq', 20000)`.execute(db);
    const [festival, all] = [12_000, 20_100];
    for (let from = 0; from < all; from += 500) {
      const said = Array.from({ length: Math.min(500, all - from) }, (_, i) => ({
        lineId,
        seq: from + i + 1,
        body: text(from + i < festival ? `春节 number ${from + i + 1}` : `summer ${from + i}`),
      }));
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto('entries')
          .values(
            said.map(({ seq, body }) => ({
              id: `entry-${seq}`,
              line_id: lineId,
              seq,
              rev: seq,
              at: seq,
              by_member: null,
              client_id: null,
              kind: body.kind,
              body: JSON.stringify(body),
            })),
          )
          .execute();
        await index.added(trx, said);
      });
    }
    const first = await rows('春节', 'all', null, 31);
    const second = await rows('春节', 'all', first.at(-1)?.position ?? null, 31);
    expect([...first, ...second].map(({ seq }) => seq)).toEqual(Array.from({ length: 62 }, (_, i) => festival - i));
    expect((await rows('number 1234', 'all')).map(({ seq }) => seq)).toEqual([1234]);
    expect((await rows('春', 'all')).length).toBe(0);
    expect((await rows('summer', 'all', null, 5)).map(({ seq }) => seq)).toEqual([
      20_100, 20_099, 20_098, 20_097, 20_096,
    ]);
  });

  it('are read page by page without doubles or gaps while more is said', async () => {
    await using database = await open();
    const lines = [await seedDelivery(database.db), await seedDelivery(database.db), await seedDelivery(database.db)];
    const { say, rows } = timelineOn(database);
    const lineOf = (i: number) => lines[i % 3]?.lineId ?? lines[0]!.lineId;
    const said: string[] = [];
    for (let i = 0; i < 60; i++) said.push((await say(lineOf(i), text(`${i} in the 驿站`))).id);
    const found: string[] = [];
    let before: number | null = null;
    for (let page = 0; page < 20; page++) {
      const [answer]: [FoundRow[], Entry] = await Promise.all([
        rows('驿站', 'all', before, 7),
        say(lineOf(page), text('new at the 驿站')),
      ]);
      found.push(...answer.map(({ id }) => id));
      before = answer.at(-1)?.position ?? before;
      if (answer.length < 7) break;
    }
    // The first page may have the one that was said beside it.
    expect(found.filter((id) => said.includes(id))).toEqual(said.toReversed());
    expect(new Set(found).size).toBe(found.length);
  });

  it('finds what comparing every text finds, seed 20261122', async () => {
    await using database = await open();
    const { lineId } = await seedDelivery(database.db);
    const { store, say, rows } = timelineOn(database);
    let state = 20_261_122;
    const chance = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const letters = Array.from('ab1 驿站号é，𠮷');
    const words = (most: number) =>
      Array.from({ length: 1 + chance(most) }, () => letters[chance(letters.length)]).join('');
    const all: { id: EntryId; words: string }[] = [];
    await Promise.all(
      Array.from({ length: 400 }, async (_, i) => {
        const entry = await say(lineId, text(words(12)));
        all[i] = { id: entry.id, words: entry.body.kind === 'text' ? entry.body.text : '' };
      }),
    );
    for (const gone of all.splice(0, 50)) await store.change(gone.id, 1, { kind: 'taken_back', was: 'text' });
    for (let i = 0; i < 150; i++) {
      const wanted = words(4);
      const expected =
        Array.from(folded(wanted)).length < 2
          ? []
          : all.filter((one) => folded(one.words).includes(folded(wanted))).map(({ id }) => id);
      const found = (await rows(wanted, 'all', null, 1000)).map(({ id }) => id);
      expect(found.toSorted(), `words ${JSON.stringify(wanted)}`).toEqual(expected.toSorted());
    }
  });
});
