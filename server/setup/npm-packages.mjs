import { readFileSync, rmSync } from 'node:fs';
import { arch, platform } from 'node:process';
import { isCode } from './error-code.mjs';
import { inProject } from './folders.mjs';
import { checkNpm, isAlpine, npmCommand } from './node-version.mjs';
import { runCommand } from './run-command.mjs';
import { SetUpError } from './set-up-error.mjs';
import { step } from './terminal.mjs';

/**
 * @typedef {{ integrity?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} Package
 * @typedef {Record<string, Package>} Packages by path, such as `node_modules/vite`
 */

/** @param {string} file @returns {Packages} */
const packagesIn = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch (error) {
    // A list that was cut off while it was written counts as no list.
    if (isCode(error, 'ENOENT') || error instanceof SyntaxError) return {};
    throw error;
  }
};

/** @param {Package} wanted @param {{ os: string, cpu: string, libc: string }} system */
const isMeantFor = ({ os, cpu, libc }, system) =>
  os?.includes(system.os) === true &&
  cpu?.includes(system.cpu) === true &&
  (libc === undefined || libc.includes(system.libc));

/**
 * The packages that the lock file asks for and npm did not install, by what it says itself. An optional one may be missing
 * unless it is meant for this very system: without its native part a tool does not run.
 *
 * @param {Packages} locked
 * @param {Packages} installed
 * @param {{ os: string, cpu: string, libc: string }} system
 */
export const missingPackages = (locked, installed, system) =>
  Object.entries(locked)
    .filter(([path, wanted]) => {
      if (path === '') return false;
      const found = installed[path];
      if (found !== undefined) return found.integrity !== wanted.integrity;
      return wanted.optional !== true || isMeantFor(wanted, system);
    })
    .map(([path]) => path.replace(/^node_modules\//, ''));

/** npm writes this list last of all. */
const installedList = inProject('node_modules', '.package-lock.json');

const locked = () => packagesIn(inProject('package-lock.json'));

const missing = () =>
  missingPackages(locked(), packagesIn(installedList), { os: platform, cpu: arch, libc: isAlpine ? 'musl' : 'glibc' });

export const areNpmPackagesInstalled = () => missing().length === 0;

/** Installs exactly what the lock file names. Scripts of packages do not run: what they must do, the set-up does itself. */
export const installNpmPackages = async () => {
  if (areNpmPackagesInstalled()) return;
  checkNpm();
  await step('npm packages', 'Installing the npm packages, Node 24 among them.', async (show) => {
    const [command, args] = npmCommand();
    const total = Object.keys(locked()).length - 1;
    let fetched = 0;
    const showFetched = (/** @type {string} */ line) => {
      if (!line.startsWith('npm http ')) return false;
      fetched += 1;
      show(`${Math.min(fetched, total)} of ${total} fetched`);
      return true;
    };
    const preload = `--require ${JSON.stringify(inProject('server', 'setup', 'npm-for-node-24.cjs'))}`;
    const env = { ...process.env, NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} ${preload}` };
    const install = [...args, 'ci', '--ignore-scripts', '--include=dev', '--include=optional', '--loglevel=http'];
    await runCommand(command, install, { env, onLine: showFetched });
  });
  const left = missing();
  if (left.length > 0) {
    // npm leaves out an optional package that it could not fetch, and says nothing.
    rmSync(installedList, { force: true });
    throw new SetUpError(`npm did not install ${left.join(', ')}. Start again to try once more.`);
  }
};
