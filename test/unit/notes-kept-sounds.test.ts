import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Unsent } from '../../client/timeline/said.ts';
import type { ClientId, LineId, MemberId } from '#protocol';

const line = 'line-0001' as LineId;
const me = 'member-me' as MemberId;
const her = 'member-her' as MemberId;
const clientId = 'client-spoken' as ClientId;
const always = () => true;

/** The page's code as a fresh page loads it; the phone's storage stays. */
async function freshPage() {
  vi.resetModules();
  const { openKeptSounds } = await import('../../client/notes/kept-sounds.ts');
  const { openOutboxStore } = await import('../../client/timeline/outbox-store.ts');
  return { sounds: openKeptSounds(line, me), hers: openKeptSounds(line, her), outbox: openOutboxStore(line, me) };
}
const part = (number: number, text: string) => ({
  clientId,
  part: number,
  audio: new Blob([text], { type: 'audio/mpeg' }),
  levels: [0.1, 0.2],
});

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.stubGlobal('IDBKeyRange', IDBKeyRange);
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('what was spoken when the page was killed', () => {
  it('comes back in order, to its speaker alone, when nobody records it any more', async () => {
    const before = await freshPage();
    for (const number of [0, 1, 2, 10]) await before.sounds.add(part(number, `${number} `), always);
    const { sounds, hers } = await freshPage();
    expect(await sounds.load()).toEqual({ cutOff: [], later: true });
    vi.setSystemTime(Date.now() + 60_000);
    const { cutOff, later } = await sounds.load();
    expect(later).toBe(false);
    expect(cutOff).toMatchObject([{ clientId, durationMs: 400, levels: [0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.1, 0.2] }]);
    expect(cutOff[0]?.audio.type).toBe('audio/mpeg');
    expect(await cutOff[0]?.audio.text()).toBe('0 1 2 10 ');
    expect(await hers.load()).toEqual({ cutOff: [], later: false });
    await sounds.forget(clientId);
    expect(await sounds.load()).toEqual({ cutOff: [], later: false });
  });

  it('is cleared away in the stroke that puts the whole note into the outbox', async () => {
    const { sounds, outbox } = await freshPage();
    await sounds.add(part(0, 'half'), always);
    await sounds.add({ ...part(0, 'other'), clientId: 'client-other' as ClientId }, always);
    const whole: Unsent = {
      clientId,
      at: Date.now(),
      replyTo: null,
      failed: null,
      said: { kind: 'voice', audio: new Blob(['whole']), durationMs: 900, levels: [] },
    };
    await outbox.put(whole);
    await sounds.add(part(1, 'late'), () => false);
    vi.setSystemTime(Date.now() + 60_000);
    const { cutOff } = await sounds.load();
    expect(cutOff.map((note) => note.clientId)).toEqual(['client-other']);
    expect(await outbox.load()).toHaveLength(1);
  });

  it('finds room beside what an earlier version of the page has left', async () => {
    const old = await openDB('doorline', 1, {
      upgrade(db) {
        const unsent = db.createObjectStore('unsent', { keyPath: 'clientId' });
        unsent.createIndex('whose', 'whose');
        unsent.createIndex('at', 'at');
      },
    });
    await old.put('unsent', {
      clientId: 'client-old',
      whose: `${line}:${me}`,
      at: Date.now(),
      replyTo: null,
      failed: null,
      said: { kind: 'text', text: 'before' },
    });
    old.close();
    const { sounds, outbox } = await freshPage();
    expect(await outbox.load()).toMatchObject([{ clientId: 'client-old' }]);
    await sounds.add(part(0, 'new'), always);
    expect(await sounds.load()).toMatchObject({ later: true });
  });
});
