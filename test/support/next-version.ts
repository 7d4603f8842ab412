import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const built = join(import.meta.dirname, '../../.build/client');

export interface Versions extends AsyncDisposable {
  /** What a server serves. */
  readonly folder: string;
  /** Parts that pages load when they are needed, as paths. */
  readonly parts: readonly string[];
  /** Puts a newer version in the place of the old one, of which the server then has nothing but what is the same in both. */
  deploy(): Promise<void>;
}

/** The built pages in a folder of their own, where a newer version comes. */
export async function copiedVersion(): Promise<Versions> {
  const folder = await mkdtemp(join(tmpdir(), 'doorline-version-'));
  await cp(built, folder, { recursive: true });
  const assets = await readdir(join(folder, 'assets'));
  const page = await readFile(join(folder, 'index.html'), 'utf8');
  const entry = /assets\/([\w-]+\.js)/.exec(page)?.[1];
  if (!entry) throw new Error('The page has no script');
  const parts = assets.filter((name) => /^(photo-viewer|riding|tracker-sheet)-.*\.js$/.test(name));
  if (parts.length === 0) throw new Error('The build has no late parts');
  return {
    folder,
    parts: parts.map((name) => `/assets/${name}`),
    async deploy() {
      const next = 'index-newer.js';
      await rename(join(folder, 'assets', entry), join(folder, 'assets', next));
      for (const name of ['index.html', 'sw.js']) {
        const text = await readFile(join(folder, name), 'utf8');
        await writeFile(join(folder, name), text.replaceAll(entry, next).replace(/(version:\s*[`'"])/, '$1newer'));
      }
      // The newer version has them under other names.
      for (const name of parts) await rm(join(folder, 'assets', name));
      const packed = [entry, ...parts].flatMap((name) => [`${name}.br`, `${name}.gz`]);
      for (const name of packed) await rm(join(folder, 'assets', name), { force: true });
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
