import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { descendants, startServerProcess } from '../support/server-process.ts';
import type { Measurement } from './main.ts';

/** Time for the speech model to be loaded and for the start's garbage to be collected, ms. */
const SETTLE_MS = 15_000;

/** Proportional set size, MB: memory that processes share counts once. Linux only. */
async function processMb(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1]) / 1024;
}

/** The server at rest, with its workers and the speech model loaded. */
export async function run(): Promise<Measurement[]> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'doorline-bench-'));
  try {
    await using server = await startServerProcess(dataFolder, {
      DOORLINE_SPEECH_ENGINE: 'whisper',
      DOORLINE_MEDIA_WORKERS: '2',
      DOORLINE_DEMO: 'on',
    });
    await wait(SETTLE_MS);
    const pid = server.child.pid ?? 0;
    const children = descendants(pid);
    const own = await processMb(pid);
    const all = (await Promise.all(children.map(processMb))).reduce((sum, mb) => sum + mb, own);
    const note = 'proportional set size 15 s after the start, 2 SFU workers, speech model loaded';
    return [
      { name: 'memory of an idle server, all processes', unit: 'MB', samples: [all], note },
      { name: 'of it the Node process', unit: 'MB', samples: [own], note },
    ];
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}
