/** `npm run train`: learns from the corpus anew and writes the model that the program reads. */
import { writeFileSync } from 'node:fs';
import { readCorpus } from './corpus/read.ts';
import { readPhrases } from './corpus/phrases.ts';
import { splitCorpus } from './corpus/split.ts';
import { trainModel, trainShipped, withoutNear } from './train-model.ts';
import { modelFile, packed } from './understanding/model.ts';

const messages = readCorpus();
const phrases = readPhrases();
const { train, development, test } = splitCorpus(messages);
const measured = trainModel(
  { messages: train, phrases: withoutNear(phrases, [...development, ...test]) },
  development,
  'measured',
);
writeFileSync(modelFile, packed(trainShipped({ messages, phrases }, measured)));
