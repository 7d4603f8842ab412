import { setTimeout as wait } from 'node:timers/promises';
import type { Measurement, Size } from './main.ts';
import { coresNote, openBenchServer, processKb, processorSeconds } from './record/bench-server.ts';
import { collectGarbage } from './record/collect-garbage.ts';
import { freePort } from '../support/free-port.ts';
import { descendants } from '../support/server-process.ts';
import type { SeededLine } from '../support/seed-lines.ts';
import type { SetUp } from './call-load/call.ts';
import { openPhoneThread, type PhoneThread } from './call-load/threads.ts';

const sizes = {
  full: { calls: [10, 100, 200], alone: 60, comings: 300, talkSeconds: 30 },
  small: { calls: [4, 20, 40], alone: 12, comings: 30, talkSeconds: 5 },
} satisfies Record<Size, object>;

/** Threads of phones: as many as the load has cores. */
const THREADS = 2;
/** New calls a second. */
const COMINGS = 10;
/** How long each of those is talked, ms. */
const TALK_MS = 2000;
/** Calls before anything is measured: they compile code and fill pools, whatever comes after. */
const WARM_UP = 8;
/** Until memory that was freed is back with the system, ms. */
const SETTLE_MS = 2000;

/** Calls by real ICE, DTLS and SRTP, 50 packets of 80 bytes a second each way, through one SFU worker. */
export async function run(size: Size): Promise<Measurement[]> {
  const { calls, alone, comings, talkSeconds } = sizes[size];
  const most = Math.max(...calls);
  const inspector = await freePort();
  await using server = await openBenchServer(
    { lines: most },
    { NODE_OPTIONS: `--inspect=127.0.0.1:${inspector}`, DOORLINE_MEDIA_LEGS_MAX: String(most * 4) },
  );
  const threads = Array.from({ length: THREADS }, () => openPhoneThread(server.url));
  const processes = () => [server.pid, ...descendants(server.pid)];
  const kb = async () => {
    await wait(SETTLE_MS);
    await collectGarbage(inspector);
    await wait(SETTLE_MS);
    const [node = Number.NaN, ...workers] = await Promise.all(processes().map(processKb));
    return { node, all: node + sum(workers) };
  };
  const processorPercent = async (work: () => Promise<unknown>) => {
    const all = async () => Promise.all(processes().map(processorSeconds));
    const [before, at] = [await all(), performance.now()];
    await work();
    const seconds = (performance.now() - at) / 1000;
    const used = (await all()).map((now, i) => ((now - (before[i] ?? 0)) / seconds) * 100);
    return { server: used[0] ?? Number.NaN, all: sum(used) };
  };
  const talk = async (seconds: number) => {
    const told = await Promise.all(threads.map((thread) => thread.tell('talk', { seconds })));
    const latencies = told.flatMap((one) => [...one.latencies]);
    return { latencies, sent: sum(told.map((one) => one.sent)), received: latencies.length };
  };
  const note = `${coresNote}, one SFU worker, SRTP by AES-128-GCM`;
  const measured: Measurement[] = [];

  const perThread = Math.ceil(100 / THREADS);
  await everyThread(threads, (thread) => thread.tell('straight', { count: perThread }));
  const straight = await talk(talkSeconds);
  await everyThread(threads, (thread) => thread.tell('hang_up', {}));
  measured.push({
    name: `packet sent → received straight, ${perThread * THREADS} pairs`,
    unit: 'ms',
    samples: straight.latencies,
    note: `no part of the server: the load itself and the kernel; ${lost(straight)}`,
  });

  const { lines } = server;
  const comeAndGo = async (some: readonly SeededLine[], everyMs: number | null, talkMs: number): Promise<SetUp[]> => {
    const shares = split(some, everyMs === null ? 1 : THREADS);
    const each = everyMs === null ? null : everyMs * shares.length;
    const all = await Promise.all(
      shares.map(async (share, i) => threads[i]?.tell('come_and_go', { lines: share, everyMs: each, talkMs }) ?? []),
    );
    return all.flat();
  };
  await comeAndGo(lines.slice(0, WARM_UP), null, 0);
  const one = await comeAndGo(take(lines, alone), null, 0);
  const many = await comeAndGo(take(lines, comings), 1000 / COMINGS, TALK_MS);
  for (const [which, setUps] of [
    ['one call at a time', one],
    [`${COMINGS} new calls a second`, many],
  ] as const) {
    measured.push(
      of('Call asked for → told at the other phone', setUps, ({ rang }) => rang, which, ''),
      of('Answer asked for → first packet at the answerer', setUps, (setUp) => setUp.answererHears, which, ''),
      of(
        'Answer asked for → first packet at the caller',
        setUps,
        (setUp) => setUp.callerHears,
        which,
        setUps === many ? 'goal: p95 within 1.5 × of one call at a time' : 'packets come every 20 ms',
      ),
    );
  }

  let before = await kb();
  let open = 0;
  for (const count of calls) {
    await everyThread(threads, (thread, i) =>
      thread.tell('call', { lines: split(lines.slice(open, count), THREADS)[i] ?? [] }),
    );
    let talked: Awaited<ReturnType<typeof talk>> | null = null;
    const used = await processorPercent(async () => {
      talked = await talk(talkSeconds);
    });
    if (talked === null) throw new Error('Nobody talked');
    const { latencies, sent, received } = talked as Awaited<ReturnType<typeof talk>>;
    const now = await kb();
    measured.push(
      {
        name: `packet sent → received by way of the SFU, ${count} calls`,
        unit: 'ms',
        samples: latencies,
        note: `goal at 100 calls: p50 0.3 ms, p99 1.5 ms; ${lost({ sent, received })}; ${note}`,
      },
      {
        name: `processor of one core, ${count} calls`,
        unit: '%',
        samples: [used.all],
        note: `goal at 100 calls: 45 %; of it signalling (the Node process) ${used.server.toFixed(1)} %`,
      },
      {
        name: `memory per call, from ${open} to ${count} calls`,
        unit: 'kB',
        samples: [(now.all - before.all) / (count - open)],
        note: `goal 600 kB; proportional set size of the server and its worker, garbage collected; of it the Node process ${((now.node - before.node) / (count - open)).toFixed(0)} kB`,
      },
    );
    before = now;
    open = count;
  }
  await everyThread(threads, (thread) => thread.tell('hang_up', {}));
  for (const thread of threads) await thread.close();
  return measured;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const lost = ({ sent, received }: { sent: number; received: number }) => `${sent} packets, ${sent - received} lost`;

const everyThread = <T>(threads: readonly PhoneThread[], work: (thread: PhoneThread, index: number) => Promise<T>) =>
  Promise.all(threads.map(work));

/** As evenly as can be. */
const split = <T>(all: readonly T[], parts: number): T[][] =>
  Array.from({ length: parts }, (_, part) => all.filter((__, i) => i % parts === part));

/** So many, from the beginning again where there are fewer. */
const take = <T>(all: readonly T[], count: number): T[] =>
  Array.from({ length: Math.ceil(count / all.length) }, () => all)
    .flat()
    .slice(0, count);

const of = (
  name: string,
  setUps: readonly SetUp[],
  pick: (setUp: SetUp) => number,
  which: string,
  goal: string,
): Measurement => ({ name: `${name}, ${which}`, unit: 'ms', samples: setUps.map(pick), note: goal });
