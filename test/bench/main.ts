import { cpus } from 'node:os';

/** One figure: what was measured, how often, and under which conditions. */
export interface Measurement {
  readonly name: string;
  readonly unit: 'ms' | 's' | 'kB' | 'MB' | '/s' | '%' | '';
  readonly samples: number[];
  readonly note: string;
}

/** `small` is for a try: a tenth of the load or less, for some seconds. */
export type Size = 'full' | 'small';

const record = ['texts', 'fan-out', 'member-memory', 'open', 'storm', 'search'];
const suites = [
  'text',
  'page-load',
  'page-input',
  'lighthouse',
  'location',
  'map',
  'notes',
  'note-queue',
  'speech',
  'calls',
  'call-load',
  'captions',
  'understand',
  'slots',
  'assistant',
  'memory',
  ...record,
  'loss',
  'recovery',
];

/** Only where they are asked for: what they need is not among our own packages. */
const byName = new Set(['lighthouse']);

/** The value below which the share `q` of the samples lies (nearest rank). */
function quantile(samples: number[], q: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

const digits = (value: number) => value.toFixed(value < 1 ? 2 : value < 100 ? 1 : 0);

// `npm run bench -- text calls` runs only those, `record` is a group of them, `--small` makes them small.
const words = process.argv.slice(2);
const size: Size = words.includes('--small') ? 'small' : 'full';
const chosen = words.filter((word) => word !== '--small').flatMap((word) => (word === 'record' ? record : word));
const unknown = chosen.filter((name) => !suites.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark called ${unknown.join(', ')}; there are: record, ${suites.join(', ')}`);
  process.exit(1);
}

console.log(`${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores seen, Node ${process.version}\n`);
console.log('| what | p50 | p95 | p99 | samples | conditions |\n|---|---|---|---|---|---|');
for (const suite of suites) {
  if (chosen.length > 0 ? !chosen.includes(suite) : byName.has(suite)) continue;
  const { run } = (await import(`./${suite}.ts`)) as { run: (size: Size) => Promise<Measurement[]> };
  for (const { name, unit, samples, note } of await run(size)) {
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((q) => `${digits(quantile(samples, q))} ${unit}`.trimEnd());
    console.log(`| ${name} | ${p50} | ${p95} | ${p99} | ${samples.length} | ${note} |`);
  }
}
process.exit(0);
