import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const client = join(import.meta.dirname, '../../.build/client');
const manifestFile = join(client, '.vite/manifest.json');

interface Chunk {
  readonly file: string;
  readonly src?: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}
type Manifest = Record<string, Chunk>;

function built(): Manifest {
  if (!existsSync(manifestFile)) throw new Error('THE CLIENT IS NOT BUILT: run `npx vite build` (or `npm test`) first');
  return JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest;
}
const gzipKb = (file: string) => gzipSync(readFileSync(join(client, file)), { level: 9 }).length / 1000;
const sum = (files: Iterable<string>) => [...files].reduce((kb, file) => kb + gzipKb(file), 0);

/** A chunk with everything that loads together with it, less what `loaded` has brought. */
function withImports(manifest: Manifest, key: string, loaded: ReadonlySet<string> = new Set()): Set<string> {
  const keys = new Set<string>();
  const add = (next: string) => {
    if (keys.has(next) || loaded.has(next)) return;
    keys.add(next);
    for (const more of manifest[next]?.imports ?? []) add(more);
  };
  add(key);
  return keys;
}
const scripts = (manifest: Manifest, keys: Iterable<string>) => [...keys].map((key) => manifest[key]!.file);
const styles = (manifest: Manifest, keys: Iterable<string>) =>
  new Set([...keys].flatMap((key) => manifest[key]!.css ?? []));

function find(manifest: Manifest, what: string, fits: (chunk: Chunk) => boolean): string {
  const key = Object.keys(manifest).find((key) => fits(manifest[key]!));
  if (!key) throw new Error(`The build has no ${what}`);
  return key;
}
/** The chunk that holds a library, told by words that only the library has. */
const holding = (manifest: Manifest, words: string) =>
  find(manifest, `chunk with "${words}"`, ({ file }) =>
    file.endsWith('.js') ? readFileSync(join(client, file), 'utf8').includes(words) : false,
  );

describe('what a phone has to load (gzip)', () => {
  const manifest = built();
  const entry = find(manifest, 'entry', (chunk) => chunk.isEntry === true);
  const first = withImports(manifest, entry);

  it('is at most 45 kB of script before the recipient can read and answer', () => {
    expect(sum(scripts(manifest, first))).toBeLessThanOrEqual(45);
  });

  it('is at most 14 kB of HTML and styles: one round trip', () => {
    expect(gzipKb('index.html') + sum(styles(manifest, first))).toBeLessThanOrEqual(14);
  });

  it('is at most 48 kB for the map, after the first paint', () => {
    const map = holding(manifest, 'leaflet-container');
    expect(sum(scripts(manifest, withImports(manifest, map, first)))).toBeLessThanOrEqual(48);
  });

  it('is at most 60 kB for a call, when somebody rings', () => {
    const call = holding(manifest, 'mediasoup-client');
    expect(sum(scripts(manifest, withImports(manifest, call, first)))).toBeLessThanOrEqual(60);
  });

  it('has no schema library, map or media engine in the first load', () => {
    const code = scripts(manifest, first)
      .map((file) => readFileSync(join(client, file), 'utf8'))
      .join('\n');
    for (const words of ['Invalid type: Expected', 'leaflet-container', 'mediasoup-client'])
      expect(code).not.toContain(words);
  });
});
