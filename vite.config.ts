import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { drawnByServer } from './client/build/drawn-by-server.ts';
import { nightFirst } from './client/build/night-first.ts';
import { precompressed } from './client/build/precompressed.ts';
import { pageWorker } from './client/build/page-worker.ts';

const here = import.meta.dirname;

/** One vitest project per kind of test: all run in Node, on the real parts. */
const project = (name: string, timeoutMs: number, more: object = {}) => ({
  root: here,
  test: {
    name,
    root: here,
    include: [`test/${name}/**/*.test.ts`],
    environment: 'node' as const,
    testTimeout: timeoutMs,
    hookTimeout: 60_000,
    ...more,
  },
});

/**
 * Tests with browsers and speech engines, most of which wait: two files at once where each has two cores, else one. `net` takes
 * the whole machine, as it measures what is understood.
 */
const withBrowsers = { maxWorkers: availableParallelism() >= 4 ? 2 : 1, sequence: { groupOrder: 1 } };

const withPostgres = { globalSetup: [join(here, 'test/support/postgres.ts')] };

/**
 * Takes long polling and WebTransport out of socket.io's client, 3 kB of the first load's 45: its two entry files name every
 * transport. `client/long-polling.ts` brings the one back where no WebSocket gets through.
 */
const webSocketFirst = {
  name: 'doorline:web-socket-first',
  load: (id: string) =>
    id.endsWith('/engine.io-client/build/esm/transports/index.js')
      ? 'import { WS } from "./websocket.node.js"; export const transports = { websocket: WS };'
      : null,
  transform: (code: string, id: string) =>
    /\/(engine|socket)\.io-client\/build\/esm\/index\.js$/.test(id)
      ? code.replace(/^export \{[^}]*\b(XHR|Fetch|WebTransport|WT)\b[^}]*\} from .*$/gm, '')
      : null,
};

/** Both sides speak JSON only: socket.io's code for binary parts, 1 kB, stays out of the first load. */
const noBinary = {
  name: 'doorline:no-binary',
  load(id: string) {
    if (id.endsWith('/socket.io-parser/build/esm/is-binary.js'))
      return 'export const isBinary = () => false; export const hasBinary = () => false;';
    if (id.endsWith('/socket.io-parser/build/esm/binary.js'))
      return 'export const deconstructPacket = (packet) => ({ packet, buffers: [] }); export const reconstructPacket = (packet) => packet;';
    if (id.endsWith('/engine.io-parser/build/esm/contrib/base64-arraybuffer.js'))
      return 'export const decode = () => new ArrayBuffer(0); export const encode = () => "";';
    return null;
  },
};

/** What the bundler tells of a module. */
interface Modules {
  getModuleInfo(id: string): { importedIds: string[] } | null;
}

/**
 * Puts everything that these modules need into one file. By itself the bundler makes a file of each part that some later page
 * needs too: ten requests, and 2 kB more because small files compress worse.
 */
function together(name: string, ...roots: string[]) {
  const all = new Set<string>();
  return (id: string, modules: Modules): string | null => {
    const add = (next: string) => {
      if (all.has(next)) return;
      all.add(next);
      modules.getModuleInfo(next)?.importedIds.forEach(add);
    };
    for (const root of roots) add(join(here, 'client', root));
    return all.has(id) ? name : null;
  };
}

/** The map reckons distances too, and must not wait for all of the answer's file. */
const firstLoad = together('first', 'main.tsx', '../server/protocol/distance.ts');
const main = join(here, 'client/main.tsx');

export default defineConfig({
  root: 'client',
  plugins: [webSocketFirst, noBinary, nightFirst, drawnByServer, pageWorker, precompressed],
  base: '/',
  cacheDir: '../.build/vite',
  build: {
    outDir: '../.build/client',
    emptyOutDir: true,
    manifest: true,
    // The oldest with all we use: Array.prototype.findLast came with Chrome 97 and Safari 15.4. mediasoup-client would do with older ones.
    target: ['chrome97', 'firefox120', 'safari15.4'],
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              debugName: 'first load',
              priority: 2,
              name: (id, modules) =>
                id === main ? null : id.includes('rolldown/runtime') ? 'first' : firstLoad(id, modules),
            },
            // What comes before all else that comes late, `comesFirst` in client/main.tsx.
            { debugName: 'answer', priority: 1, name: together('answer', 'pages/line-said.tsx', 'timeline/outbox.ts') },
          ],
        },
      },
    },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    projects: [
      project('unit', 10_000),
      project('contract', 30_000, withPostgres),
      project('integration', 30_000),
      project('fuzz', 120_000, withPostgres),
      project('media', 60_000, withBrowsers),
      project('e2e', 120_000, withBrowsers),
      project('net', 240_000, { fileParallelism: false, maxConcurrency: 3 }),
    ],
  },
});
