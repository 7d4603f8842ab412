import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { inBuild, inProject } from './folders.mjs';
import { areCommandsStopped, runCommand } from './run-command.mjs';
import { SetUpError } from './set-up-error.mjs';
import { stamp } from './stamps.mjs';

/** A worker that has not answered by then hangs. */
const START_LIMIT_MS = 10_000;

/** @param {string} name */
export const workerFile = (name) => inBuild('native', name);

/** The system whose compiler and libraries a program is built with. */
export const systemName = () => {
  try {
    return `${process.platform} ${process.arch} ${readFileSync('/etc/os-release', 'utf8')}`;
  } catch {
    return `${process.platform} ${process.arch}`;
  }
};

/**
 * Whether the program starts here: without arguments it ends at once with this code.
 *
 * @param {string} file
 * @param {number} code
 */
export const startsWithCode = (file, code) =>
  spawnSync(file, [], { env: {}, stdio: 'ignore', timeout: START_LIMIT_MS }).status === code;

/**
 * Puts a built program in its place in one step, so that no half-written one is ever there, after it has started once.
 *
 * @param {{ name: string, exitCode: number }} worker
 * @param {string} built
 * @param {string} inputs from `hashOf`
 */
export const putInPlace = ({ name, exitCode }, built, inputs) => {
  mkdirSync(inBuild('native'), { recursive: true });
  const file = workerFile(name);
  copyFileSync(built, `${file}.new`);
  if (!startsWithCode(`${file}.new`, exitCode)) {
    rmSync(`${file}.new`);
    throw new SetUpError(`The program ${name} was built but does not start on this machine.`);
  }
  renameSync(`${file}.new`, file);
  stamp(name, inputs, [file]);
};

/**
 * Builds a program by CMake and Ninja in `.build/<name>`, going on from what an earlier try left there.
 *
 * @param {{ name: string, source: string, definitions: string[] }} build
 * @param {(state: string) => void} show
 * @returns {Promise<string>} the built program
 */
export const buildWorker = async ({ name, source, definitions }, show) => {
  const folder = inBuild(name);
  const build = async () => {
    show('configuring');
    await runCommand('cmake', ['-S', inProject(source), '-B', folder, '-G', 'Ninja', ...definitions]);
    await runCommand('ninja', ['-C', folder, name], {
      onLine: (line) => {
        const [, done, total] = /^\[(\d+)\/(\d+)\]/.exec(line) ?? [];
        if (done !== undefined) show(`${done} of ${total}`);
        return done !== undefined;
      },
    });
  };
  const isFirstTry = !existsSync(folder);
  try {
    await build();
  } catch (error) {
    if (isFirstTry || areCommandsStopped()) throw error;
    // What a crash or a full disk left may be the reason: once more, from nothing.
    rmSync(folder, { recursive: true });
    await build();
  }
  return inBuild(name, name);
};
