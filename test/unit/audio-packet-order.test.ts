import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packetOrder } from '../../media/audio/packet-order.ts';

const payload = new Uint8Array(1);
/** The n-th packet of a microphone that began shortly before its numbers turn over. */
const packet = (n: number) => ({
  payload,
  sequence: (65_530 + n) & 0xffff,
  timestamp: (4_294_960_000 + n * 960) >>> 0,
});

/** Numbers and losses of what comes out when these come in. */
function through(numbers: readonly number[]): [number, number][] {
  const order = packetOrder();
  return numbers
    .flatMap((n) => order(packet(n)))
    .map(({ sequence, lost }) => [(sequence - 65_530 + 65_536) & 0xffff, lost]);
}

describe('the packets of a microphone', () => {
  it('come out as they came in, over the turn of their numbers', () => {
    expect(through([0, 1, 2, 6, 7])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
    ]);
    expect(through(Array.from({ length: 20 }, (_, n) => n))).toEqual(Array.from({ length: 20 }, (_, n) => [n, 0]));
  });

  it('that come late are put in their place, and twice count once', () => {
    expect(through([0, 2, 3, 1, 4, 2, 4])).toEqual([0, 1, 2, 3, 4].map((n) => [n, 0]));
  });

  it('are waited for 200 ms, then counted as lost', () => {
    const numbers = [0, ...Array.from({ length: 11 }, (_, i) => i + 3)];
    expect(through(numbers).slice(0, 3)).toEqual([
      [0, 0],
      [3, 2],
      [4, 0],
    ]);
    expect(through([...numbers, 1, 2])).toHaveLength(12);
  });

  it('begin anew where their numbers jump', () => {
    expect(through([0, 1, 30_000, 30_001])).toEqual([
      [0, 0],
      [1, 0],
      [30_000, 0],
      [30_001, 0],
    ]);
  });

  it('come out in order, once, and never pile up, whatever a phone sends', () => {
    const any = fc.record({
      sequence: fc.integer({ min: 0, max: 65_535 }),
      timestamp: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    });
    const near = fc.integer({ min: 0, max: 200 }).map(packet);
    fc.assert(
      fc.property(fc.array(fc.oneof(any, near), { maxLength: 400 }), (packets) => {
        const order = packetOrder();
        let given = 0;
        for (const [i, { sequence, timestamp }] of packets.entries()) {
          given += order({ payload, sequence, timestamp }).length;
          expect(given).toBeLessThanOrEqual(i + 1);
        }
      }),
    );
    // Timestamps that stand still let nothing wait for ever.
    const order = packetOrder();
    const out = Array.from({ length: 300 }, (_, i) => order({ payload, sequence: i * 2, timestamp: 7 })).flat();
    expect(out.length).toBeGreaterThan(240);
  });
});
