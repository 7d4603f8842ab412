/**
 * `npm test`: everything that must be made first, the checks of the sources, then every test. Arguments go to vitest and
 * leave the checks out, as in `npm test -- --project unit`. Closes with one line `N passed, N failed`.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { inBuild } from './folders.mjs';
import { runNodeInFront } from './run-in-front.mjs';
import { runMain } from './run-main.mjs';
import { setUp } from './set-up.mjs';
import { checkSources } from './source-checks.mjs';
import { closingLine, countTests } from './test-count.mjs';
import { packagesForTests } from './test-packages.mjs';

/** @param {string} file */
const readReport = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
};

/** @param {string[]} args */
const runTests = async (args) => {
  const report = inBuild('test-report.json');
  mkdirSync(inBuild(), { recursive: true });
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const exitCode = await runNodeInFront(['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args]);
  return countTests(readReport(report), exitCode);
};

await runMain(async () => {
  const args = process.argv.slice(2);
  await setUp({ packages: packagesForTests(args), purpose: 'run the tests' });
  const checks = args.length === 0 ? await checkSources() : { passed: 0, failed: 0 };
  const tests = await runTests(args);
  const total = { ...tests, passed: checks.passed + tests.passed, failed: checks.failed + tests.failed };
  console.log(closingLine(total));
  return total.failed === 0 ? 0 : 1;
});
