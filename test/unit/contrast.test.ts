import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const client = join(import.meta.dirname, '../../client');
const css = readFileSync(join(client, 'ui/tokens.css'), 'utf8');

type Tokens = Readonly<Record<string, string>>;

/** The colours of one scheme by name. */
function tokensOf(scheme: 'day' | 'night'): Tokens {
  const from = css.slice(css.indexOf(`[data-scheme='${scheme}'] {`));
  const block = from.slice(0, from.indexOf('\n}'));
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\b/g)].map(([, name = '', colour = '']) => [name, colour]),
  );
}

/** WCAG 2.2, "relative luminance". */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2, "contrast ratio": 1 to 21. */
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** What stands on what, and the least contrast of it. Text has 4.5, long reading 7, a control's outline 3. */
const pairs: readonly (readonly [ink: string, ...grounds: string[]])[] = [
  ['7 ink', 'surface', 'paper', 'sunken', 'brand-tint', 'other-tint', 'ok-tint', 'wait-tint', 'hit'],
  ['4.5 ink-2', 'surface', 'paper', 'sunken', 'brand-tint', 'other-tint'],
  ['4.5 ink-3', 'surface', 'paper', 'sunken'],
  ['3 line-strong', 'surface'],
  ['3 hit-edge', 'paper'],
  ['3 focus', 'paper', 'surface'],
  ['4.5 on-brand', 'brand', 'brand-press'],
  ['4.5 brand-text', 'surface', 'paper', 'sunken', 'brand-tint'],
  ['4.5 on-other', 'other'],
  ['4.5 other-text', 'surface', 'paper', 'other-tint'],
  ['4.5 on-fill', 'ok', 'danger'],
  ['4.5 ok-text', 'surface', 'ok-tint'],
  ['4.5 danger-text', 'surface', 'danger-tint'],
  ['4.5 wait-text', 'surface', 'wait-tint'],
  ['7 on-strip', 'strip'],
  ['4.5 strip-me', 'strip'],
  ['4.5 strip-other', 'strip'],
  ['3 strip-ok', 'strip'],
  ['3 brand', 'map-land'],
  ['3 other', 'map-land'],
  ['3 map-target-edge', 'map-compound'],
  ['4.5 map-text', 'map-land', 'map-compound'],
  ['4.5 map-strong', 'map-building'],
  // Riding: read at arm's length in the sun.
  ['7 on-brand', 'ride'],
  ['7 brand-text', 'brand-tint'],
];

/** Colours that tell nothing by themselves: hairlines, and the ground that the map is drawn on. */
const decoration =
  /^(line|map-(land|lot|compound|building|building-edge|far|road|road-edge|path|green|tree|water|halo|target))$/;

describe.each(['day', 'night'] as const)('the colours by %s', (scheme) => {
  const tokens = tokensOf(scheme);
  const colour = (name: string) => {
    const found = tokens[name];
    if (found === undefined) throw new Error(`There is no colour "${name}" by ${scheme}`);
    return found;
  };

  it('can be read on what they stand on', () => {
    const low = pairs.flatMap(([asked, ...grounds]) => {
      const [least = '', ink = ''] = asked.split(' ');
      return grounds
        .map((ground) => ({ ink, ground, least, ratio: contrast(colour(ink), colour(ground)) }))
        .filter(({ ratio }) => ratio < Number(least))
        .map(({ ground, ratio }) => `${ink} on ${ground}: ${ratio.toFixed(2)}, needs ${least}`);
    });
    expect(low).toEqual([]);
  });

  it('are each in a pair that is looked at, or mere decoration', () => {
    const looked = new Set(pairs.flatMap(([ink, ...grounds]) => [ink.split(' ')[1], ...grounds]));
    expect(Object.keys(tokens).filter((name) => !looked.has(name) && !decoration.test(name))).toEqual([]);
  });

  it('have the names of the other scheme', () => {
    const other = Object.keys(tokensOf(scheme === 'day' ? 'night' : 'day'));
    expect(Object.keys(tokens).toSorted()).toEqual(other.toSorted());
  });
});

describe('colours', () => {
  it('have their contrasts told in docs/design-language.md', () => {
    const told = readFileSync(join(client, '../docs/design-language.md'), 'utf8').replaceAll(/ +/g, ' ');
    const [day, night] = [tokensOf('day'), tokensOf('night')];
    const rows = pairs.flatMap(([asked, ...grounds]) => {
      const [least = '', ink = ''] = asked.split(' ');
      const by = (tokens: Tokens, ground: string) => contrast(tokens[ink] ?? '', tokens[ground] ?? '').toFixed(2);
      return grounds.map(
        (ground) => `| \`${ink}\` on \`${ground}\` | ${by(day, ground)} | ${by(night, ground)} | ${least} |`,
      );
    });
    expect(rows.filter((row) => !told.includes(row))).toEqual([]);
  });

  it('are written in one file only', () => {
    const styles = readdirSync(client, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'));
    const own = styles
      .filter((name) => name !== 'ui/tokens.css')
      .flatMap((name) => {
        // Before the script has set the scheme, a dark phone gets its ground from the first style sheet.
        const text = readFileSync(join(client, name), 'utf8')
          .replace(/html:not\(\[data-scheme\]\) \{[^}]*\}/, '')
          // Of a mask only how dense it is counts.
          .replaceAll(/mask-image:[^;]*;/g, '');
        return [...text.matchAll(/(?<=[:\s,(])#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(/gi)].map(
          ([found]) => `${name}: ${found}`,
        );
      });
    expect(own).toEqual([]);
  });
});
