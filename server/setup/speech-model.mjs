import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { inProject } from './folders.mjs';
import { SetUpError } from './set-up-error.mjs';
import { hashOf, isStamped, stamp } from './stamps.mjs';
import { step } from './terminal.mjs';

const sums = inProject('media', 'models', 'SHA256SUMS');

/** @param {string} text lines as sha256sum writes them @returns {{ sum: string, name: string }[]} */
export const parseSums = (text) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ sum: line.slice(0, 64), name: line.slice(64).trim() }));

const models = () => parseSums(readFileSync(sums, 'utf8'));

const files = () => models().map(({ name }) => inProject('media', 'models', name));

export const isSpeechModelChecked = () => isStamped('speech-model', hashOf({ paths: [sums] }), files());

/** Reads the model once: a damaged one would not fail, it would write nonsense. */
export const checkSpeechModel = async () => {
  if (isSpeechModelChecked()) return;
  await step('speech model', 'Checking the speech model.', async () => {
    for (const { sum, name } of models()) {
      const file = inProject('media', 'models', name);
      const hash = createHash('sha256');
      if (existsSync(file)) await pipeline(createReadStream(file), hash);
      if (hash.digest('hex') !== sum) {
        throw new SetUpError(`media/models/${name} is damaged. Get it back with: git checkout -- media/models`);
      }
    }
    stamp('speech-model', hashOf({ paths: [sums] }), files());
  });
};
