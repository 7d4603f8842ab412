import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Said, Unsent } from '../../client/timeline/said.ts';
import type { ClientId, EntryId, LineId, MemberId } from '#protocol';

const line = 'line-0001' as LineId;
const other = 'line-0002' as LineId;
const me = 'member-me' as MemberId;
const her = 'member-her' as MemberId;

const now = Date.now();

/** The page's code as a fresh page loads it; the phone's storage stays. */
async function freshPage() {
  vi.resetModules();
  return import('../../client/timeline/outbox-store.ts');
}

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.stubGlobal('IDBKeyRange', IDBKeyRange);
});

afterEach(() => void vi.unstubAllGlobals());

const unsent = (name: string, at: number, said: Said = { kind: 'text', text: name }): Unsent => ({
  clientId: `client-${name}` as ClientId,
  at: now + at,
  replyTo: null,
  said,
  failed: null,
});
const names = (kept: readonly Unsent[]) => kept.map(({ clientId }) => clientId.replace('client-', ''));

describe('what waits on the phone', () => {
  it('comes back in the order it was said, for the same person on the same line alone', async () => {
    const { openOutboxStore } = await freshPage();
    const store = openOutboxStore(line, me);
    for (const [name, at] of [
      ['second', 2],
      ['third', 3],
      ['first', 1],
    ] as const)
      await store.put(unsent(name, at));
    await openOutboxStore(line, her).put(unsent('hers', 0));
    await openOutboxStore(other, me).put(unsent('elsewhere', 0));

    const again = (await freshPage()).openOutboxStore(line, me);
    expect(names(await again.load())).toEqual(['first', 'second', 'third']);
    await again.delete('client-second' as ClientId);
    expect(names(await again.load())).toEqual(['first', 'third']);
  });

  it('is whole: files with their bytes and type, answers, places and refusals', async () => {
    const { openOutboxStore } = await freshPage();
    const store = openOutboxStore(line, me);
    const picture = new Blob([new Uint8Array([255, 216, 0, 1])], { type: 'image/jpeg' });
    const all: Unsent[] = [
      { ...unsent('photo', 1, { kind: 'photo', photo: picture, width: 4, height: 3 }), failed: 'photo_unreadable' },
      unsent('voice', 2, { kind: 'voice', audio: new Blob(['sound']), durationMs: 900, levels: [0.5, 1] }),
      {
        ...unsent('place', 3, {
          kind: 'place',
          point: { lat: 30, lng: 120 },
          name: 'gate',
          source: 'position',
          accuracy: 9,
        }),
        replyTo: 'entry-0001' as EntryId,
      },
      unsent('text', 4),
    ];
    for (const item of all) await store.put(item);
    const back = await (await freshPage()).openOutboxStore(line, me).load();
    const [photo, voice, ...rest] = back;
    expect(rest).toEqual(all.slice(2));
    expect(photo).toMatchObject({ failed: 'photo_unreadable', said: { kind: 'photo', width: 4, height: 3 } });
    if (photo?.said.kind !== 'photo' || voice?.said.kind !== 'voice') throw new Error('They changed their kind');
    expect(photo.said.photo.type).toBe('image/jpeg');
    expect([...new Uint8Array(await photo.said.photo.arrayBuffer())]).toEqual([255, 216, 0, 1]);
    expect(await voice.said.audio.text()).toBe('sound');
    expect(voice.said.levels).toEqual([0.5, 1]);
  });

  it('is written anew where it was refused', async () => {
    const { openOutboxStore } = await freshPage();
    const store = openOutboxStore(line, me);
    const item = unsent('once', 1);
    await store.put(item);
    await store.put({ ...item, failed: 'forbidden' });
    expect(await store.load()).toEqual([{ ...item, failed: 'forbidden' }]);
  });

  it('says on which lines something waits', async () => {
    const { openOutboxStore, waitingAmong } = await freshPage();
    const lines = [line, other].map((lineId) => ({ lineId, me }));
    expect(await waitingAmong(lines)).toEqual([]);
    await openOutboxStore(other, me).put(unsent('one', 1));
    await openOutboxStore(other, me).put(unsent('two', 2));
    await openOutboxStore(line, her).put(unsent('hers', 2));
    expect(await waitingAmong(lines)).toEqual([{ lineId: other, me }]);
  });

  it('is forgotten when the links are long dead', async () => {
    const day = 24 * 60 * 60 * 1000;
    const { openOutboxStore } = await freshPage();
    await openOutboxStore(line, me).put(unsent('old', -31 * day));
    await openOutboxStore(line, me).put(unsent('last week', -7 * day));
    const { openOutboxStore: openAgain } = await freshPage();
    expect(names(await openAgain(line, me).load())).toEqual(['last week']);
  });

  it('can be reached again after the browser has ended the connection', async () => {
    const { openOutboxStore } = await freshPage();
    const store = openOutboxStore(line, me);
    await store.put(unsent('before', 1));
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
      throw new DOMException('The database connection is closing', 'InvalidStateError');
    });
    await store.put(unsent('after', 2));
    expect(transaction.mock.results[0]?.type).toBe('throw');
    transaction.mockRestore();
    expect(names(await store.load())).toEqual(['before', 'after']);
  });

  it('refuses once where the phone is full, and rejects where there is no storage', async () => {
    const { openOutboxStore } = await freshPage();
    const store = openOutboxStore(line, me);
    await store.load();
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('No room', 'QuotaExceededError');
    });
    await expect(store.put(unsent('big', 1))).rejects.toMatchObject({ name: 'QuotaExceededError' });
    expect(put).toHaveBeenCalledTimes(1);
    put.mockRestore();
    await store.put(unsent('small', 2));
    expect(names(await store.load())).toEqual(['small']);

    vi.stubGlobal('indexedDB', undefined);
    const { openOutboxStore: openNone } = await freshPage();
    await expect(openNone(line, me).load()).rejects.toThrow();
  });
});
