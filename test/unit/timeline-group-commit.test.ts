import { describe, expect, it } from 'vitest';
import { StorageUnavailableError } from '../../server/storage/storage-unavailable-error.ts';
import { openGroupCommit } from '../../server/timeline/group-commit.ts';

const settled = (results: readonly PromiseSettledResult<unknown>[]) => results.map(({ status }) => status);

describe('writing together', () => {
  it('writes what is asked for at once in one go, and what comes meanwhile in the next', async () => {
    const batches: number[][] = [];
    const first = Promise.withResolvers<void>();
    const add = openGroupCommit<number, string>(async (items) => {
      batches.push([...items]);
      if (batches.length === 1) await first.promise;
      return items.map((item) => `wrote ${item}`);
    });
    const early = [1, 2, 3].map((item) => add(item));
    await expect.poll(() => batches.length).toBe(1);
    const late = [4, 5].map((item) => add(item));
    first.resolve();
    expect(await Promise.all([...early, ...late])).toEqual([1, 2, 3, 4, 5].map((item) => `wrote ${item}`));
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it('takes only so many at a time, in order', async () => {
    const batches: number[][] = [];
    const add = openGroupCommit<number, number>(async (items) => {
      batches.push([...items]);
      return items;
    });
    const all = Array.from({ length: 1000 }, (_, i) => i);
    expect(await Promise.all(all.map((item) => add(item)))).toEqual(all);
    expect(batches.flat()).toEqual(all);
    expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  it('refuses one item and writes the others', async () => {
    const add = openGroupCommit<number, number>(async (items) =>
      items.map((item) => (item === 2 ? new Error('not two') : item)),
    );
    const results = await Promise.allSettled([1, 2, 3].map((item) => add(item)));
    expect(settled(results)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('tries each alone where together they fail', async () => {
    const batches: number[][] = [];
    const add = openGroupCommit<number, number>(async (items) => {
      batches.push([...items]);
      if (items.includes(2)) throw new Error('The database does not take a two');
      return items;
    });
    const results = await Promise.allSettled([1, 2, 3].map((item) => add(item)));
    expect(settled(results)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(batches).toEqual([[1, 2, 3], [1], [2], [3]]);
  });

  it('refuses all at once where nothing can be kept, and goes on when it can be again', async () => {
    let full = true;
    let tries = 0;
    const add = openGroupCommit<number, number>(async (items) => {
      tries += 1;
      if (full) throw new StorageUnavailableError('full');
      return items;
    });
    const results = await Promise.allSettled([1, 2, 3].map((item) => add(item)));
    expect(
      results.map((result) => result.status === 'rejected' && result.reason instanceof StorageUnavailableError),
    ).toEqual([true, true, true]);
    expect(tries).toBe(1);
    full = false;
    expect(await add(4)).toBe(4);
  });

  it('refuses more where too much waits already, and keeps what waits', async () => {
    const hanging = Promise.withResolvers<void>();
    const add = openGroupCommit<number, number>(async (items) => {
      await hanging.promise;
      return items;
    });
    const results = Promise.allSettled(Array.from({ length: 10_500 }, (_, i) => add(i)));
    hanging.resolve();
    const refused = (await results).filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(500);
    expect(refused[0]).toMatchObject({ reason: { code: 'unavailable' } });
  });
});
