/** `npm start` and `npm run phones`: everything that must be made first, then the server. */
import { whisperNodePackages } from './debian-packages.mjs';
import { serverFlags } from './node-version.mjs';
import { preparePhones } from './phones.mjs';
import { runNodeInFront } from './run-in-front.mjs';
import { runMain } from './run-main.mjs';
import { setUp } from './set-up.mjs';

await runMain(async () => {
  const args = process.argv.slice(2);
  const usesWhisperNode = process.env['DOORLINE_SPEECH_ENGINE'] === 'whisper-node';
  await setUp(
    usesWhisperNode ? { packages: whisperNodePackages, purpose: 'use the speech engine whisper-node' } : undefined,
  );
  const env = args.includes('--phones') ? preparePhones() : process.env;
  return runNodeInFront([...serverFlags, 'server/main.ts', ...args.filter((argument) => argument !== '--phones')], env);
});
