import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const client = join(import.meta.dirname, '../../.build/client');

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

export interface ClientSizes {
  /** All gzip, kB of 1000 bytes. */
  readonly firstScriptKb: number;
  readonly firstStyleAndHtmlKb: number;
  readonly mapKb: number;
  readonly callKb: number;
  /** The first load's scripts as text. */
  readonly firstScript: string;
}

const read = (file: string) => readFileSync(join(client, file), 'utf8');
const gzipKb = (file: string) => gzipSync(read(file), { level: 9 }).length / 1000;
const sum = (files: Iterable<string>) => [...files].reduce((kb, file) => kb + gzipKb(file), 0);

/** Sizes of the built client as a phone loads it; throws in words where it is not built. */
export function clientSizes(): ClientSizes {
  const manifestFile = join(client, '.vite/manifest.json');
  if (!existsSync(manifestFile)) throw new Error('THE CLIENT IS NOT BUILT: run `npx vite build` (or `npm test`) first');
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Record<string, Chunk>;
  const chunk = (key: string) => {
    const found = manifest[key];
    if (!found) throw new Error(`The build names ${key} but does not have it`);
    return found;
  };

  /** A chunk with everything that loads together with it, less what is there already. */
  function together(key: string, there: ReadonlySet<string> = new Set()): Set<string> {
    const keys = new Set<string>();
    const add = (next: string) => {
      if (keys.has(next) || there.has(next)) return;
      keys.add(next);
      chunk(next).imports?.forEach(add);
    };
    add(key);
    return keys;
  }
  /** The chunk that holds a library, told by words that only the library has. */
  function holding(words: string): string {
    const key = Object.keys(manifest).find(
      (key) => chunk(key).file.endsWith('.js') && read(chunk(key).file).includes(words),
    );
    if (key === undefined) throw new Error(`No built chunk has "${words}"`);
    return key;
  }
  const scripts = (keys: Iterable<string>) => [...keys].map((key) => chunk(key).file);

  const entry = Object.keys(manifest).find((key) => chunk(key).isEntry);
  if (entry === undefined) throw new Error('The build has no entry');
  const first = together(entry);
  const styles = new Set([...first].flatMap((key) => chunk(key).css ?? []));
  return {
    firstScriptKb: sum(scripts(first)),
    firstStyleAndHtmlKb: gzipKb('index.html') + sum(styles),
    mapKb: sum(scripts(together(holding('leaflet-container'), first))),
    callKb: sum(scripts(together(holding('mediasoup-client'), first))),
    firstScript: scripts(first).map(read).join('\n'),
  };
}
