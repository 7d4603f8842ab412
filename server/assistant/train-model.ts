import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nearCopies } from './corpus/split.ts';
import type { Message } from './corpus/labels.ts';
import type { Phrase } from './corpus/phrases.ts';
import { seeded, trainWeights } from './train-weights.ts';
import type { Example } from './train-weights.ts';
import { decide } from './understanding/decide.ts';
import { featuresOf } from './understanding/features.ts';
import type { Intent } from './understanding/intent-order.ts';
import { confidenceOf, logOddsOf } from './understanding/model.ts';
import type { Model, Weights } from './understanding/model.ts';

/** A phrase weighs less than a message, which is whole and of a real moment. */
const PHRASE_WEIGHT = 0.5;
/** Steps until the weights of the confidence stand still. */
const STEPS = 400;
const NO_MOMENT = { status: '', now: '2026-01-01T12:00:00+08:00' };

type Side = 'recipient' | 'courier';

/** What a model learns from. */
export interface Lessons {
  readonly messages: readonly Message[];
  readonly phrases: readonly Phrase[];
}

const intentsOf = ({ intents }: Message): Intent[] => [...new Set(intents.map(({ intent }) => intent))];

/** Phrases have no moment of their own: each is put at that of some message. */
function examplesOf({ messages, phrases }: Lessons, from: Side): Example[] {
  const own = messages.filter((message) => message.from === from);
  const draw = seeded(1);
  return [
    ...own.map((message) => ({ features: featuresOf(message.text, message), intents: intentsOf(message), weight: 1 })),
    ...phrases
      .filter((phrase) => phrase.from === from)
      .map(({ text, intents }) => {
        const moment = own[Math.floor(draw() * own.length)] ?? NO_MOMENT;
        return { features: featuresOf(text, moment), intents, weight: PHRASE_WEIGHT };
      }),
  ];
}

/** Phrases that are nearly one of these messages are left out: they would give away the answer. */
export function withoutNear(phrases: readonly Phrase[], messages: readonly Message[]): Phrase[] {
  const near = new Set(
    nearCopies(
      phrases.map(({ text }) => text),
      messages.map(({ text }) => text),
    ),
  );
  return phrases.filter(({ text }) => !near.has(text));
}

/**
 * Finds how the evidence of the model must be weighed to tell how often it is right: logistic regression, one weight after the
 * other by Newton's method.
 */
function calibrate(weights: Omit<Weights, 'calibration'>, messages: readonly Message[]): number[] {
  const seen = messages.map((message) => {
    const { intents, evidence } = decide(weights.intents, logOddsOf(weights, featuresOf(message.text, message)));
    return { evidence, right: intents[0] === message.intents[0]?.intent ? 1 : 0 };
  });
  const calibration = [0, 1, 0, 0];
  for (let step = 0; step < STEPS; step++) {
    const at = step % calibration.length;
    let [slope, bend] = [0, 1e-3];
    for (const { evidence, right } of seen) {
      const sure = confidenceOf(calibration, evidence);
      const piece = at === 0 ? 1 : (evidence[at - 1] ?? 0);
      slope += (sure - right) * piece;
      bend += sure * (1 - sure) * piece * piece;
    }
    calibration[at] = (calibration[at] ?? 0) - slope / bend;
  }
  return calibration;
}

/** A model of these lessons whose confidence is fitted to messages that it has not seen. */
export function trainModel(lessons: Lessons, development: readonly Message[], stamp: string): Model {
  const side = (from: Side) => {
    const weights = trainWeights(examplesOf(lessons, from));
    const own = development.filter((message) => message.from === from);
    return { ...weights, calibration: calibrate(weights, own) };
  };
  return { stamp, recipient: side('recipient'), courier: side('courier') };
}

/** The model to be shipped: it learns from everything, with the confidence of one that had not seen the development part. */
export function trainShipped(all: Lessons, calibrated: Model): Model {
  const side = (from: Side) => ({ ...trainWeights(examplesOf(all, from)), calibration: calibrated[from].calibration });
  return { stamp: stampOf(), recipient: side('recipient'), courier: side('courier') };
}

const folder = import.meta.dirname;
const madeFrom = (name: string) =>
  /^corpus\/(?:messages|phrases|split|phrases\.ts)/.test(name) ||
  /^train-(?:model|weights)\.ts$/.test(name) ||
  (/^understanding\/[^/]+\.(?:ts|txt)$/.test(name) && !/\/(?:alone|forbidden|understand)\.ts$/.test(name));

/** A digest of all that a model is made from: the corpus, the phrases, the lexicon and the programs. */
export function stampOf(): string {
  const hash = createHash('sha256');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(madeFrom).sort();
  for (const name of names.filter((name) => /\.[a-z]+$/.test(name)))
    hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}
