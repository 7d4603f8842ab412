import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

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

export default defineConfig({
  root: 'client',
  plugins: [webSocketFirst],
  base: '/',
  cacheDir: '../.build/vite',
  build: {
    outDir: '../.build/client',
    emptyOutDir: true,
    manifest: true,
    // mediasoup-client's oldest handlers are Chrome 74, Firefox 120 and Safari 12; these are the oldest with all we use.
    target: ['chrome87', 'firefox120', 'safari15'],
    modulePreload: { polyfill: false },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    projects: [
      project('unit', 10_000),
      project('contract', 30_000, { globalSetup: [join(here, 'test/support/postgres.ts')] }),
      project('integration', 30_000),
      project('fuzz', 120_000),
      project('media', 60_000, { fileParallelism: false }),
      project('e2e', 120_000, { fileParallelism: false }),
    ],
  },
});
