/** For a server process, by `node --import`: on SIGUSR2 its clock jumps, as when somebody sets it or a virtual machine wakes. */
import { isMainThread } from 'node:worker_threads';

const HOUR_MS = 3_600_000;
/** By how much it is off after each jump, in turn: less than a day, so that no link expires. */
const offsets = [HOUR_MS, -2 * HOUR_MS, 90_000, -20_000, 20 * HOUR_MS, 0, -20 * HOUR_MS, 1500];

const realNow = Date.now.bind(Date);
let jumps = 0;
let offsetMs = 0;
Date.now = () => realNow() + offsetMs;
if (isMainThread)
  process.on('SIGUSR2', () => {
    offsetMs = offsets[jumps % offsets.length] ?? 0;
    jumps += 1;
  });
