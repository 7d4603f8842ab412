/** `npm run screenshots`: Chromium and its fonts where they are missing, then a picture of every page and component. */
import { ensureDebianPackages } from './debian-packages.mjs';
import { runNodeInFront } from './run-in-front.mjs';
import { runMain } from './run-main.mjs';
import { setUpNpmPackages } from './set-up.mjs';
import { packagesForTests } from './test-packages.mjs';

await runMain(async () => {
  await setUpNpmPackages();
  await ensureDebianPackages(packagesForTests(['--project=e2e']), 'take pictures');
  return runNodeInFront(['test/gallery/screenshots.ts', ...process.argv.slice(2)]);
});
