import type { Features } from './understanding/features.ts';
import type { Intent } from './understanding/intent-order.ts';
import type { Member } from './understanding/model.ts';

/** A message to learn from. */
export interface Example {
  readonly features: Features;
  readonly intents: readonly Intent[];
  /** How much it counts beside others. */
  readonly weight: number;
}

const HIDDEN = 16;
const ROUNDS = 12;
const RATE = 0.05;
const DIRECT_RATE = 0.1;
/** Share of the signs that are hidden from the network at each look, so that it leans on no single one. */
const DROPPED = 0.2;
/** Nothing is learned to be certain. */
const SMOOTHED = 0.02;
const FEWEST = 3;
/** A sign or intent that was never seen is unlikely. */
const FIRST_BIAS = -2;

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
export function signsOf(examples: readonly Example[]): Uint32Array {
  const counts = new Map<number, number>();
  for (const { features } of examples)
    for (const sign of features.keys()) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  const common = [...counts].flatMap(([sign, count]) => (count >= FEWEST ? [sign] : []));
  return Uint32Array.from(common).sort();
}

/** Weights that are learned: each step is the smaller, the more a weight has moved (AdaGrad). */
interface Weights {
  readonly values: Float32Array;
  readonly moved: Float32Array;
}

function weights(length: number, spread: number, moved: number, draw: () => number): Weights {
  return {
    values: Float32Array.from({ length }, () => (draw() - 0.5) * spread),
    moved: new Float32Array(length).fill(moved),
  };
}

function step({ values, moved }: Weights, at: number, slope: number, rate: number): void {
  const total = (moved[at] ?? 0) + slope * slope;
  moved[at] = total;
  values[at] = (values[at] ?? 0) - (rate * slope) / Math.sqrt(total);
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
 * Learns a network by stochastic gradient descent on the log loss of each intent by itself. The same examples and seed give
 * the same weights, bit for bit.
 */
export function trainMember(
  examples: readonly Example[],
  signs: Uint32Array,
  intents: readonly Intent[],
  seed: number,
): Member {
  const draw = seeded(seed);
  const width = intents.length;
  const inward = weights(signs.length * HIDDEN, 0.3, 1e-3, draw);
  const outward = weights(HIDDEN * width, 0.4, 1e-3, draw);
  const direct = weights(signs.length * width, 0, 1e-4, draw);
  const bias = new Float32Array(width).fill(FIRST_BIAS);
  const order = rowsOf(examples, signs, intents);
  const hidden = new Float64Array(HIDDEN);
  const blame = new Float64Array(HIDDEN);
  const odds = new Float64Array(width);
  const slopes = new Float64Array(width);

  const look = ({ rows, values }: Rows) => {
    hidden.fill(0);
    odds.set(bias);
    for (const [at, row] of rows.entries()) {
      const value = values[at] ?? 0;
      for (let to = 0; to < HIDDEN; to++)
        hidden[to] = (hidden[to] ?? 0) + value * (inward.values[row * HIDDEN + to] ?? 0);
      for (let to = 0; to < width; to++) odds[to] = (odds[to] ?? 0) + value * (direct.values[row * width + to] ?? 0);
    }
    for (let from = 0; from < HIDDEN; from++) {
      const value = Math.max(0, hidden[from] ?? 0);
      hidden[from] = value;
      if (value > 0)
        for (let to = 0; to < width; to++)
          odds[to] = (odds[to] ?? 0) + value * (outward.values[from * width + to] ?? 0);
    }
  };

  const learn = ({ rows, values, wanted, weight }: Rows, ease: number) => {
    for (let to = 0; to < width; to++) {
      const slope = weight * (1 / (1 + Math.exp(-(odds[to] ?? 0))) - (wanted[to] ?? 0));
      slopes[to] = slope;
      bias[to] = (bias[to] ?? 0) - 0.01 * slope;
    }
    for (let from = 0; from < HIDDEN; from++) {
      const value = hidden[from] ?? 0;
      let sum = 0;
      if (value > 0)
        for (let to = 0; to < width; to++) {
          const at = from * width + to;
          sum += (slopes[to] ?? 0) * (outward.values[at] ?? 0);
          step(outward, at, (slopes[to] ?? 0) * value, RATE * ease);
        }
      blame[from] = sum;
    }
    for (const [at, row] of rows.entries()) {
      const value = values[at] ?? 0;
      for (let to = 0; to < HIDDEN; to++)
        if (blame[to] !== 0) step(inward, row * HIDDEN + to, (blame[to] ?? 0) * value, RATE * ease);
      for (let to = 0; to < width; to++) step(direct, row * width + to, (slopes[to] ?? 0) * value, DIRECT_RATE * ease);
    }
  };

  for (let round = 0; round < ROUNDS; round++) {
    shuffle(order, draw);
    for (const example of order) {
      const seen = keepSome(example, draw);
      look(seen);
      learn(seen, 1 - (0.9 * round) / ROUNDS);
    }
  }
  const inwardParts = quantised(inward.values, HIDDEN);
  const directParts = quantised(direct.values, width);
  return {
    inward: inwardParts.parts,
    inwardScale: inwardParts.scale,
    direct: directParts.parts,
    directScale: directParts.scale,
    outward: outward.values,
    bias,
  };
}

/** The example with some of its signs hidden and the others louder by as much. */
function keepSome(example: Rows, draw: () => number): Rows {
  const kept = Array.from(example.rows, () => draw() >= DROPPED);
  return {
    ...example,
    rows: example.rows.filter((_, at) => kept[at]),
    values: example.values.filter((_, at) => kept[at]).map((value) => value / (1 - DROPPED)),
  };
}
