import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { inBuild } from './folders.mjs';
import { say } from './terminal.mjs';

/** @type {number | null} */
let lock = null;

/** The open lock file, to be handed to commands that must end before another start may build. */
export const heldLock = () => lock;

/**
 * Waits until no other start sets up this folder. The kernel frees the lock when its last holder ends, however it ends,
 * so there is no stale lock. Where the system has no `flock` (outside Linux) nothing is locked.
 */
export const lockSetUp = async () => {
  mkdirSync(inBuild(), { recursive: true });
  const file = openSync(inBuild('set-up.lock'), 'a');
  /** @type {import('node:child_process').StdioOptions} */
  const stdio = ['ignore', 'ignore', 'ignore', file];
  // flock locks the open file, which is ours as well: it stays locked when flock itself has ended.
  const { status } = spawnSync('flock', ['--nonblock', '3'], { stdio });
  if (status === 1) {
    say('Another start is setting up this folder; waiting for it to finish.');
    await once(spawn('flock', ['3'], { stdio }), 'close');
  }
  lock = file;
};
