import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const layers = ['server', 'client', 'media'];
const slices = [
  'deliveries',
  'timeline',
  'location',
  'notes',
  'photos',
  'calls',
  'assistant',
  'people',
  'record',
  'webhooks',
  'push',
];

interface Import {
  readonly file: string;
  /** A path from the root for our own files, else the package's name. */
  readonly target: string;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

const files = layers.flatMap((layer) =>
  readdirSync(join(root, layer), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx|mjs)$/.test(name))
    .map((name) => `${layer}/${name}`),
);

const statement = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/g;
const call = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const resolve = (path: string) => (path.startsWith('.') ? relative(root, join(root, dirname(file), path)) : path);
  return [
    ...[...text.matchAll(statement)].map((match) => ({
      file,
      target: resolve(match[2] ?? ''),
      typeOnly: match[1] !== undefined,
      dynamic: false,
    })),
    ...[...text.matchAll(call)].map((match) => ({
      file,
      target: resolve(match[1] ?? ''),
      typeOnly: false,
      dynamic: true,
    })),
  ];
}

const imports = files.flatMap(importsOf);
const among = (folder: string) => imports.filter(({ file }) => file.startsWith(`${folder}/`));
const say = (wrong: Import[]) => wrong.map(({ file, target }) => `${file} imports ${target}`);
const packageOf = (target: string) =>
  target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
const sliceOf = (path: string) => slices.find((slice) => path.split('/')[1] === slice);

/** Packages that only one place may know. */
const owners: Record<string, string[]> = {
  express: ['server/edge'],
  helmet: ['server/edge'],
  'socket.io': ['server/edge', 'server/app.ts'],
  'socket.io-client': ['client/connection.ts', 'server/demo-ride-main.ts'],
  'engine.io-client': ['client/long-polling.ts'],
  pg: ['server/storage'],
  'node:sqlite': ['server/storage'],
  mediasoup: ['media'],
  'whisper-node': ['media'],
  leaflet: ['client/location'],
  'mediasoup-client': ['client/calls'],
  'preact-render-to-string': ['client/first-page.tsx'],
};

/** No schema in them: a page that imports one does not load the schema library. */
const plainFiles = new Set(
  [
    'limits',
    'version',
    'errors',
    'distance',
    'rounded',
    'thinning',
    'travel',
    'last-words',
    'landmark-names',
    'call-quality',
    'is-pin',
    'steps',
    'topic-of',
    'acts-by-status',
  ].map((name) => `server/protocol/${name}.ts`),
);

/** The pure rules that other slices may ask: which statuses end a delivery, who may do what, how the record is chained. */
const sharedRules = new Set(['server/deliveries/rules.ts', 'server/people/rules.ts', 'server/record/chain.ts']);

describe('the layers', () => {
  it('were found at all', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(200);
  });

  it('let pages know of the server only the protocol, and of its values only what needs no schema', () => {
    const wrong = among('client').filter(
      ({ target, typeOnly }) =>
        (/^(server|media)\//.test(target) && !plainFiles.has(target)) || (target === '#protocol' && !typeOnly),
    );
    expect(say(wrong)).toEqual([]);
  });

  it('let media know of no server and no page', () => {
    expect(say(among('media').filter(({ target }) => /^(server|client)\/|^#/.test(target)))).toEqual([]);
  });

  it('keep each of these packages in its one place', () => {
    const wrong = imports.filter(({ file, target, typeOnly }) => {
      const places = typeOnly ? undefined : owners[packageOf(target)];
      return places && !places.some((place) => file === place || file.startsWith(`${place}/`));
    });
    expect(say(wrong)).toEqual([]);
  });

  it('load map and call code only when it is needed', () => {
    const engines = new Set(['leaflet', 'mediasoup-client', 'client/location/leaflet.ts']);
    const lazy = among('client').filter(({ target }) => engines.has(target) || engines.has(packageOf(target)));
    // The module that imports the package must itself be reached by import() alone.
    const holders = new Set(lazy.filter(({ dynamic, typeOnly }) => !dynamic && !typeOnly).map(({ file }) => file));
    const eager = among('client').filter(
      ({ file, target, dynamic, typeOnly }) => !dynamic && !typeOnly && holders.has(target) && !holders.has(file),
    );
    expect(say(eager)).toEqual([]);
    expect(holders.size).toBeGreaterThan(0);
  });

  it('keep a slice of the server out of every other slice', () => {
    const wrong = among('server').filter(({ file, target, typeOnly }) => {
      const [from, to] = [sliceOf(file), sliceOf(target)];
      return !typeOnly && from && to && from !== to && !sharedRules.has(target);
    });
    expect(say(wrong)).toEqual([]);
  });

  it('keep rules pure: they import only the protocol and what is pure beside them', () => {
    const isPure = (file: string) => /\/(rules|call-effects|call-members)\.ts$/.test(file);
    const wrong = among('server').filter(
      ({ file, target, typeOnly }) =>
        isPure(file) &&
        !typeOnly &&
        target !== '#protocol' &&
        !target.startsWith('server/protocol/') &&
        !isPure(target),
    );
    expect(say(wrong)).toEqual([]);
  });

  it('keep models free of the DOM: they import no view', () => {
    const wrong = among('client').filter(
      ({ file, target, typeOnly }) => file.endsWith('model.ts') && !typeOnly && /\.(tsx|css)$/.test(target),
    );
    expect(say(wrong)).toEqual([]);
  });

  it('have names that say something', () => {
    const empty = files.filter((file) =>
      /(^|\/|-)(utils?|helpers?|common|managers?|services?|misc)(\/|-|\.)/.test(file),
    );
    expect(empty).toEqual([]);
  });

  it('stay in files that can be read at a sitting', () => {
    const long = files.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 500);
    expect(long).toEqual([]);
  });
});
