/** `npm start` and `npm run phones`: everything that must be made first, then the server. */
import { preparePhones } from './phones.mjs';
import { runNodeInFront } from './run-in-front.mjs';
import { runMain } from './run-main.mjs';
import { setUp } from './set-up.mjs';

await runMain(async () => {
  const args = process.argv.slice(2);
  await setUp();
  const env = args.includes('--phones') ? preparePhones() : process.env;
  return runNodeInFront(['server/main.ts', ...args.filter((argument) => argument !== '--phones')], env);
});
