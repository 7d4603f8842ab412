/** `npm run bench`: everything that must be made first, then the measurements. */
import { runNodeInFront } from './run-in-front.mjs';
import { runMain } from './run-main.mjs';
import { setUp } from './set-up.mjs';

await runMain(async () => {
  await setUp();
  return runNodeInFront(['test/bench/main.ts', ...process.argv.slice(2)]);
});
