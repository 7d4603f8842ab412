import { describe, expect, it } from 'vitest';
import type { MemberId } from '#protocol';
import { createUnheard } from '../../client/calls/unheard.ts';

const [a, b] = ['member-a' as MemberId, 'member-b' as MemberId];

describe('of whom nothing arrives', () => {
  it('is nobody whose packets come, however seldom in a silence', () => {
    const unheard = createUnheard();
    for (let ms = 0; ms < 20_000; ms += 100)
      expect(unheard.look(ms, [a], new Map([[a, Math.floor(ms / 400)]]))).toEqual([]);
  });

  it('is who has fallen silent for 3 s, or was never heard, until the next packet', () => {
    const unheard = createUnheard();
    const look = (ms: number, at: number) => unheard.look(ms, [a, b], new Map([[a, at]]));
    look(0, 1);
    for (let ms = 100; ms < 3000; ms += 100) expect(look(ms, 1)).toEqual([]);
    expect(look(3000, 1)).toEqual([a, b]);
    expect(look(3100, 2)).toEqual([b]);
  });

  it('is who was heard once and of whom the browser no longer has a packet', () => {
    const unheard = createUnheard();
    unheard.look(0, [a], new Map([[a, 1]]));
    for (let ms = 1000; ms < 3000; ms += 1000) unheard.look(ms, [a], new Map());
    expect(unheard.look(3000, [a], new Map())).toEqual([a]);
  });

  it('begins anew with who is expected anew, and judges nobody by a page that stood still', () => {
    const unheard = createUnheard();
    unheard.look(0, [a], new Map([[a, 1]]));
    unheard.look(1000, [], new Map([[a, 1]]));
    unheard.look(2000, [a], new Map([[a, 1]]));
    expect(unheard.look(60_000, [a], new Map([[a, 1]]))).toEqual([]);
    expect(unheard.look(60_100, [a], new Map([[a, 2]]))).toEqual([]);
  });

  it('is the same list while nothing changes, so that nothing is drawn anew', () => {
    const unheard = createUnheard();
    for (let ms = 0; ms <= 3000; ms += 1000) unheard.look(ms, [a], new Map());
    expect(unheard.look(4000, [a], new Map())).toBe(unheard.look(4100, [a], new Map()));
  });
});
