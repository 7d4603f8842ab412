import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { isCode } from './error-code.mjs';
import { npmProcess } from './npm-process.mjs';
import { areCommandsStopped, stopCommands } from './run-command.mjs';
import { passSignalOn } from './run-in-front.mjs';
import { SetUpError } from './set-up-error.mjs';

/** What to say of an error that the person at the terminal can act on; null for a bug. @param {unknown} error */
const sentenceFor = (error) => {
  if (error instanceof SetUpError) return error.message;
  if (isCode(error, 'ENOSPC')) return 'The disk is full. Make room and start again.';
  if (isCode(error, 'EACCES') || isCode(error, 'EROFS')) return `This folder cannot be written: ${String(error)}`;
  return null;
};

/** @param {NodeJS.Signals} signal */
const onSignal = (signal) => {
  if (passSignalOn(signal)) return;
  // Asked twice: at once.
  if (areCommandsStopped()) process.exit();
  process.exitCode = 128 + constants.signals[signal];
  console.log('\nStopping. The next start goes on from here.');
  stopCommands();
};

/** How often to look whether npm is still there. */
const NPM_CHECK_MS = 1_000;

/** `npm start` that was killed outright cannot pass that on; what it started must not stay behind. */
const stopWithoutNpm = () => {
  const npm = npmProcess();
  if (npm === null) return;
  const check = setInterval(() => {
    if (existsSync(`/proc/${npm}`)) return;
    clearInterval(check);
    onSignal('SIGTERM');
  }, NPM_CHECK_MS);
  check.unref();
};

/**
 * Runs an entry point; its exit code becomes ours. Signals go to the program in front; during the set-up they stop what it
 * runs first.
 *
 * @param {() => Promise<number>} main resolves with the exit code
 */
export const runMain = async (main) => {
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onSignal);
  stopWithoutNpm();
  try {
    const exitCode = await main();
    process.exitCode ??= exitCode;
  } catch (error) {
    if (areCommandsStopped()) return;
    const sentence = sentenceFor(error);
    if (sentence === null) throw error;
    stopCommands();
    console.error(`\n${sentence}`);
    process.exitCode = 1;
  }
};
