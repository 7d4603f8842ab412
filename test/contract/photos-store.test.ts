import { describe, expect, it } from 'vitest';
import type { ClientId, EntryBody, LineId, MemberId, PhotoId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { type Photo, photosStore } from '../../server/photos/store.ts';
import { timelineStore } from '../../server/timeline/store.ts';
import { engines, type TestDatabase } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';

const bodyOf = (photoId: PhotoId): EntryBody => ({ kind: 'photo', photoId, width: 4, height: 3, sha256: 'f00d' });

/** Adds a photo and its entry the way the slice does. */
async function say({ db }: TestDatabase, lineId: LineId, memberId: MemberId, clientId = newId<ClientId>()) {
  const id = newId<PhotoId>();
  const photo = (entryId: Photo['entryId']): Photo => ({
    id,
    lineId,
    entryId,
    memberId,
    clientId,
    blob: id,
    thumb: `${id}-thumb`,
    bytes: 10,
    createdAt: 1,
  });
  const { entry } = await timelineStore(db).add(
    { id: newId(), lineId, at: 1, by: memberId, clientId, body: bodyOf(id) },
    (trx, entryId) => photosStore(db).add(trx, photo(entryId)),
  );
  return photo(entry.id);
}

describe.each(engines)('photos on $name', ({ open }) => {
  it('are found by their id with their place on the line, and by who said them', async () => {
    await using database = await open();
    const { lineId, courier, recipient } = await seedDelivery(database.db);
    const store = photosStore(database.db);
    await say(database, lineId, recipient);
    const photo = await say(database, lineId, courier);
    const { blob, thumb } = photo;
    expect(await store.get(photo.id)).toEqual({ lineId, blob, thumb, seq: 2, kind: 'photo' });
    expect(await store.said(lineId, courier, photo.clientId)).toBe(photo.id);
    expect(await store.said(lineId, recipient, photo.clientId)).toBeNull();
    expect(await store.get(newId())).toBeNull();
  });

  it('know when they were taken back', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const { id, entryId, clientId } = await say(database, lineId, courier);
    await timelineStore(database.db).change(entryId, 2, { kind: 'taken_back', was: 'photo' });
    expect(await photosStore(database.db).get(id)).toMatchObject({ kind: 'taken_back', blob: id });
    expect(await photosStore(database.db).said(lineId, courier, clientId)).toBe(id);
  });

  it('leave no entry where their row fails', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const { clientId, id } = await say(database, lineId, courier);
    const timeline = timelineStore(database.db);
    const again = timeline.add(
      { id: newId(), lineId, at: 2, by: courier, clientId: newId(), body: bodyOf(newId()) },
      (trx, entryId) =>
        photosStore(database.db).add(trx, {
          id,
          lineId,
          entryId,
          memberId: courier,
          clientId,
          blob: id,
          thumb: id,
          bytes: 1,
          createdAt: 2,
        }),
    );
    await expect(again).rejects.toThrow();
    expect(await timeline.sinceSeq(lineId, 0, 10)).toHaveLength(1);
  });
});
