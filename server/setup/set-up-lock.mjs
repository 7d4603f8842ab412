import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { inBuild } from './folders.mjs';
import { keepOpenInCommands, runCommand } from './run-command.mjs';
import { say } from './terminal.mjs';

/**
 * Does the work while no other start sets up this folder. The kernel frees the lock when its last holder ends, however it
 * ends, so there is no stale lock; and the last holder may be a command that outlived a start which was killed. Where the
 * system has no `flock` (outside Linux) nothing is locked.
 *
 * @param {() => Promise<void>} work
 */
export const whileLocked = async (work) => {
  mkdirSync(inBuild(), { recursive: true });
  const file = openSync(inBuild('set-up.lock'), 'a');
  keepOpenInCommands(file);
  // flock locks the open file, which is ours as well: it stays locked when flock itself has ended.
  const { status } = spawnSync('flock', ['--nonblock', '3'], { stdio: ['ignore', 'ignore', 'ignore', file] });
  if (status === 1) {
    say('Another start is setting up this folder; waiting for it to finish.');
    await runCommand('flock', ['3']);
  }
  try {
    await work();
  } finally {
    keepOpenInCommands(null);
    closeSync(file);
  }
};
