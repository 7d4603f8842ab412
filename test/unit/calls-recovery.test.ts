import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openRecovery, type Recovery, type TryResult } from '../../client/calls/recovery.ts';

describe('the way of the sound of a call', () => {
  let tries: string[];
  let joins: TryResult[];
  let restarts: TryResult[];
  let recovery: Recovery;
  const open = (random: () => number = () => 0.5) =>
    openRecovery({
      join() {
        tries.push('join');
        return Promise.resolve(joins.shift() ?? 'done');
      },
      restartIce() {
        tries.push('restart');
        return Promise.resolve(restarts.shift() ?? 'done');
      },
      random,
    });
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  beforeEach(async () => {
    vi.useFakeTimers();
    tries = [];
    joins = [];
    restarts = [];
    recovery = open();
    await recovery.join();
    recovery.path('up');
    tries = [];
  });
  afterEach(() => {
    recovery.close();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('is given a moment to mend itself', async () => {
    recovery.path('lost');
    await pass(400);
    recovery.path('up');
    await pass(60_000);
    expect(tries).toEqual([]);
  });

  it('is looked for by a fresh ICE, then by fresh transports', async () => {
    recovery.path('lost');
    await pass(500);
    expect(tries).toEqual(['restart']);
    await pass(1999);
    expect(tries).toEqual(['restart']);
    await pass(1);
    expect(tries).toEqual(['restart', 'join']);
    recovery.path('up');
    await pass(60_000);
    expect(tries).toHaveLength(2);
  });

  it('is looked for at once where the engine has given it up', async () => {
    recovery.path('failed');
    await pass(0);
    expect(tries).toEqual(['restart']);
    recovery.path('lost');
    recovery.path('failed');
    await pass(0);
    expect(tries).toEqual(['restart', 'join']);
  });

  it('is joined anew at once where the server holds nothing of it any more', async () => {
    restarts = ['gone'];
    recovery.served(false);
    await pass(0);
    expect(tries).toEqual(['restart', 'join']);
  });

  it('keeps what is connected as long as the server cannot be asked, and asks the moment it can', async () => {
    restarts = Array.from({ length: 100 }, () => 'again');
    recovery.path('lost');
    await pass(20_000);
    expect(tries).not.toContain('join');
    expect(tries.length).toBeGreaterThan(6);
    restarts = [];
    tries = [];
    recovery.online();
    await pass(0);
    expect(tries).toEqual(['restart']);
  });

  it('needs nothing when the connection comes back and the sound never went', async () => {
    recovery.online();
    await pass(60_000);
    expect(tries).toEqual([]);
  });

  it('is looked for at once in another network, also where nothing shows that it is gone', async () => {
    recovery.networkChanged();
    await pass(0);
    expect(tries).toEqual(['restart']);
    await pass(60_000);
    expect(tries).toHaveLength(1);
  });

  it('leaves fresh transports 6 s to be seen by the server, then twice as long', async () => {
    restarts = ['gone'];
    recovery.served(false);
    recovery.path('connecting');
    await pass(0);
    recovery.served(true);
    recovery.served(false);
    await pass(5999);
    expect(tries).toEqual(['restart', 'join']);
    await pass(1);
    expect(tries).toEqual(['restart', 'join', 'join']);
    await pass(11_999);
    expect(tries).toHaveLength(3);
    await pass(1);
    expect(tries).toHaveLength(4);
  });

  it('waits longer after each try that came to nothing, up to 2.5 s, and begins anew once all is well', async () => {
    restarts = ['gone'];
    joins = ['again', 'again', 'again', 'again', 'again', 'again', 'again'];
    recovery.path('failed');
    await pass(0);
    tries = [];
    for (const wait of [250, 400, 700, 1000, 1500, 2500, 2500]) {
      await pass(wait - 1);
      expect(tries).toEqual([]);
      await pass(1);
      expect(tries).toEqual(['join']);
      tries = [];
    }
    recovery.path('up');
    restarts = ['again'];
    recovery.path('failed');
    await pass(0);
    await pass(250);
    expect(tries).toEqual(['restart', 'restart']);
  });

  it('spreads the waits by a quarter, so that a compound does not come back at once', async () => {
    const early = open(() => 0);
    joins = ['again'];
    await early.join();
    await pass(180);
    expect(tries).toEqual(['join']);
    await pass(8);
    expect(tries).toEqual(['join', 'join']);
    early.close();
  });

  it('is left alone where there is no place in the call, and after the end', async () => {
    restarts = ['stop'];
    recovery.path('failed');
    await pass(60_000);
    expect(tries).toEqual(['restart']);
    recovery.close();
    recovery.path('up');
    recovery.path('failed');
    recovery.networkChanged();
    recovery.online();
    await recovery.join();
    await pass(60_000);
    expect(tries).toEqual(['restart']);
  });

  it('never tries twice at a time', async () => {
    let answer: (result: TryResult) => void = () => undefined;
    const slow = openRecovery({
      join: () => Promise.resolve('done'),
      restartIce() {
        tries.push('restart');
        return new Promise((resolve) => (answer = resolve));
      },
    });
    await slow.join();
    slow.path('up');
    slow.path('failed');
    await pass(0);
    slow.online();
    slow.networkChanged();
    slow.served(false);
    await pass(5000);
    expect(tries).toEqual(['restart']);
    answer('done');
    await pass(0);
    slow.close();
  });
});
