import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname } from 'node:path';
import { projectFolder } from './folders.mjs';
import { serverNode } from './node-version.mjs';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** @type {ChildProcess | undefined} */
let inFront;

/** Sends the signal to the program in front; answers false where there is none. @param {NodeJS.Signals} signal */
export const passSignalOn = (signal) => inFront?.kill(signal) ?? false;

/** Lets the kernel stop the program when this process is killed outright; not every system has it. */
const dieWithUs = () => {
  const setpriv = ['--pdeathsig', 'TERM'];
  return spawnSync('setpriv', [...setpriv, 'true'], { stdio: 'ignore' }).status === 0 ? ['setpriv', ...setpriv] : [];
};

/**
 * Runs Node 24 on this terminal, to its end; the signals we get go to it. Resolves with its exit code, or with
 * 128 and the signal's number where a signal ended it.
 *
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>}
 */
export const runNodeInFront = (args, env = process.env) =>
  new Promise((resolve, reject) => {
    const [command, ...before] = [...dieWithUs(), serverNode];
    const path = [dirname(serverNode), env['PATH']].join(delimiter);
    inFront = spawn(command, [...before, ...args], {
      cwd: projectFolder,
      env: { ...env, PATH: path },
      stdio: 'inherit',
    });
    const end = () => {
      inFront = undefined;
    };
    inFront.on('error', (error) => {
      end();
      reject(error);
    });
    inFront.on('exit', (code, signal) => {
      end();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
