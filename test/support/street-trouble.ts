import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { descendants } from './server-process.ts';
import { heardAgain } from './sound-log.ts';
import { PAGES_PORT, type StreetCall } from './street-call.ts';

/** Happens to the courier's phone or to the server; resolves with when the network or the process was back, epoch ms. */
export type Trouble = (call: StreetCall) => Promise<number>;

/** Nothing gets to the courier's phone or from it for so long. */
export const cutOf =
  (seconds: number): Trouble =>
  async ({ street }) => {
    street.cut('courier');
    await wait(seconds * 1000);
    street.mend();
    return Date.now();
  };

/** From one network into another one, as from Wi-Fi to 4G. */
export const newAddress: Trouble = async ({ street }) => {
  await street.move('courier');
  return Date.now();
};

export const udpBlocked: Trouble = ({ street }) => {
  street.blockUdp('courier');
  return Promise.resolve(Date.now());
};

/** From now on only a TURN server is reached, beside the pages. */
export const onlyTurn: Trouble = ({ street }) => {
  street.blockMedia('courier', PAGES_PORT);
  return Promise.resolve(Date.now());
};

export const workerKilled: Trouble = ({ server }) => {
  const workers = descendants(server.child.pid ?? 0).filter((pid) =>
    readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('mediasoup'),
  );
  if (workers.length === 0) throw new Error('The server has no media worker');
  for (const pid of workers) process.kill(pid, 'SIGKILL');
  return Promise.resolve(Date.now());
};

export const serverKilled: Trouble = (call) => call.killServer();

/**
 * Makes the trouble and waits until both hear the other again; answers how long after the network or the process was back,
 * one number for each of the two, ms. Needs speech without pauses.
 */
export async function timeToSpeech(call: StreetCall, trouble: Trouble, mostMs: number): Promise<number[]> {
  const gone = Date.now();
  const back = await trouble(call);
  const giveUpAt = back + mostMs;
  const took: number[] = [];
  for (const page of [call.courier, call.recipient]) {
    let at = await heardAgain(page, gone);
    while (at === null && Date.now() < giveUpAt) {
      await wait(100);
      at = await heardAgain(page, gone);
    }
    if (at === null) throw new Error(`No speech within ${mostMs} ms`);
    took.push(Math.max(0, at - back));
  }
  return took;
}
