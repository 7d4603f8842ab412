import { join } from 'node:path';
import { build, type Plugin } from 'vite';

/** The first screen needs no socket. */
const withoutSocket: Plugin = {
  name: 'doorline:without-socket',
  enforce: 'pre',
  resolveId: (id) => (id === 'socket.io-client' ? '\0without-socket' : null),
  load: (id) =>
    id === '\0without-socket' ? 'export const io = () => { throw new Error("The server connects to nobody"); };' : null,
};

/** What comes after the first screen never comes on the server: nothing of it is built, and nothing that waits for it goes on. */
const nothingLate: Plugin = {
  name: 'doorline:nothing-late',
  enforce: 'post',
  transform: (code) => code.replaceAll(/\bimport\(\s*(['"`])[^'"`]+\1\s*\)/g, 'new Promise(() => {})'),
};

/** Builds the program with which the server draws first screens: beside what it serves, in a folder that it does not serve. */
export const drawnByServer: Plugin = {
  name: 'doorline:drawn-by-server',
  apply: 'build',
  async writeBundle({ dir }) {
    if (dir === undefined) throw new Error('The build has no folder');
    await build({
      configFile: false,
      root: join(import.meta.dirname, '..'),
      logLevel: 'warn',
      publicDir: false,
      plugins: [withoutSocket, nothingLate],
      oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
      ssr: { noExternal: true },
      build: {
        ssr: join(import.meta.dirname, '../first-page.tsx'),
        outDir: join(dir, '.vite'),
        emptyOutDir: false,
        target: 'node24',
        rolldownOptions: { output: { entryFileNames: 'first-page.js' } },
      },
    });
  },
};
