import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openBlobs } from '../../server/storage/blobs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorline-blobs-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('keeps bytes under their key, also for the next run, and forgets them', async () => {
  const bytes = Buffer.from([1, 2, 3, 0, 255]);
  await openBlobs(join(folder, 'new')).put('note-0001', bytes);
  const blobs = openBlobs(join(folder, 'new'));
  expect(await blobs.get('note-0001')).toEqual(bytes);
  expect(await blobs.get('note-0002')).toBeNull();
  await blobs.delete('note-0001');
  await blobs.delete('note-0001');
  expect(await blobs.get('note-0001')).toBeNull();
});

it('replaces bytes whole and leaves no half of a file behind', async () => {
  const blobs = openBlobs(folder);
  await blobs.put('note-0001', Buffer.alloc(1000, 1));
  await blobs.put('note-0001', Buffer.from('short'));
  expect(String(await blobs.get('note-0001'))).toBe('short');
  expect((await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.part'))).toEqual([]);
});

it('takes no key that could be a path', async () => {
  const blobs = openBlobs(folder);
  for (const key of ['../../etc/passwd', 'short', '', 'with space and more', 'a/b/c/d/e/f/g', '.hidden-file']) {
    await expect(blobs.put(key, Buffer.from('x'))).rejects.toThrow('A blob has an id for its key');
    await expect(blobs.get(key)).rejects.toThrow('A blob has an id for its key');
  }
});
