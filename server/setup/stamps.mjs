import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCode } from './error-code.mjs';
import { inBuild } from './folders.mjs';

/** A stamp says from which inputs a step made its outputs, so that the step is done again only when one has changed. */

/** @param {string} name */
const stampFile = (name) => inBuild('stamps', `${name}.json`);

/** Size and time of change: what shows a half-written, replaced or damaged file at no cost. @param {string} file */
const stateOf = (file) => {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.size} ${stats.mtimeMs}`;
};

/** @param {string} inputs @param {string[]} outputs */
const stampText = (inputs, outputs) => JSON.stringify({ inputs, outputs: outputs.map(stateOf) });

/**
 * Whether the step has made these outputs from these inputs and nothing has touched them since.
 *
 * @param {string} name
 * @param {string} inputs from `hashOf`
 * @param {string[]} outputs files
 */
export const isStamped = (name, inputs, outputs) => {
  try {
    return outputs.every(stateOf) && readFileSync(stampFile(name), 'utf8') === stampText(inputs, outputs);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
};

/**
 * @param {string} name
 * @param {string} inputs from `hashOf`
 * @param {string[]} outputs files
 */
export const stamp = (name, inputs, outputs) => {
  mkdirSync(inBuild('stamps'), { recursive: true });
  const file = stampFile(name);
  writeFileSync(`${file}.new`, stampText(inputs, outputs));
  renameSync(`${file}.new`, file);
};

/** @param {string} path a file or a folder @returns {string[]} the files in it */
const filesIn = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap((name) => filesIn(join(path, name)))
    : [path];

/**
 * One hash over words and the content of files and folders.
 *
 * @param {{ words?: string[], paths?: string[] }} inputs
 */
export const hashOf = ({ words = [], paths = [] }) => {
  const hash = createHash('sha256').update(JSON.stringify(words));
  for (const file of paths.flatMap(filesIn)) {
    const content = readFileSync(file);
    hash.update(`\0${file.length}:${content.length}\0`).update(content);
  }
  return hash.digest('hex');
};
