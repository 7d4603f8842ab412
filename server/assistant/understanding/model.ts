import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Features } from './features.ts';
import type { Intent } from './intent-order.ts';

/** One of several small networks whose answers are averaged. Whole numbers are parts of their row's scale. */
export interface Member {
  /** For each sign, what it adds to the hidden values. */
  readonly inward: Int8Array;
  readonly inwardScale: Float32Array;
  /** For each sign, what it says for and against each intent by itself. */
  readonly direct: Int8Array;
  readonly directScale: Float32Array;
  /** For each hidden value, none below zero, what it says for and against each intent. */
  readonly outward: Float32Array;
  readonly bias: Float32Array;
}

/** From the signs in a message to the intents of one side. */
export interface Network {
  readonly intents: readonly Intent[];
  /** Numbers of the signs it knows, ascending; the nth has the nth rows. */
  readonly signs: Uint32Array;
  readonly members: readonly Member[];
  /** Turns the log odds of a main intent into those with which it was right in the development part. */
  readonly calibration: { readonly slope: number; readonly offset: number };
}

/** What `npm run train` has learned, for messages of each side. */
export interface Model {
  /** Tells which corpus, lexicon and trainer it comes from. */
  readonly stamp: string;
  readonly recipient: Network;
  readonly courier: Network;
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

/** The log odds of every intent, in the network's order. Signs that it does not know are passed over. */
export function logOddsOf({ intents, signs, members }: Network, features: Features): number[] {
  const known = Array.from(features, ([sign, weight]) => ({ row: rowOf(signs, sign), weight }));
  const sums = intents.map(() => 0);
  for (const { inward, inwardScale, direct, directScale, outward, bias } of members) {
    const hidden = new Float64Array(outward.length / intents.length);
    const odds = Float64Array.from(bias);
    for (const { row, weight } of known) {
      if (row === undefined) continue;
      const into = weight * (inwardScale[row] ?? 0);
      for (let at = 0; at < hidden.length; at++)
        hidden[at] = (hidden[at] ?? 0) + into * (inward[row * hidden.length + at] ?? 0);
      const straight = weight * (directScale[row] ?? 0);
      for (let at = 0; at < odds.length; at++)
        odds[at] = (odds[at] ?? 0) + straight * (direct[row * odds.length + at] ?? 0);
    }
    for (const [from, value] of hidden.entries())
      if (value > 0)
        for (let at = 0; at < odds.length; at++)
          odds[at] = (odds[at] ?? 0) + value * (outward[from * odds.length + at] ?? 0);
    for (const [at, value] of odds.entries()) sums[at] = (sums[at] ?? 0) + value / members.length;
  }
  return sums;
}
