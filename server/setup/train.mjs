/** `npm run train`: the npm packages where they are missing, then the assistant's model anew from the corpus. */
import { runNodeInFront } from './run-in-front.mjs';
import { runMain } from './run-main.mjs';
import { setUpNpmPackages } from './set-up.mjs';

await runMain(async () => {
  await setUpNpmPackages();
  return runNodeInFront(['server/assistant/train.ts']);
});
