import { describe, expect, it } from 'vitest';
import type { ClientId, EntryBody, EntryId, LineId, MemberId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { accepted, moved } from '../../server/timeline/rules.ts';
import { timelineStore } from '../../server/timeline/store.ts';
import { engines } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';

const there = { lat: 30.281, lng: 120.021 };
const pin = (name = ''): EntryBody => ({ kind: 'place', point: there, name, source: 'pin', accuracy: null });
const said = (lineId: LineId, by: MemberId, body: EntryBody, clientId = newId<ClientId>()) => ({
  id: newId<EntryId>(),
  lineId,
  at: 5,
  by,
  clientId,
  body,
});
const placeOf = (body: EntryBody | undefined) => {
  if (body?.kind !== 'place') throw new Error('This is no place');
  return body;
};
const changeOrThrow = (change: EntryBody | string | null) => {
  if (typeof change === 'string') throw new Error(change);
  return change;
};

describe.each(engines)('places on $name', ({ open }) => {
  it('are found by kind, the newest, in order, and after a number; and what was said by its client id', async () => {
    await using database = await open();
    const { lineId, courier, recipient } = await seedDelivery(database.db);
    const other = await seedDelivery(database.db);
    const store = timelineStore(database.db);
    const clientId = newId<ClientId>();
    const first = await store.add(said(lineId, courier, pin('1'), clientId));
    await store.add(said(lineId, courier, { kind: 'text', text: 'there' }));
    for (const name of ['2', '3', '4']) await store.add(said(lineId, recipient, pin(name)));
    await store.add(said(other.lineId, other.courier, pin('elsewhere')));
    const names = async (seq: number, limit: number) =>
      (await store.ofKind(lineId, 'place', seq, limit)).map(({ body }) => placeOf(body).name);
    expect(await names(0, 10)).toEqual(['1', '2', '3', '4']);
    expect(await names(0, 2)).toEqual(['3', '4']);
    expect(await names(3, 10)).toEqual(['3', '4']);
    expect(await store.said(lineId, courier, clientId)).toEqual(first.entry);
    expect(await store.said(lineId, recipient, clientId)).toBeNull();
    expect(await store.said(other.lineId, courier, clientId)).toBeNull();
  });

  it('that many move at once stand where the last one has put them, every state under a number of its own', async () => {
    await using database = await open();
    const { lineId, courier, recipient } = await seedDelivery(database.db);
    const store = timelineStore(database.db);
    const { entry } = await store.add(said(lineId, courier, pin()));
    const points = Array.from({ length: 12 }, (_, i) => ({ lat: 30.29 + i / 1000, lng: 120.021 }));
    const states = await Promise.all(
      points.map((point, i) =>
        store.change(entry.id, 6, (now) => changeOrThrow(moved(now, i % 2 ? courier : recipient, point))),
      ),
    );
    const last = states.map((state) => state?.entry).toSorted((a, b) => (b?.rev ?? 0) - (a?.rev ?? 0))[0];
    expect(last?.rev).toBe(13);
    expect(await store.get(lineId, entry.id)).toEqual(last);
    expect(placeOf(last?.body).firstPoint).toEqual(there);
    const versions = await database.db.selectFrom('entry_versions').select('rev').orderBy('rev').execute();
    expect(versions.map(({ rev }) => rev)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  });

  it('are agreed to where they stand, or not at all, however a move and an agreement meet', async () => {
    await using database = await open();
    const { lineId, courier, recipient } = await seedDelivery(database.db);
    const store = timelineStore(database.db);
    for (let round = 0; round < 6; round++) {
      const { entry } = await store.add(said(lineId, courier, pin()));
      const point = { lat: 30.29, lng: 120.021 };
      const acts = [
        () => store.change(entry.id, 6, (now) => changeOrThrow(moved(now, courier, point))),
        () => store.change(entry.id, 6, (now) => changeOrThrow(accepted(now, recipient, there))),
      ];
      await Promise.allSettled((round % 2 ? acts : acts.toReversed()).map((act) => act()));
      const now = placeOf((await store.get(lineId, entry.id))?.body);
      expect(now.point).toEqual(point);
      expect(now.acceptedBy).toBeUndefined();
    }
  });
});
