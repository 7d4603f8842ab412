import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const [brotli, zip] = [promisify(brotliCompress), promisify(gzip)];

/** A smaller file fits one packet anyway, bytes. */
const SMALLEST = 1000;

/** Puts a Brotli and a gzip form beside each file that phones load: packed once, as small as it gets. */
export const precompressed: Plugin = {
  name: 'doorline:precompressed',
  apply: 'build',
  async writeBundle({ dir }) {
    if (dir === undefined) throw new Error('The build has no folder');
    const names = await readdir(dir, { recursive: true });
    await Promise.all(
      names
        .filter((name) => /\.(js|css|wasm|svg|json|webmanifest)$/.test(name) && !name.startsWith('.'))
        .map((name) => pack(join(dir, name))),
    );
  },
};

async function pack(file: string): Promise<void> {
  if ((await stat(file)).size < SMALLEST) return;
  const bytes = await readFile(file);
  await writeFile(`${file}.br`, await brotli(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
  await writeFile(`${file}.gz`, await zip(bytes, { level: 9 }));
}
