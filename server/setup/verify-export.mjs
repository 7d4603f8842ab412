/** `npm run verify-export`: the npm packages where they are missing, then the check. */
import { runNodeInFront } from './run-in-front.mjs';
import { runMain } from './run-main.mjs';
import { setUpNpmPackages } from './set-up.mjs';

await runMain(async () => {
  await setUpNpmPackages();
  return runNodeInFront(['server/record/verify-main.ts', ...process.argv.slice(2)]);
});
