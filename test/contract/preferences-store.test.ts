import type { Kysely } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { CallId, EntryBody, LineId, MemberId, PreferenceNoteId, Status } from '#protocol';
import { type Noted, openLearning } from '../../server/assistant/preferences/learning.ts';
import { preferenceStore } from '../../server/assistant/preferences/store.ts';
import { newId } from '../../server/new-id.ts';
import type { Tables } from '../../server/storage/tables.ts';
import { timelineStore } from '../../server/timeline/store.ts';
import { engines } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';

const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday; all clocks here show UTC. */
const momentOf = (at: number) => ({
  at,
  weekday: ((Math.floor(at / DAY_MS) + 3) % 7) + 1,
  hour: new Date(at).getUTCHours(),
});

/** Lines on a real database, whose people do what they are told to. */
function openLines(db: Kysely<Tables>) {
  const entries = timelineStore(db);
  const store = preferenceStore(db);
  const learning = openLearning(db, momentOf);

  async function line(recipientId: string | null = 'anna', at = 1000) {
    const made = await seedDelivery(db, { ...(recipientId === null ? {} : { recipientId }), at });
    const { lineId, courier, recipient } = made;
    const say = (by: MemberId | null, body: EntryBody, when: number) =>
      entries.add({ id: newId(), lineId, at: when, by, clientId: null, replyTo: null, body });
    return {
      ...made,
      text: (by: MemberId, when: number) => say(by, { kind: 'text', text: 'words' }, when),
      call: (by: MemberId[], when: number) => {
        const parts = by.map((memberId) => ({ memberId, talkMs: 9000, listening: false, mos: null }));
        const call = { kind: 'call', callId: newId<CallId>(), end: 'hung_up', talkMs: 9000, parts } as const;
        return say(courier, call, when);
      },
      step: async (status: Status, when: number, noted: Noted = {}) => {
        await say(courier, { kind: 'status', status }, when);
        await db.updateTable('deliveries').set({ status }).where('id', '=', lineId).execute();
        await learning.learn(lineId, { ...noted, at: when });
      },
      note: (noted: Noted, when: number) => learning.learn(lineId, { ...noted, at: when }),
      recipient,
    };
  }
  const outcomesOf = async (id = 'anna') => (await store.keptOf(id)).outcomes;
  return { learning, store, line, outcomesOf };
}

const left = { place: 'guard', home: null } as const;
const note = (text: string, at = 1) => ({ id: newId<PreferenceNoteId>(), text, at });

async function rows(db: Kysely<Tables>) {
  const count = async (table: 'preference_outcomes' | 'preference_facts' | 'preference_notes' | 'preferences') =>
    (await db.selectFrom(table).selectAll().execute()).length;
  return {
    outcomes: await count('preference_outcomes'),
    facts: await count('preference_facts'),
    notes: await count('preference_notes'),
  };
}

