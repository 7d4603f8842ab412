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

/**
 * How far a pixel's colour may be from the kept one, 0 to 1: a kept picture has 256 colours, so that a photo in it is off by
 * a little. Softened edges of letters and lines are not counted at all.
 */
const COLOUR_OFF = 0.1;
/** Pixels that may be off by more. A letter is 30 and more; another version of Chromium moves a curve by a few. */
const PIXELS_MAX = 20;

export const kept = (): string[] =>
  existsSync(album)
    ? readdirSync(album).flatMap((file) => (file.endsWith('.png') ? [file.slice(0, -'.png'.length)] : []))
    : [];

/** What is different from the kept picture, in words; null where nothing is. The pixels go to `.build/gallery/different`. */
export function compare({ name, png }: Picture): string | null {
  if (!existsSync(fileOf(name))) return 'is new';
  const now = PNG.sync.read(png);
  const before = PNG.sync.read(readFileSync(fileOf(name)));
  if (now.width !== before.width || now.height !== before.height) {
    note(name, png, null);
    return `is ${now.width} × ${now.height}, was ${before.width} × ${before.height}`;
  }
  const marked = new PNG({ width: now.width, height: now.height });
  const count = pixelmatch(before.data, now.data, marked.data, now.width, now.height, { threshold: COLOUR_OFF });
  if (count <= PIXELS_MAX) return null;
  note(name, png, marked);
  return `has ${count} pixels that are different`;
}

function note(name: string, png: Buffer, marked: PNG | null): void {
  mkdirSync(different, { recursive: true });
  writeFileSync(join(different, `${name}.now.png`), png);
  if (marked) writeFileSync(join(different, `${name}.marked.png`), PNG.sync.write(marked));
}

/** Forgets what earlier comparisons found. */
export const forgetDifferences = (): void => rmSync(different, { recursive: true, force: true });

/** Keeps it from now on. */
export function keep({ name, png }: Picture): void {
  mkdirSync(album, { recursive: true });
  writeFileSync(fileOf(name), palettePng(PNG.sync.read(png)));
}

export const discard = (name: string): void => rmSync(fileOf(name));

export const keepMadeWith = (drawnWith: DrawnWith): void =>
  writeFileSync(madeWith, `${JSON.stringify(drawnWith, null, 2)}\n`);

/** Why pictures of this machine cannot be compared with the kept ones, as a sentence; null where they can. */
export function incomparable({ widths, chromium }: DrawnWith): string | null {
  const before = JSON.parse(readFileSync(madeWith, 'utf8')) as DrawnWith;
  if (JSON.stringify(before.widths) === JSON.stringify(widths)) return null;
  return (
    'THE FONTS OF THIS MACHINE ARE NOT THOSE OF THE KEPT PICTURES, so they are not compared. The pictures were made with ' +
    `Chromium ${before.chromium} and Debian's fonts-noto-cjk, and this machine has Chromium ${chromium}. Some words are ` +
    `${widths.join(', ')} px wide here and were ${before.widths.join(', ')} px.`
  );
}
