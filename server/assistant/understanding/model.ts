import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Features } from './features.ts';
import type { Intent } from './intent-order.ts';

/** From the signs in a message to the intents of one side. */
export interface Weights {
  readonly intents: readonly Intent[];
  /** Numbers of the signs it knows, ascending; the nth has the nth row. */
  readonly signs: Uint32Array;
  /** For each sign, what it says for and against each intent, as parts of its row's scale. */
  readonly parts: Int8Array;
  readonly scale: Float32Array;
  readonly bias: Float32Array;
  /** Turns the evidence for a main intent into log odds with which it was right in the development part: what counts always, then each piece. */
  readonly calibration: readonly number[];
}

/** What `npm run train` has learned, for messages of each side. */
export interface Model {
  /** Tells which corpus, lexicon and trainer it comes from. */
  readonly stamp: string;
  readonly recipient: Weights;
  readonly courier: Weights;
}

export const modelFile = join(import.meta.dirname, 'model.bin');

/** The committed model. Throws where the file is missing or broken. */
export function readModel(file = modelFile): Model {
  return deserialize(readFileSync(file)) as Model;
}

/** A model as it is kept in the file. */
export function packed(model: Model): Buffer {
  return serialize(model);
}

function rowOf(signs: Uint32Array, sign: number): number | undefined {
  let low = 0;
  let high = signs.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = signs[middle] ?? 0;
    if (found === sign) return middle;
    if (found < sign) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

/** How often, from 0 to 1, a choice with this evidence was right. */
export function confidenceOf(calibration: readonly number[], evidence: readonly number[]): number {
  const odds = [1, ...evidence].reduce((sum, piece, at) => sum + piece * (calibration[at] ?? 0), 0);
  return 1 / (1 + Math.exp(-odds));
}

/** The log odds of every intent, in the order of `intents`. Signs that are not known are passed over. */
export function logOddsOf(
  { intents, signs, parts, scale, bias }: Omit<Weights, 'calibration'>,
  features: Features,
): number[] {
  const odds = Float64Array.from(bias);
  for (const [sign, weight] of features) {
    const row = rowOf(signs, sign);
    if (row === undefined) continue;
    const each = weight * (scale[row] ?? 0);
    for (let at = 0; at < intents.length; at++)
      odds[at] = (odds[at] ?? 0) + each * (parts[row * intents.length + at] ?? 0);
  }
  return [...odds];
}
