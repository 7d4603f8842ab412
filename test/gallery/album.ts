import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { galleryFolder } from './build.ts';
import { palettePng } from './palette-png.ts';
import type { DrawnWith, Picture } from './photograph.ts';

const album = join(import.meta.dirname, 'pictures');
const different = join(galleryFolder, 'different');
const madeWith = join(album, 'made-with.json');
const fileOf = (name: string) => join(album, `${name}.png`);

/** How far a pixel's colour may be from the kept one, 0 to 1. Softened edges of letters and lines are not counted at all. */
const COLOUR_OFF = 0.1;
/**
 * Pixels that may be off by more: so many, or on a large page with much of a map this share, because another processor moves
 * curves by some. A letter is 30 and more, and a phone's page has 33 by the share.
 */
const PIXELS_MAX = 20;
const SHARE_MAX = 0.0001;

/** Fewer colours make a smaller file. So many pixels of a kept picture may be off by themselves. */
const COLOURS = [64, 96, 128, 192, 256];
const PIXELS_KEPT_OFF = 8;

export const kept = (): string[] =>
  existsSync(album)
    ? readdirSync(album).flatMap((file) => (file.endsWith('.png') ? [file.slice(0, -'.png'.length)] : []))
    : [];

const countDifferent = (before: PNG, now: PNG, marked?: PNG): number =>
  pixelmatch(before.data, now.data, marked?.data, now.width, now.height, { threshold: COLOUR_OFF });

/** How a picture differs from the kept one, in words, and the pixels that do, where both have the same size. */
export interface Difference {
  readonly words: string;
  readonly marked: PNG | null;
}

/** Null where the picture is as it was kept. */
export function compare({ name, png }: Picture): Difference | null {
  if (!existsSync(fileOf(name))) return { words: 'is new', marked: null };
  const now = PNG.sync.read(png);
  const before = PNG.sync.read(readFileSync(fileOf(name)));
  const { width, height } = now;
  if (width !== before.width || height !== before.height)
    return { words: `is ${width} × ${height}, was ${before.width} × ${before.height}`, marked: null };
  const marked = new PNG({ width, height });
  const count = countDifferent(before, now, marked);
  return count <= Math.max(PIXELS_MAX, SHARE_MAX * width * height)
    ? null
    : { words: `has ${count} pixels that are different`, marked };
}

/** Puts both into `.build/gallery/different`, for whoever wants to see it. */
export function showDifference({ name, png }: Picture, { marked }: Difference): void {
  mkdirSync(different, { recursive: true });
  writeFileSync(join(different, `${name}.now.png`), png);
  if (marked) writeFileSync(join(different, `${name}.marked.png`), PNG.sync.write(marked));
}

/** Forgets what earlier comparisons found. */
export const forgetDifferences = (): void => rmSync(different, { recursive: true, force: true });

/** Keeps it from now on, with as few colours as do. */
export function keep({ name, png }: Picture): void {
  const whole = PNG.sync.read(png);
  mkdirSync(album, { recursive: true });
  for (const colours of COLOURS) {
    const file = palettePng(whole, colours);
    writeFileSync(fileOf(name), file);
    if (countDifferent(PNG.sync.read(file), whole) <= PIXELS_KEPT_OFF) return;
  }
}

export const discard = (name: string): void => rmSync(fileOf(name));

export const keepMadeWith = (drawnWith: DrawnWith): void =>
  writeFileSync(madeWith, `${JSON.stringify(drawnWith, null, 2)}\n`);

/** Why pictures of this machine cannot be compared with the kept ones, as a sentence; null where they can. */
export function incomparable({ widths, chromium }: DrawnWith): string | null {
  const before = JSON.parse(readFileSync(madeWith, 'utf8')) as DrawnWith;
  const why: string[] = [];
  if (before.chromium !== chromium)
    why.push(`They were made with Chromium ${before.chromium}, and this is ${chromium}.`);
  if (JSON.stringify(before.widths) !== JSON.stringify(widths))
    why.push(
      `They were made with Debian's fonts-noto-cjk, and here are other fonts: some words are ${widths.join(', ')} px wide and ` +
        `were ${before.widths.join(', ')} px.`,
    );
  if (why.length === 0) return null;
  return `THE KEPT PICTURES CANNOT JUDGE THIS MACHINE'S. ${why.join(' ')} \`npm run screenshots\` makes them anew.`;
}
