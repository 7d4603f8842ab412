import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openJoiner, type JoinResult } from '../../client/calls/joiner.ts';

const middle = () => 0.5;

describe('connecting the sound of a call', () => {
  let tries: number;
  let results: JoinResult[];
  const join = (): Promise<JoinResult> => {
    tries += 1;
    return Promise.resolve(results.shift() ?? 'joined');
  };
  beforeEach(() => {
    vi.useFakeTimers();
    tries = 0;
    results = [];
  });
  afterEach(() => vi.useRealTimers());

  it('waits longer after each failure, up to 4 s, and begins anew after a success', async () => {
    results = ['again', 'again', 'again', 'again', 'again', 'joined', 'again'];
    const joiner = openJoiner(join, middle);
    await joiner.now();
    const waits: number[] = [];
    for (let wait of [500, 1000, 2000, 4000, 4000]) {
      const before = tries;
      await vi.advanceTimersByTimeAsync(wait - 1);
      expect(tries).toBe(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(tries).toBe(before + 1);
      waits.push(wait);
    }
    await joiner.now();
    const before = tries;
    await vi.advanceTimersByTimeAsync(500);
    expect(tries).toBe(before + 1);
  });

  it('spreads the waits by a quarter, so that a compound does not come back at once', async () => {
    results = ['again'];
    const early = openJoiner(join, () => 0);
    await early.now();
    await vi.advanceTimersByTimeAsync(375);
    expect(tries).toBe(2);
  });

  it('gives a lost path a moment to mend itself', async () => {
    const joiner = openJoiner(join, middle);
    joiner.pathLost();
    await vi.advanceTimersByTimeAsync(1000);
    joiner.well();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(tries).toBe(0);
    joiner.pathLost();
    joiner.pathLost();
    await vi.advanceTimersByTimeAsync(1500);
    expect(tries).toBe(1);
  });

  it('leaves a fresh try 5 s to be seen by the server, but none once it was seen', async () => {
    const joiner = openJoiner(join, middle);
    await joiner.now();
    joiner.serverMissesUs();
    await vi.advanceTimersByTimeAsync(4999);
    expect(tries).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(tries).toBe(2);

    joiner.serverHasUs();
    joiner.serverMissesUs();
    await vi.advanceTimersByTimeAsync(0);
    expect(tries).toBe(3);
  });

  it('does not try again where there is no place in the call, nor after close', async () => {
    results = ['stop'];
    const joiner = openJoiner(join, middle);
    await joiner.now();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tries).toBe(1);
    joiner.pathLost();
    joiner.close();
    await joiner.now();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tries).toBe(1);
  });
});
