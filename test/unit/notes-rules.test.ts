import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairQueue } from '../../server/fair-queue.ts';
import type { MemberId, Transcript } from '#protocol';
import { corrected, peaksOf } from '../../server/notes/rules.ts';

describe('the queue of notes', () => {
  it('gives the lines their turns, and each line its oldest first', () => {
    const queue = new FairQueue<string>(10);
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) expect(queue.push(item.charAt(0), item)).toBe(true);
    const order = Array.from({ length: 7 }, () => queue.next());
    expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', undefined]);
  });

  it('lets a line that comes late in before a busy one goes on', () => {
    const queue = new FairQueue<string>(10);
    queue.push('a', 'a1');
    queue.push('a', 'a2');
    expect(queue.next()).toBe('a1');
    queue.push('b', 'b1');
    queue.push('a', 'a3');
    expect([queue.next(), queue.next(), queue.next()]).toEqual(['a2', 'b1', 'a3']);
  });

  it('takes no more than its bound', () => {
    const queue = new FairQueue<number>(2);
    expect([queue.push('a', 1), queue.push('b', 2), queue.push('c', 3)]).toEqual([true, true, false]);
    queue.next();
    expect(queue.push('c', 3)).toBe(true);
    expect(queue.size).toBe(2);
  });

  it('takes no more of one line than leaves room for others', () => {
    const queue = new FairQueue<number>(10, 2);
    expect([1, 2, 3].map((item) => queue.push('a', item))).toEqual([true, true, false]);
    expect(queue.push('b', 4)).toBe(true);
    queue.next();
    expect([5, 6].map((item) => queue.push('a', item))).toEqual([true, false]);
    expect([queue.next(), queue.next(), queue.next(), queue.next()]).toEqual([4, 2, 5, undefined]);
  });

  it('tells its order beforehand, loses and doubles nothing, keeps each line in order, and no line waits for more than one of every other', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 60 }), (lines) => {
        const queue = new FairQueue<{ line: number; at: number }>(100);
        for (const [at, line] of lines.entries()) queue.push(String(line), { line, at });
        const foretold = [...queue.inOrder()];
        const out: { line: number; at: number }[] = [];
        for (let item = queue.next(); item; item = queue.next()) out.push(item);
        expect(out).toEqual(foretold);
        expect(out.map(({ at }) => at).sort((a, b) => a - b)).toEqual(lines.map((_, at) => at));
        for (const line of new Set(lines)) {
          const places = out.flatMap((item, place) => (item.line === line ? [place] : []));
          const ats = places.map((place) => out[place]?.at ?? -1);
          expect(ats).toEqual(ats.toSorted((a, b) => a - b));
          for (const [i, place] of places.entries()) {
            expect(place - (places[i - 1] ?? -1)).toBeLessThanOrEqual(new Set(lines).size);
          }
        }
      }),
    );
  });
});

describe('the waveform of a note', () => {
  it('is the loudest of equal slices, in hundredths of full scale', () => {
    const samples = new Int16Array(16_000);
    samples[100] = 32_767;
    samples[9000] = -16_384;
    const peaks = peaksOf(samples, 16_000, 4);
    expect(peaks).toEqual([100, 0, 50, 0]);
  });

  it('has at most so many bars, fewer for a short note, and never none', () => {
    expect(peaksOf(new Int16Array(960_000), 16_000, 64)).toHaveLength(64);
    expect(peaksOf(new Int16Array(8000), 16_000, 64)).toHaveLength(10);
    expect(peaksOf(new Int16Array(0), 16_000, 64)).toEqual([0]);
    expect(peaksOf(Int16Array.of(-32_768), 16_000, 64)).toEqual([100]);
  });
});

describe('the words that somebody puts right', () => {
  const [she, he] = ['member-001', 'member-002'] as [MemberId, MemberId];
  const heard: Transcript = { state: 'done', text: 'pot it at the gate', language: 'en' };

  it('stand in place of what the engine heard first, which stays', () => {
    const once = { ...heard, text: 'put it at the gate', corrected: { by: she, heard: heard.text } };
    expect(corrected(heard, she, 'put it at the gate')).toEqual(once);
    expect(corrected(once, he, 'put it at gate 2')).toEqual({
      ...heard,
      text: 'put it at gate 2',
      corrected: { by: he, heard: heard.text },
    });
  });

  it('change nothing where they say the same', () => {
    expect(corrected(heard, she, heard.text)).toBeNull();
  });

  it('stand where the engine heard nothing, failed, or listens still', () => {
    const words = { state: 'done', text: 'gate 2', language: null, corrected: { by: she, heard: '' } };
    for (const now of [{ state: 'pending' }, { state: 'no_speech' }, { state: 'failed', reason: 'timed_out' }] as const)
      expect(corrected(now, she, 'gate 2')).toEqual(words);
  });
});