describe.each(engines)('what is remembered of recipients, on $name', ({ open }) => {
  it('is learnt once for each visit, by the clocks at the door, and put right where the steps were', async () => {
    await using database = await open();
    const { line, outcomesOf } = openLines(database.db);
    const { lineId, step, note: noted } = await line();
    // A Monday, ten in the morning.
    const monday = 4 * DAY_MS + 10 * 3_600_000;
    await noted({ place: 'guard' }, monday - 1);
    expect(await outcomesOf()).toEqual([]);
    await step('left_at_place', monday);
    const learnt = { deliveryId: lineId, at: monday, weekday: 1, hour: 10, ...left, channel: null };
    expect(await outcomesOf()).toEqual([learnt]);
    await step('delivered', monday + DAY_MS);
    expect(await outcomesOf()).toEqual([learnt]);
    await noted({ place: 'neighbour', channel: 'none' }, monday + DAY_MS);
    expect(await outcomesOf()).toEqual([{ ...learnt, place: 'neighbour', channel: 'none' }]);
    await noted({ place: null }, monday + DAY_MS);
    expect(await outcomesOf()).toEqual([{ ...learnt, place: null, channel: 'none' }]);
    await step('lost', monday + 2 * DAY_MS, { channel: null });
    expect(await outcomesOf()).toEqual([]);
  });

  it('is learnt of each time that the parcel sets out', async () => {
    await using database = await open();
    const { line, outcomesOf, learning } = openLines(database.db);
    const { lineId, step, note: noted, text, recipient } = await line();
    expect(await learning.hasLearnt(lineId)).toBe(false);
    await step('failed', DAY_MS);
    await noted({ place: 'door' }, DAY_MS + 1);
    await text(recipient, DAY_MS + 2);
    await step('out_for_delivery', 2 * DAY_MS);
    await text(recipient, 2 * DAY_MS + 1);
    await step('left_at_place', 2 * DAY_MS + 2);
    expect(await outcomesOf()).toMatchObject([
      { at: 2 * DAY_MS + 2, place: 'door', home: null, channel: 'message' },
      { at: DAY_MS, place: null, home: false, channel: null },
    ]);
    expect(await learning.hasLearnt(lineId)).toBe(true);
  });

  it('knows by what somebody was reached', async () => {
    await using database = await open();
    const { line, outcomesOf } = openLines(database.db);
    const one = await line();
    await one.call([one.courier], 1);
    await one.text(one.courier, 2);
    await one.step('delivered', 3);
    expect(await outcomesOf()).toMatchObject([{ channel: null, place: 'hand', home: true }]);
    const two = await line();
    await two.call([two.courier, two.recipient], 4);
    await two.step('delivered', 5);
    expect(await outcomesOf()).toMatchObject([{ channel: 'call' }, { channel: null }]);
  });

  it('is that of the same id alone, however alike two people are, and nothing without one', async () => {
    await using database = await open();
    const { db } = database;
    const { line, outcomesOf, learning, store } = openLines(db);
    // All of them have the same name, at the same door.
    const [anna, berta, nobody] = [await line('anna'), await line('berta'), await line(null)];
    await anna.step('delivered', 1);
    await berta.step('failed', 2);
    await nobody.step('delivered', 3);
    await learning.learn(nobody.lineId, { place: 'door', at: 3 });
    expect(await outcomesOf('anna')).toMatchObject([{ deliveryId: anna.lineId, home: true }]);
    expect(await outcomesOf('berta')).toMatchObject([{ deliveryId: berta.lineId, home: false }]);
    expect(await rows(db)).toEqual({ outcomes: 2, facts: 0, notes: 0 });
    expect([await store.recipientOf(nobody.lineId), await store.recipientOf('none-of-these' as LineId)]).toEqual([
      null,
      null,
    ]);
    for (const id of ['', 'Anna', 'ann', 'anna ', '%', 'anna%']) expect(await outcomesOf(id)).toEqual([]);
  });

  it('is learnt once, however often it is heard of', async () => {
    await using database = await open();
    const { line, outcomesOf, learning } = openLines(database.db);
    const { lineId, step } = await line();
    await step('delivered', 1);
    await Promise.all(Array.from({ length: 8 }, () => learning.learn(lineId, { at: 2, place: 'door' })));
    expect(await outcomesOf()).toMatchObject([{ at: 1, place: 'door' }]);
  });

  it('keeps five notes, each once, also where they come at once', async () => {
    await using database = await open();
    const { store } = openLines(database.db);
    const all = await Promise.all(
      ['a', 'b', 'c', 'a', 'd', 'e', 'f', 'g'].map((text, at) => store.addNote('anna', note(text, at))),
    );
    expect(all.filter((kept) => kept === 'full')).toHaveLength(2);
    const { notes } = await store.keptOf('anna');
    expect(new Set(notes.map(({ text }) => text)).size).toBe(5);
    expect(notes).toHaveLength(5);
    expect((await store.keptOf('berta')).notes).toEqual([]);
  });

  it('goes by its parts, and is not learnt again', async () => {
    await using database = await open();
    const { db } = database;
    const { line, outcomesOf, learning, store } = openLines(db);
    const { lineId, step } = await line();
    await step('delivered', 10, { place: 'door', home: true, channel: 'none' });
    const other = await line('berta');
    await other.step('delivered', 10, { place: 'mailbox' });
    await store.correct('anna', { place: 'guard' });
    await store.correct('anna', { channel: 'call' });
    await store.correct('berta', { place: 'hand' });
    expect(await store.keptOf('anna')).toMatchObject({ place: 'guard', channel: 'call' });

    await store.forget('anna', 'place', 20);
    expect(await store.keptOf('anna')).toMatchObject({ place: null, channel: 'call' });
    expect(await outcomesOf()).toMatchObject([{ place: null, home: true, channel: 'none' }]);
    await store.forget('anna', 'channel', 20);
    expect(await store.keptOf('anna')).toMatchObject({ place: null, channel: null });
    await store.forget('anna', 'home', 20);
    expect(await outcomesOf()).toEqual([]);
    await learning.learn(lineId, { at: 30 });
    expect(await outcomesOf()).toEqual([]);
    expect(await db.selectFrom('preference_facts').selectAll().where('line_id', '=', lineId).execute()).toMatchObject([
      { place: null, home: null, channel: null },
    ]);

    const [first, second] = [note('dog', 1), note('ring twice', 2)];
    await store.addNote('anna', first);
    await store.addNote('anna', second);
    await store.forget('berta', first.id, 40);
    await store.forget('anna', first.id, 40);
    expect((await store.keptOf('anna')).notes).toEqual([second]);
    await store.forget('anna', 'notes', 40);
    expect((await store.keptOf('anna')).notes).toEqual([]);
    expect(await store.keptOf('berta')).toMatchObject({ place: 'hand', outcomes: [{ place: 'mailbox' }] });
  });

  it('goes altogether: what is agreed on the delivery that goes on stays with it', async () => {
    await using database = await open();
    const { db } = database;
    const { line, outcomesOf, store } = openLines(db);
    const past = await line();
    await past.step('left_at_place', 10, { place: 'door' });
    const lost = await line();
    await lost.step('lost', 10, { place: 'door' });
    const present = await line();
    await present.note({ place: 'guard' }, 15);
    await store.addNote('anna', note('dog'));
    await store.correct('anna', { place: 'guard', channel: 'call' });
    await store.forget('anna', 'all', 20);
    expect(await store.keptOf('anna')).toEqual({
      remembers: true,
      place: null,
      channel: null,
      notes: [],
      outcomes: [],
    });
    expect(await rows(db)).toEqual({ outcomes: 0, facts: 1, notes: 0 });
    await past.step('delivered', 30, { place: 'mailbox' });
    expect(await outcomesOf()).toEqual([]);
    expect(await rows(db)).toEqual({ outcomes: 0, facts: 1, notes: 0 });
    await present.step('left_at_place', 30);
    expect(await outcomesOf()).toMatchObject([{ deliveryId: present.lineId, place: 'guard' }]);
  });

  it('is nothing for whom wants nothing kept, until they want it again', async () => {
    await using database = await open();
    const { db } = database;
    const { line, store } = openLines(db);
    const one = await line();
    await one.step('delivered', 10, { channel: 'call' });
    const two = await line();
    await two.note({ place: 'door' }, 10);
    await store.addNote('anna', note('dog'));
    await store.setRemembering('anna', false, 20);
    expect(await rows(db)).toEqual({ outcomes: 0, facts: 0, notes: 0 });
    expect([await store.addNote('anna', note('dog')), await store.correct('anna', { place: 'door' })]).toEqual([
      'off',
      'off',
    ]);
    await two.step('delivered', 30, { place: 'door' });
    expect(await store.keptOf('anna')).toEqual({
      remembers: false,
      place: null,
      channel: null,
      notes: [],
      outcomes: [],
    });
    expect(await rows(db)).toEqual({ outcomes: 0, facts: 0, notes: 0 });
    await store.setRemembering('anna', true, 50);
    await two.note({}, 50);
    expect((await store.keptOf('anna')).outcomes).toEqual([]);
    const three = await line();
    await three.step('delivered', 60);
    expect((await store.keptOf('anna')).outcomes).toMatchObject([{ deliveryId: three.lineId }]);
  });

  it('goes with the recipient who is erased, and their line is nobody’s then', async () => {
    await using database = await open();
    const { db } = database;
    const { line, store } = openLines(db);
    const one = await line();
    await one.step('delivered', 10, { place: 'door' });
    const two = await line();
    await two.step('delivered', 11);
    const other = await line('berta');
    await other.step('delivered', 12);
    await store.addNote('anna', note('dog'));
    await store.forgetLine(one.lineId, 20);
    await store.forgetLine(one.lineId, 20);
    expect(await rows(db)).toEqual({ outcomes: 1, facts: 0, notes: 0 });
    expect(await store.recipientOf(one.lineId)).toBeNull();
    expect(await store.recipientOf(two.lineId)).toBe('anna');
    expect((await store.keptOf('berta')).outcomes).toHaveLength(1);
  });

  it('is let go of after its time, with the words of those who get nothing any more', async () => {
    await using database = await open();
    const { db } = database;
    const { line, outcomesOf, store } = openLines(db);
    const old = await line('anna', 1000);
    await old.step('delivered', 1000, { place: 'door' });
    const recent = await line('anna', 5000);
    await recent.step('delivered', 5000);
    const gone = await line('berta', 1000);
    await gone.step('delivered', 1000);
    for (const id of ['anna', 'berta']) {
      await store.addNote(id, note('dog', 1000));
      await store.correct(id, { place: 'guard' });
    }
    await line('carl', 1000);
    await store.setRemembering('carl', false, 1000);
    await store.forgetBefore(5000);
    expect(await outcomesOf('anna')).toMatchObject([{ deliveryId: recent.lineId }]);
    expect(await store.keptOf('anna')).toMatchObject({ place: 'guard', notes: [{ text: 'dog' }] });
    expect(await store.keptOf('berta')).toMatchObject({ place: null, notes: [], outcomes: [] });
    expect(await store.keptOf('carl')).toMatchObject({ remembers: false });
    expect(await rows(db)).toEqual({ outcomes: 1, facts: 0, notes: 1 });
  });

  it('is counted over all recipients', async () => {
    await using database = await open();
    const { line, learning } = openLines(database.db);
    expect(await learning.counts()).toEqual({ places: {}, presence: { home: 0, away: 0 }, channels: {} });
    for (const [at, id] of ['anna', 'berta', 'carl'].entries()) await (await line(id)).step('delivered', at + 1);
    await (await line('carl')).step('failed', 9);
    await (await line('carl')).step('left_at_place', 10, { channel: 'none' });
    expect(await learning.counts()).toEqual({
      places: { hand: 3 },
      presence: { home: 3, away: 1 },
      channels: { none: 1 },
    });
  });
});
