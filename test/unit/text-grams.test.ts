import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folded, gramsOf, gramsToFind } from '../../server/storage/text-grams.ts';

describe('folded text', () => {
  it.each([
    ['ＡＢＣ１２３', 'abc123'],
    ['Leave at the DOOR!', 'leave at the door'],
    ['3 号楼，2 单元', '3号楼2单元'],
    ['放 驿站 please', '放驿站please'],
    ['ﬁne ½', 'fine 1 2'],
    ['  a \n\t b  ', 'a b'],
    ['¿?*%\\"\'👍', ''],
  ])('of %s is %s', (text, expected) => {
    expect(folded(text)).toBe(expected);
  });

  it('stays as it is when it is folded again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(folded(folded(text))).toBe(folded(text));
      }),
    );
  });
});

describe('the pieces of a search', () => {
  const letter = fc.constantFrom(...Array.from('abcz09é驿站楼号のハ한 𠮷👍，'));
  const text = fc.array(letter, { maxLength: 40 }).map((letters) => letters.join(''));

  it('are all among the pieces of every text that contains it', () => {
    fc.assert(
      fc.property(text, text, fc.array(letter, { minLength: 1, maxLength: 12 }), (before, after, middle) => {
        const words = folded(before + middle.join('') + after);
        const characters = Array.from(words);
        for (let from = 0; from < characters.length - 1; from++) {
          const part = characters.slice(from, from + 2 + (from % 5)).join('');
          if (part !== part.trim() || Array.from(part).length < 2) continue;
          const pieces = gramsOf(words);
          const { whole, prefix } = gramsToFind(part);
          expect(whole.filter((piece) => !pieces.has(piece))).toEqual([]);
          if (prefix !== null) expect([...pieces].some((piece) => piece.startsWith(prefix))).toBe(true);
          expect(whole.length > 0 || prefix !== null).toBe(true);
        }
      }),
    );
  });

  it('are few: one a character at most', () => {
    expect(gramsOf(folded('放驿站, thanks')).size).toBe(9);
    expect(gramsToFind('驿站')).toEqual({ whole: ['驿站'], prefix: null });
    expect(gramsToFind('ok')).toEqual({ whole: [], prefix: 'ok' });
    expect(gramsToFind('door')).toEqual({ whole: ['doo', 'oor'], prefix: null });
  });
});
