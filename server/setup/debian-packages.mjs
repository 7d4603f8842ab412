import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { runCommand } from './run-command.mjs';
import { SetUpError } from './set-up-error.mjs';
import { step } from './terminal.mjs';

/** Builds the speech worker. */
export const compilers = ['g++', 'cmake', 'ninja-build'];

/** Builds the program of the optional speech engine whisper-node, which makes it when it is first used. */
export const whisperNodePackages = ['g++', 'make'];

/** Builds the SFU worker where upstream's prebuilt one cannot be had. */
export const sfuWorkerPackages = [
  ...compilers,
  'pkg-config',
  'libssl-dev',
  'libuv1-dev',
  'libsrtp2-dev',
  'libabsl-dev',
  'libflatbuffers-dev',
  'flatbuffers-compiler',
];

/** Long enough for another package program to end, such as the nightly one. */
const APT_LOCK_SECONDS = 300;

const isDebian = existsSync('/usr/bin/dpkg-query') && existsSync('/usr/bin/apt-get');

const isRoot = process.getuid?.() === 0;

/** Whether the set-up may install packages itself. */
export const installsDebianPackages = isDebian && isRoot;

/**
 * @param {string[]} wanted
 * @param {string} answer dpkg-query's lines `name status`; it has no line for a package it never heard of
 */
export const missingIn = (wanted, answer) => {
  const installed = new Set(
    answer
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return wanted.filter((name) => !installed.has(name));
};

/** @param {string[]} wanted @returns {Promise<string[]>} */
const missingPackages = (wanted) =>
  new Promise((resolve) => {
    const format = '${Package} ${db:Status-Status}\n';
    // Ends with code 1 when it does not know one of the names, and answers for the others all the same.
    execFile('dpkg-query', ['-W', '-f', format, ...wanted], (_error, answer) => resolve(missingIn(wanted, answer)));
  });

/** What apt-get says of its progress, in words; null for any other line. @param {string} line */
export const aptProgress = (line) => {
  const [kind, , percent] = line.split(':');
  if (kind !== 'dlstatus' && kind !== 'pmstatus') return null;
  return `${kind === 'dlstatus' ? 'downloaded' : 'installed'} ${Math.round(Number(percent))} %`;
};

/**
 * Makes sure of Debian packages: as root by apt-get, else rejects with the one command to type. On another system it trusts
 * that they are there and leaves it to the build to miss them.
 *
 * @param {string[]} wanted
 * @param {string} purpose completes the sentence "... needed to ..."
 */
export const ensureDebianPackages = async (wanted, purpose) => {
  if (!isDebian) return;
  const missing = await missingPackages([...new Set(wanted)]);
  if (missing.length === 0) return;
  const names = missing.join(' ');
  if (!isRoot) {
    throw new SetUpError(`Debian packages are needed to ${purpose}. Please run this, then start again:

  sudo apt-get install -y --no-install-recommends ${names}`);
  }
  const sentence = `Installing Debian packages to ${purpose}, by apt-get: ${names}.`;
  await step('Debian packages', sentence, (show) => install(missing, show));
};

/** @param {string[]} packages @param {(state: string) => void} show */
const install = async (packages, show) => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  const showProgress = (/** @type {string} */ line) => {
    const state = aptProgress(line);
    if (state !== null) show(state);
    return state !== null;
  };
  // A package may start a service, which must not keep the set-up locked.
  const options = { env, holdsLock: false, onLine: showProgress };
  const settings = ['-o', `DPkg::Lock::Timeout=${APT_LOCK_SECONDS}`, '-o', 'APT::Status-Fd=1'];
  show('reading the lists');
  // Finishes what an apt-get that was stopped half-way left behind; else apt-get refuses to do anything.
  await runCommand('dpkg', ['--configure', '-a'], options);
  // A list that cannot be read may be one that is not needed; if it is, the install says so.
  await runCommand('apt-get', [...settings, 'update'], options).catch(() => undefined);
  const quiet = ['-y', '-q', '--fix-broken', '--no-install-recommends'];
  await runCommand('apt-get', [...settings, 'install', ...quiet, ...packages], options);
};
