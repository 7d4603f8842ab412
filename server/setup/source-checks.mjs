import { runNodeInFront } from './run-in-front.mjs';

/** What the sources must pass, each a program of its own. */
const checks = [
  { name: 'format', args: ['node_modules/oxfmt/bin/oxfmt', '--check', '.'] },
  { name: 'lint', args: ['node_modules/oxlint/bin/oxlint'] },
  { name: 'types of the server', args: ['node_modules/typescript/bin/tsc', '-p', '.'] },
  { name: 'types of the pages', args: ['node_modules/typescript/bin/tsc', '-p', 'client'] },
  { name: 'types of the service worker', args: ['node_modules/typescript/bin/tsc', '-p', 'client/worker'] },
  { name: 'types of the tests', args: ['node_modules/typescript/bin/tsc', '-p', 'test'] },
  { name: 'dead code', args: ['node_modules/knip/bin/knip.js', '--no-progress'] },
];

/**
 * Runs every check, also after one has failed.
 *
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export const checkSources = async () => {
  const failed = [];
  for (const { name, args } of checks) {
    console.log(`Checking: ${name}.`);
    if ((await runNodeInFront(args)) !== 0) failed.push(name);
  }
  if (failed.length > 0) console.log(`Checks that failed: ${failed.join(', ')}.`);
  return { passed: checks.length - failed.length, failed: failed.length };
};
