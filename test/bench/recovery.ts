import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { steadySpeechFile } from '../support/spoken.ts';
import { openStreetCall, talks, type StreetCall } from '../support/street-call.ts';
import { startTurn, turnSettings } from '../support/street-relay.ts';
import * as trouble from '../support/street-trouble.ts';
import type { Measurement, Size } from './main.ts';

const RUNS = 10;
/** Between two troubles, and as much again by chance: checks and reports are then at any point of their turn. ms */
const REST_MS = 4000;
/** A call that is not back after this is not coming back. ms */
const MOST_MS = 60_000;

/** What happens, the goal for the 95th percentile in ms, and whether each time needs a call of its own. */
const cases: readonly { name: string; happens: trouble.Trouble; goal?: number; once?: true }[] = [
  { name: 'cut of 5 s', happens: trouble.cutOf(5), goal: 1500 },
  { name: 'cut of 20 s', happens: trouble.cutOf(20) },
  { name: 'cut of 50 s', happens: trouble.cutOf(50) },
  { name: 'new address', happens: trouble.newAddress },
  { name: 'UDP blocked from now on', happens: trouble.udpBlocked, once: true },
  { name: 'only TURN from now on', happens: trouble.onlyTurn, once: true },
  { name: 'SFU worker killed', happens: trouble.workerKilled, goal: 2500 },
  { name: 'server killed and started again', happens: trouble.serverKilled, goal: 5000 },
];

/** How long after the network or the process is back both hear each other again. */
export async function run(size: Size): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'doorline-recovery-'));
  const file = await steadySpeechFile(folder);
  const open = () =>
    openStreetCall({
      speech: { courier: file, recipient: file },
      settings: turnSettings,
      prepare: startTurn,
    });
  const measured: Measurement[] = [];
  for (const { name, happens, goal, once } of cases) {
    const samples: number[] = [];
    const times = size === 'full' ? RUNS : 2;
    const measure = async (call: StreetCall) => {
      await Promise.all([call.courier, call.recipient].map(talks));
      await wait(REST_MS * (1 + Math.random()));
      samples.push(...(await trouble.timeToSpeech(call, happens, MOST_MS)));
    };
    if (once === true) {
      for (let time = 0; time < times; time += 1) {
        await using call = await open();
        await measure(call);
      }
    } else {
      await using call = await open();
      for (let time = 0; time < times; time += 1) await measure(call);
    }
    measured.push({
      name: `${name} → both hear each other again`,
      unit: 'ms',
      samples,
      note: `${times} times, both ends${goal === undefined ? '' : `; goal p95 ${goal} ms`}`,
    });
  }
  await rm(folder, { recursive: true });
  return measured;
}
