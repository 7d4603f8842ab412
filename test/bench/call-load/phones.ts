/** A thread full of phones: does what the benchmark tells it, one thing after the other. */
import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { type LoadCall, openLoadCall, type SetUp } from './call.ts';
import type { Order, Orders } from './threads.ts';
import { openStraightPair } from './straight.ts';
import { openTalk } from './talk.ts';

const { url } = workerData as { url: string };
const talk = openTalk();
let calls: LoadCall[] = [];
let pairs: { hangUp(): Promise<void> }[] = [];

const orders: Orders = {
  async call({ lines }) {
    const setUps: SetUp[] = [];
    for (const line of lines) {
      const call = await openLoadCall(url, line, talk);
      calls.push(call);
      setUps.push(call.setUp);
    }
    return setUps;
  },
  async come_and_go({ lines, everyMs, talkMs }) {
    const under: Promise<SetUp>[] = [];
    for (const line of lines) {
      const one = (async () => {
        const call = await openLoadCall(url, line, talk);
        await wait(talkMs);
        await call.hangUp();
        return call.setUp;
      })();
      under.push(one);
      await (everyMs === null ? one : wait(everyMs));
    }
    return Promise.all(under);
  },
  async straight({ count }) {
    for (let i = 0; i < count; i++) pairs.push(await openStraightPair(talk));
    return null;
  },
  talk: ({ seconds }) => talk.measure(seconds),
  async hang_up() {
    for (const call of [...calls, ...pairs]) await call.hangUp();
    calls = [];
    pairs = [];
    return null;
  },
};

parentPort?.on('message', ({ id, name, order }: { id: number; name: Order; order: never }) => {
  orders[name](order).then(
    (value) => parentPort?.postMessage({ id, value }, []),
    (error: Error) => parentPort?.postMessage({ id, error: error.message }, []),
  );
});
