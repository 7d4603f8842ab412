import { cpus } from 'node:os';

/** One figure: what was measured, how often, and under which conditions. */
export interface Measurement {
  readonly name: string;
  readonly unit: 'ms' | 'kB' | 'MB';
  readonly samples: number[];
  readonly note: string;
}

const suites = ['text', 'location', 'notes', 'calls', 'memory'] as const;

/** The value below which the share `q` of the samples lies (nearest rank). */
function quantile(samples: number[], q: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

const digits = (value: number) => (value < 100 ? value.toFixed(1) : value.toFixed(0));

// `npm run bench -- text calls` runs only those.
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !suites.some((suite) => suite === name));
if (unknown.length > 0) {
  console.error(`There is no benchmark called ${unknown.join(', ')}; there are: ${suites.join(', ')}`);
  process.exit(1);
}

console.log(`${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores seen, Node ${process.version}\n`);
console.log('| what | p50 | p95 | samples | conditions |\n|---|---|---|---|---|');
for (const suite of suites) {
  if (chosen.length > 0 && !chosen.includes(suite)) continue;
  const { run } = (await import(`./${suite}.ts`)) as { run: () => Promise<Measurement[]> };
  for (const { name, unit, samples, note } of await run()) {
    const [p50, p95] = [quantile(samples, 0.5), quantile(samples, 0.95)];
    console.log(`| ${name} | ${digits(p50)} ${unit} | ${digits(p95)} ${unit} | ${samples.length} | ${note} |`);
  }
}
process.exit(0);
