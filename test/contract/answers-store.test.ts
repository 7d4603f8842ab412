import { describe, expect, it } from 'vitest';
import type { EntryBody, EntryId, LineId, MemberId, Suggestion } from '#protocol';
import { answersStore } from '../../server/assistant/answers-store.ts';
import { newId } from '../../server/new-id.ts';
import { timelineStore } from '../../server/timeline/store.ts';
import { engines } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';

const said = (lineId: LineId, by: MemberId | null, body: EntryBody, replyTo: EntryId | null = null) => ({
  id: newId<EntryId>(),
  lineId,
  at: 5,
  by,
  clientId: null,
  replyTo,
  body,
});
const text = (words: string): EntryBody => ({ kind: 'text', text: words });
const suggestion = (about: MemberId, act: Suggestion['act']): Suggestion => ({
  kind: 'suggestion',
  act,
  about,
  asks: null,
  state: 'applied',
  confidence: 1,
});

describe.each(engines)('what answers are taken from, on $name', ({ open }) => {
  it('are the words of courier and recipient, newest first, of this line and behind a number', async () => {
    await using database = await open();
    const { lineId, courier, recipient } = await seedDelivery(database.db);
    const other = await seedDelivery(database.db);
    const line = timelineStore(database.db);
    const store = answersStore(database.db);
    for (const [by, words] of [
      [recipient, 'one'],
      [courier, 'two'],
      [recipient, 'three'],
    ] as const)
      await line.add(said(lineId, by, text(words)));
    await line.add(said(lineId, null, { kind: 'status', status: 'arrived' }));
    await line.add(said(other.lineId, other.recipient, text('elsewhere')));
    const words = async (seq: number, most: number) =>
      (await store.words(lineId, seq, most)).map((one) => [one.role, one.text]);
    expect(await words(0, 10)).toEqual([
      ['recipient', 'three'],
      ['courier', 'two'],
      ['recipient', 'one'],
    ]);
    expect(await words(1, 10)).toHaveLength(2);
    expect(await words(0, 1)).toEqual([['recipient', 'three']]);
  });

  it('are what was made of words that still stand, and every answer', async () => {
    await using database = await open();
    const { lineId, recipient } = await seedDelivery(database.db);
    const line = timelineStore(database.db);
    const store = answersStore(database.db);
    const { entry: words } = await line.add(said(lineId, recipient, text('at the door')));
    const coming = await line.add(said(lineId, null, suggestion(recipient, { do: 'coming' }), words.id));
    const answer = { do: 'answer', answer: { to: 'home', home: true, saidAt: 5 } } as const;
    const answered = await line.add(said(lineId, null, suggestion(recipient, answer), words.id));
    const made = async (seq = 0) => (await store.made(lineId, seq)).map(({ id, of }) => [id, of]);
    expect(await made()).toEqual([
      [answered.entry.id, words.id],
      [coming.entry.id, words.id],
    ]);
    expect(await made(2)).toEqual([[answered.entry.id, words.id]]);
    expect(await made(3)).toEqual([[answered.entry.id, words.id]]);
    const areSaid = () =>
      database.db.transaction().execute((trx) => store.areSaid(trx, [words.id, coming.entry.id, words.id]));
    expect(await areSaid()).toBe(true);
    await line.change(words.id, 9, { kind: 'taken_back', was: 'text' });
    expect(await made()).toEqual([[answered.entry.id, words.id]]);
    expect(await areSaid()).toBe(false);
    expect(await store.words(lineId, 0, 10)).toEqual([]);
  });

  it('reach as far as everybody on the line sees', async () => {
    await using database = await open();
    const { lineId, recipient } = await seedDelivery(database.db);
    const store = answersStore(database.db);
    expect(await store.audience(lineId)).toEqual({ recipient, hasAgent: false, hasStation: false, hiddenSeq: 0 });
    const guest = (role: 'station' | 'agent', joined: number, left: number | null) =>
      database.db
        .insertInto('members')
        .values({
          id: newId(),
          line_id: lineId,
          role,
          name: 'Guest',
          scope_id: newId(),
          joined_seq: joined,
          left_at: left,
        })
        .execute();
    await guest('station', 9, 5);
    expect(await store.audience(lineId)).toMatchObject({ hasStation: false, hiddenSeq: 0 });
    await guest('station', 4, null);
    await guest('station', 7, null);
    await guest('agent', 8, null);
    expect(await store.audience(lineId)).toEqual({ recipient, hasAgent: true, hasStation: true, hiddenSeq: 7 });
  });
});
