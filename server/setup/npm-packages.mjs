import { existsSync, readFileSync, rmSync } from 'node:fs';
import { isCode } from './error-code.mjs';
import { inProject } from './folders.mjs';
import { checkNpm, hasNodePackage, npmCommand, serverNode } from './node-version.mjs';
import { runCommand } from './run-command.mjs';
import { SetUpError } from './set-up-error.mjs';
import { step } from './terminal.mjs';

/** @param {string} file */
const packagesIn = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch (error) {
    // A list that was cut off while it was written counts as no list.
    if (isCode(error, 'ENOENT') || error instanceof SyntaxError) return {};
    throw error;
  }
};

/**
 * Whether what npm says it installed is what the lock file asks for. Packages for other systems may be missing.
 *
 * @param {Record<string, { version?: string, integrity?: string, optional?: boolean }>} locked
 * @param {Record<string, { version?: string, integrity?: string }>} installed
 */
export const isInstalled = (locked, installed) =>
  Object.entries(locked).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    return found === undefined ? wanted.optional === true : found.integrity === wanted.integrity;
  });

const locked = () => packagesIn(inProject('package-lock.json'));

export const areNpmPackagesInstalled = () =>
  existsSync(serverNode) &&
  // npm writes this list last of all.
  isInstalled(locked(), packagesIn(inProject('node_modules', '.package-lock.json')));

/** Installs exactly what the lock file names. Scripts of packages do not run: what they must do, the set-up does itself. */
export const installNpmPackages = async () => {
  if (areNpmPackagesInstalled()) return;
  checkNpm();
  await step('npm packages', 'Installing the npm packages, Node 24 among them.', async (show) => {
    const [command, args] = npmCommand();
    const total = Object.keys(locked()).length - 1;
    let fetched = 0;
    const showFetched = (/** @type {string} */ line) => {
      // Nothing of it runs on this Node: all runs on the Node 24 that is installed here.
      if (line.includes('EBADENGINE')) return true;
      if (!line.startsWith('npm http ')) return false;
      fetched += 1;
      show(`${Math.min(fetched, total)} of ${total} fetched`);
      return true;
    };
    const install = [...args, 'ci', '--ignore-scripts', '--include=dev', '--include=optional', '--loglevel=http'];
    await runCommand(command, install, { onLine: showFetched });
  });
  if (!existsSync(serverNode)) {
    // npm leaves out an optional package that it could not fetch, and says nothing.
    rmSync(inProject('node_modules', '.package-lock.json'), { force: true });
    if (hasNodePackage)
      throw new SetUpError('npm could not fetch Node 24 (an npm package). Start again to try once more.');
  }
};
