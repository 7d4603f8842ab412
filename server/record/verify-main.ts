import { resolve } from 'node:path';
import { verifyExport } from './verify.ts';

/** The program behind `npm run verify-export`. Ends with 0: nothing was changed, 1: something was, 2: it could not look. */

const usage = `Usage: npm run verify-export FILE.zip [[--head] HASH]...

  HASH   a digest or a link of the chain that was kept elsewhere (64 hex digits): it must be found in the file`;

const isHash = (word: string) => /^[0-9a-f]{64}$/i.test(word);

// Without a `--` before it npm takes `--head` for its own `--heading`: a hash must not be lost this way.
const heading = process.env['npm_config_heading'];
const given = [
  ...process.argv.slice(2).flatMap((word) => word.split(/(?<=^--head)=/)),
  ...(heading === undefined ? [] : [heading]),
];
const words = given.filter((word, i) => !(word === '--head' && isHash(given[i + 1] ?? '')));
const hashes = words.filter(isHash);
const [file, ...others] = words.filter((word) => !isHash(word));

const say = (text: string) => void process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  if (file === undefined || others.length > 0) {
    say(others.length > 0 ? `One file at a time; and a hash has 64 hex digits.\n\n${usage}` : usage);
    return 2;
  }
  // npm runs a script in the project's folder; the person was in theirs.
  const path = resolve(process.env['INIT_CWD'] ?? '.', file);
  const { problems, notices, about } = await verifyExport(path, hashes);
  if (about) say(about);
  for (const notice of notices) say(`· ${notice}`);
  if (problems.length === 0) {
    say('\nNOTHING WAS CHANGED: every file, every entry and every link is as it was written.');
    return 0;
  }
  say(`\nCHANGED OR DAMAGED, ${problems.length} ${problems.length === 1 ? 'finding' : 'findings'}:`);
  for (const problem of problems) say(`✗ ${problem}`);
  return 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Error && 'code' in error)) throw error;
  say(`The file cannot be read: ${error.message}`);
  process.exitCode = 2;
}
