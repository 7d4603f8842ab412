/** `npm run gallery`: the npm packages where they are missing, then one page with every component in every state. */
import { runNodeInFront } from './run-in-front.mjs';
import { runMain } from './run-main.mjs';
import { setUpNpmPackages } from './set-up.mjs';

await runMain(async () => {
  await setUpNpmPackages();
  return runNodeInFront(['test/gallery/make.ts']);
});
