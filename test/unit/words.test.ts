import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { identifier, words, wordsOrNone } from '../../server/protocol/words.ts';

const read = (text: string) => {
  const parsed = v.safeParse(words(40), text);
  return parsed.success ? parsed.output : null;
};
const isId = (text: string) => v.safeParse(identifier(64), text).success;

describe('a name', () => {
  it.each([
    ['李女士', '李女士'],
    ["  O'Brien-Müller  ", "O'Brien-Müller"],
    ['<b>Li</b>', '<b>Li</b>'],
    ['🦊', '🦊'],
    // Decomposed, as macOS writes it: one name, one spelling.
    ['Mu\u0308ller', 'Müller'],
    // Zero-width characters, a byte order mark, a soft hyphen.
    ['L\u200bi\ufeff \u2060W\u00adang', 'Li Wang'],
    // Directions that would turn the words after it.
    ['\u202eevil\u202c\u2066', 'evil'],
    // Letters of a second, unseen alphabet.
    ['Li\u{e0041}\u{e0042}', 'Li'],
    ['a\u2028b\u2029c', 'a b c'],
    ['Garden Road 7\r\nBuilding 2', 'Garden Road 7 Building 2'],
    // Half of a pair, which PostgreSQL cannot keep.
    ['a\ud800b', 'a\ufffdb'],
  ])('%j is kept as %j', (given, kept) => {
    expect(read(given)).toBe(kept);
  });

  it.each(['می\u200cخواهم', 'क्\u200dष', '👩\u200d🚒'])('keeps the joiners that spell it: %s', (name) => {
    expect(read(name)).toBe(name);
  });

  it.each([
    ['nothing', ''],
    ['spaces', ' \u00a0\u3000'],
    ['zero-width characters', '\u200b\u200c\u200d\ufeff'],
    ['a blank that counts as a letter', '\u3164'],
    ['a braille blank', '\u2800'],
    ['marks on nothing', '\u0301\u0301'],
    ['directions', '\u202e\u2066'],
  ])('of %s is none', (_, name) => {
    expect(read(name)).toBeNull();
  });

  it.each(['a\0b', 'a\u001bb', 'a\u007fb', 'a\u0090b'])('with a control character is refused: %j', (name) => {
    expect(read(name)).toBeNull();
  });

  it('is measured as it is kept', () => {
    expect(read('\u200b'.repeat(50) + 'x'.repeat(40))).toBe('x'.repeat(40));
    expect(read('x'.repeat(41))).toBeNull();
    // Grows when it is composed the canonical way.
    expect(read('\u0958'.repeat(30))).toBeNull();
  });

  it('may be empty where there need not be one', () => {
    expect(v.parse(wordsOrNone(10), ' \u200b ')).toBe('');
    expect(v.safeParse(wordsOrNone(10), '\0').success).toBe(false);
  });
});

describe("an operator's number", () => {
  it('is refused, not cleaned, where it holds what nobody sees: two that look alike never become one', () => {
    expect(isId('R-1 / 7')).toBe(true);
    expect(isId('包裹-1')).toBe(true);
    for (const id of ['R\u200b1', 'R\u202e1', 'R\u00001', 'R\n1', 'R\u20281', 'R\ud800', 'R\u200d1', '\u3164', ' ', ''])
      expect(isId(id), JSON.stringify(id)).toBe(false);
  });
});
