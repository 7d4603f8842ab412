import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { arch, platform, versions } from 'node:process';
import { inProject } from './folders.mjs';
import { SetUpError } from './set-up-error.mjs';

/** Oldest Node and npm that can run the set-up itself. */
const SET_UP_NODE = 18;
const SET_UP_NPM = 9;

/** Node that runs the server, the build and the tests (TypeScript without a build, node:sqlite). */
const SERVER_NODE = 24;

/** @param {string} version */
const major = (version) => Number(version.split('.')[0]);

export const isAlpine = existsSync('/etc/alpine-release');

/** Node 24 comes as an npm package for these; it is linked against glibc, which Alpine does not have. */
const hasNodePackage = platform === 'linux' && (arch === 'x64' || arch === 'arm64') && !isAlpine;

const nodePackageBinary = inProject('node_modules', `node-linux-${arch}`, 'bin', 'node');

/** The Node that runs the server. Exists once the npm packages are installed. */
export const serverNode = hasNodePackage ? nodePackageBinary : process.execPath;

/**
 * Room for young objects, MB (Node's own is 16): what a busy second leaves behind is then collected before it counts as old, which
 * takes a tenth of the time of each fix (docs/benchmarks.md, "The live map"). Memory is taken only under load.
 */
export const serverFlags = ['--max-semi-space-size=64'];

/**
 * Why this Node cannot start the project, or null.
 *
 * @param {string} version such as `18.20.4`
 * @param {boolean} bringsOwn whether Node 24 comes with the npm packages here
 */
export const nodeProblem = (version, bringsOwn) => {
  if (major(version) < SET_UP_NODE) return `Doorline needs Node ${SET_UP_NODE} or newer; this is Node ${version}.`;
  if (!bringsOwn && major(version) < SERVER_NODE) {
    return `On this system (${platform} ${arch}) Doorline needs Node ${SERVER_NODE} or newer installed; this is Node ${version}.`;
  }
  return null;
};

/** @param {string} version such as `9.2.0` */
export const npmProblem = (version) =>
  major(version) < SET_UP_NPM ? `Doorline needs npm ${SET_UP_NPM} or newer; this is npm ${version}.` : null;

export const checkNode = () => {
  const problem = nodeProblem(versions.node, hasNodePackage);
  if (problem !== null) throw new SetUpError(problem);
};

/** The npm that started us, or the one on the path. @returns {[command: string, args: string[]]} */
export const npmCommand = () => {
  const started = process.env['npm_execpath'] ?? '';
  return /npm-cli\.c?js$/.test(started) ? [process.execPath, [started]] : ['npm', []];
};

export const checkNpm = () => {
  const [command, args] = npmCommand();
  let version;
  try {
    version = execFileSync(command, [...args, '--version'], { encoding: 'utf8' }).trim();
  } catch (error) {
    throw new SetUpError(`Doorline needs npm ${SET_UP_NPM} or newer; it could not be started.`, { cause: error });
  }
  const problem = npmProblem(version);
  if (problem !== null) throw new SetUpError(problem);
};
