import type { Features } from './understanding/features.ts';
import type { Intent } from './understanding/intent-order.ts';
import type { Weights } from './understanding/model.ts';

/** A message to learn from. */
export interface Example {
  readonly features: Features;
  readonly intents: readonly Intent[];
  /** How much it counts beside others. */
  readonly weight: number;
}

const ROUNDS = 12;
const RATE = 0.1;
const BIAS_RATE = 0.01;
/** The last steps are this much of the first. */
const LAST = 0.1;
/** Nothing is learned to be certain. */
const SMOOTHED = 0.02;
const FEWEST = 2;
/** A sign or intent that was never seen is unlikely. */
const FIRST_BIAS = -2;
const FIRST_MOVED = 1e-4;

/** Numbers from 0 to 1 that only depend on the seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The signs that stand in several examples, ascending. */
function signsOf(examples: readonly Example[]): Uint32Array {
  const counts = new Map<number, number>();
  for (const { features } of examples)
    for (const sign of features.keys()) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  const common = [...counts].flatMap(([sign, count]) => (count >= FEWEST ? [sign] : []));
  return Uint32Array.from(common).sort();
}

/** An example as rows of the weights. */
interface Rows {
  readonly rows: Int32Array;
  readonly values: Float32Array;
  readonly wanted: Float32Array;
  readonly weight: number;
}

function rowsOf(examples: readonly Example[], signs: Uint32Array, intents: readonly Intent[]): Rows[] {
  const rowOf = new Map(Array.from(signs, (sign, row) => [sign, row]));
  return examples.map(({ features, intents: meant, weight }) => {
    const known = [...features].filter(([sign]) => rowOf.has(sign));
    return {
      rows: Int32Array.from(known, ([sign]) => rowOf.get(sign) ?? 0),
      values: Float32Array.from(known, ([, value]) => value),
      wanted: Float32Array.from(intents, (intent) => (meant.includes(intent) ? 1 - SMOOTHED : SMOOTHED)),
      weight,
    };
  });
}

function shuffle(items: Rows[], draw: () => number): void {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(draw() * (at + 1));
    const [one, two] = [items[at], items[other]];
    if (one === undefined || two === undefined) continue;
    items[at] = two;
    items[other] = one;
  }
}

/** Numbers as parts of the largest of their row, in 127 steps. */
function quantised(values: Float32Array, width: number): { parts: Int8Array; scale: Float32Array } {
  const scale = new Float32Array(values.length / width);
  for (let row = 0; row < scale.length; row++)
    scale[row] =
      values.subarray(row * width, (row + 1) * width).reduce((most, of) => Math.max(most, Math.abs(of)), 0) / 127;
  const parts = Int8Array.from(values, (value, at) => Math.round(value / (scale[Math.floor(at / width)] || 1)));
  return { parts, scale };
}

/**
 * Learns what each sign says of each intent by stochastic gradient descent on the log loss of each intent by itself; each step is the
 * smaller, the more a weight has moved (AdaGrad). The same examples give the same weights, bit for bit.
 */
export function trainWeights(examples: readonly Example[]): Omit<Weights, 'calibration'> {
  const draw = seeded(1);
  const signs = signsOf(examples);
  const intents = [...new Set(examples.flatMap((example) => example.intents))].sort();
  const width = intents.length;
  const values = new Float32Array(signs.length * width);
  const moved = new Float32Array(values.length).fill(FIRST_MOVED);
  const bias = new Float32Array(width).fill(FIRST_BIAS);
  const order = rowsOf(examples, signs, intents);
  const slopes = new Float64Array(width);

  const look = ({ rows, values: strengths, wanted, weight }: Rows) => {
    slopes.set(bias);
    for (let at = 0; at < rows.length; at++) {
      const [row, strength] = [(rows[at] ?? 0) * width, strengths[at] ?? 0];
      for (let to = 0; to < width; to++) slopes[to] = (slopes[to] ?? 0) + strength * (values[row + to] ?? 0);
    }
    for (let to = 0; to < width; to++)
      slopes[to] = weight * (1 / (1 + Math.exp(-(slopes[to] ?? 0))) - (wanted[to] ?? 0));
  };
  const learn = ({ rows, values: strengths }: Rows, ease: number) => {
    for (let to = 0; to < width; to++) bias[to] = (bias[to] ?? 0) - BIAS_RATE * (slopes[to] ?? 0);
    for (let at = 0; at < rows.length; at++) {
      const [row, strength] = [(rows[at] ?? 0) * width, strengths[at] ?? 0];
      for (let to = 0; to < width; to++) {
        const slope = (slopes[to] ?? 0) * strength;
        const total = (moved[row + to] ?? 0) + slope * slope;
        moved[row + to] = total;
        values[row + to] = (values[row + to] ?? 0) - (RATE * ease * slope) / Math.sqrt(total);
      }
    }
  };

  for (let round = 0; round < ROUNDS; round++) {
    shuffle(order, draw);
    for (const [at, example] of order.entries()) {
      look(example);
      learn(example, 1 - ((1 - LAST) * (round + at / order.length)) / ROUNDS);
    }
  }
  return { intents, signs, ...quantised(values, width), bias };
}
