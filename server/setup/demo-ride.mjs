/** `npm run demo-ride`: everything that must be made first, then the ride, and a server for it where none runs. */
import { runNodeInFront } from './run-in-front.mjs';
import { runMain } from './run-main.mjs';
import { setUp } from './set-up.mjs';

await runMain(async () => {
  await setUp();
  return runNodeInFront(['server/demo-ride-main.ts', ...process.argv.slice(2)]);
});
