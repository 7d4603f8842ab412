/** `npm run check`: format, lint, types and dead code. */
import { runMain } from './run-main.mjs';
import { setUpNpmPackages } from './set-up.mjs';
import { checkSources } from './source-checks.mjs';

await runMain(async () => {
  await setUpNpmPackages();
  const { failed } = await checkSources();
  return failed === 0 ? 0 : 1;
});
