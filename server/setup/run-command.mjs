import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { isCode } from './error-code.mjs';
import { projectFolder } from './folders.mjs';
import { SetUpError } from './set-up-error.mjs';

/** Enough of the end of an output to show why a command failed: a compiler's first error and what follows it. */
const KEPT_LINES = 60;

/** A service that a package starts may keep the output open for good. */
const LATE_OUTPUT_MS = 1_000;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** @type {number | null} */
let lock = null;

/** The open lock file that commands hold too, as their file 3. @param {number | null} file */
export const keepOpenInCommands = (file) => {
  lock = file;
};

let stopped = false;

/** Ends what is running, with all that it started, and lets nothing new begin. */
export const stopCommands = () => {
  stopped = true;
  for (const child of running) stopGroup(child, 'SIGTERM');
};

export const areCommandsStopped = () => stopped;

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
const stopGroup = (child, signal) => {
  try {
    // Each command leads a process group of its own, so that a compiler under ninja ends with it.
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch (error) {
    if (!isCode(error, 'ESRCH')) throw error;
  }
};

/**
 * Runs a command to its end and resolves with the last lines it wrote. Rejects with a `SetUpError` that shows them where
 * the command failed, was not found, or took longer than `timeLimitMs`.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} [options.cwd]
 * @param {number} [options.timeLimitMs]
 * @param {boolean} [options.holdsLock] Should this process be killed, the next start waits for what the command still
 *   does. Not for commands that start services, which would hold the lock for good.
 * @param {(line: string) => boolean} [options.onLine] Answers whether the line was of use only to it.
 * @returns {Promise<string>}
 */
export const runCommand = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    if (stopped) throw new SetUpError('Stopped.');
    const { env = process.env, cwd = projectFolder, timeLimitMs, holdsLock = true, onLine = () => false } = options;
    /** @type {string[]} */
    const lines = [];
    const child = spawn(command, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', (holdsLock ? lock : null) ?? 'ignore'],
    });
    running.add(child);
    let timedOut = false;
    const onTimeLimit = () => {
      timedOut = true;
      stopGroup(child, 'SIGKILL');
    };
    const timer = timeLimitMs === undefined ? undefined : setTimeout(onTimeLimit, timeLimitMs);
    for (const output of [child.stdout, child.stderr]) {
      if (output === null) continue;
      createInterface({ input: output }).on('line', (line) => {
        if (onLine(line)) return;
        lines.push(line);
        if (lines.length > KEPT_LINES) lines.shift();
      });
    }
    let ended = false;
    const end = (/** @type {string | null} */ failure) => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      running.delete(child);
      const text = lines.join('\n');
      if (failure === null) resolve(text);
      else reject(new SetUpError(failureText(`${command} ${args.join(' ')}`, failure, text)));
    };
    const endOf = (/** @type {number | null} */ code, /** @type {NodeJS.Signals | null} */ signal) => {
      if (timedOut) end('took too long');
      else if (signal !== null) end(`was ended by ${signal}`);
      else end(code === 0 ? null : `ended with code ${code}`);
    };
    child.on('error', (error) =>
      end(isCode(error, 'ENOENT') ? 'is not installed' : `could not start: ${error.message}`),
    );
    child.on('close', endOf);
    child.on('exit', (code, signal) => setTimeout(endOf, LATE_OUTPUT_MS, code, signal).unref());
  });

/**
 * @param {string} commandLine
 * @param {string} failure
 * @param {string} text
 */
export const failureText = (commandLine, failure, text) => {
  const full = /No space left on device|ENOSPC|Disk quota exceeded/.test(text);
  const advice = full ? '\nThe disk is full. Make room and start again.' : '';
  return `${text}\n\nThis command ${failure}: ${commandLine}${advice}`.trim();
};
