import { expect, it } from 'vitest';
import { oneByOne } from '../../server/one-by-one.ts';

it('runs one work at a time, and a quiet key’s before all that a busy one brings', async () => {
  const inTurn = oneByOne();
  const done: string[] = [];
  let running = 0;
  const work = (name: string) => async () => {
    expect(++running).toBe(1);
    await Promise.resolve();
    done.push(name);
    running -= 1;
    return name;
  };
  const all = [
    ...['a1', 'a2', 'a3', 'a4'].map((name) => inTurn('a', work(name))),
    ...['b1', 'b2'].map((name) => inTurn('b', work(name))),
  ];
  expect(await Promise.all(all)).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'b2']);
  expect(done).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'a4']);
});

it('goes on after one that fails', async () => {
  const inTurn = oneByOne();
  const failed = inTurn('a', () => Promise.reject(new Error('broken')));
  const next = inTurn('a', () => Promise.resolve('next'));
  await expect(failed).rejects.toThrow('broken');
  expect(await next).toBe('next');
});
