import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';

/** Larger files are kept when a page has asked for them: a dictionary that few need, bytes. */
const KEPT_MAX = 300_000;

/**
 * Builds the service worker beside the pages, as one file of its own: browsers that know no modules in workers run it too. It is
 * told every file of the build, so that it changes with each of them.
 */
export const pageWorker: Plugin = {
  name: 'doorline:page-worker',
  apply: 'build',
  async writeBundle({ dir }, bundle) {
    if (dir === undefined) throw new Error('The build has no folder');
    const chunks = Object.values(bundle);
    const main = chunks.find((chunk) => chunk.type === 'chunk' && chunk.isEntry);
    if (!main) throw new Error('The build has no page');
    const files: string[] = [];
    for (const { fileName } of chunks)
      if (fileName.startsWith('assets/') && (await stat(join(dir, fileName))).size <= KEPT_MAX)
        files.push(`/${fileName}`);
    const version = createHash('sha256').update(files.sort().join('\n')).digest('hex').slice(0, 16);
    await build({
      configFile: false,
      root: join(import.meta.dirname, '..'),
      publicDir: false,
      logLevel: 'warn',
      define: { BUILD: JSON.stringify({ version, entry: `/${main.fileName}`, files }) },
      build: {
        outDir: dir,
        emptyOutDir: false,
        target: ['chrome97', 'firefox120', 'safari15.4'],
        rolldownOptions: {
          input: join(import.meta.dirname, '../worker/main.ts'),
          output: { format: 'iife', entryFileNames: 'sw.js' },
        },
      },
    });
  },
};
