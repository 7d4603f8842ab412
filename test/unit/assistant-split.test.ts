import { describe, expect, it } from 'vitest';
import { nearDuplicates, splitCorpus } from '../../server/assistant/corpus/split.ts';
import { readCorpus } from '../../server/assistant/corpus/read.ts';

const corpus = readCorpus();

describe('near-duplicates', () => {
  it('are texts that differ by a letter, a number or a sign', () => {
    const texts = [
      'home in 20 minutes, please wait',
      '明天下午再送吧',
      'Home in 35 minutes please wait!',
      '放门口就行',
      '明天下午再送吧！',
    ];
    expect(nearDuplicates(texts)).toEqual([[0, 2], [1, 4], [3]]);
  });

  it('are joined by a text between them', () => {
    const texts = [
      'leave it at the gate',
      'please leave it at the gate',
      'please leave it at the gate thank you sir god bless',
    ];
    expect(nearDuplicates(texts)).toHaveLength(1);
    expect(nearDuplicates(texts.filter((text) => text !== texts[1]))).toHaveLength(2);
  });
});

describe('the split of the corpus', () => {
  const parts = splitCorpus(corpus);

  it('holds every message once, about 70, 15 and 15 of a hundred', () => {
    const sizes = Object.values(parts).map((lines) => lines.length);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(corpus.length);
    const [train = 0, development = 0, test = 0] = sizes.map((size) => size / corpus.length);
    expect(Math.abs(train - 0.7)).toBeLessThan(0.03);
    expect(Math.abs(development - 0.15)).toBeLessThan(0.03);
    expect(Math.abs(test - 0.15)).toBeLessThan(0.03);
  });

  it('does not depend on the order of the messages', () => {
    const backwards = splitCorpus([...corpus].reverse());
    expect(backwards.test.map(({ id }) => id).sort()).toEqual(parts.test.map(({ id }) => id).sort());
  });

  it('keeps near-duplicates together', () => {
    const part = new Map(Object.entries(parts).flatMap(([name, lines]) => lines.map(({ id }) => [id, name] as const)));
    const torn = nearDuplicates(corpus.map(({ text }) => text))
      .map((members) => new Set(members.map((at) => part.get(corpus[at]?.id ?? ''))))
      .filter((names) => names.size > 1);
    expect(torn).toEqual([]);
  });
});
