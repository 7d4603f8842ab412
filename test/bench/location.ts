import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import { serverFlags } from '../../server/setup/node-version.mjs';
import { freePort } from '../support/free-port.ts';
import { API_KEY } from '../support/server-process.ts';
import { pageToPage } from './location/page-to-page.ts';
import type { Order, Ridden, Ride } from './location/riders.ts';
import type { Measurement, Size } from './main.ts';
import { coresNote, openBenchServer, pinned, processorSeconds } from './record/bench-server.ts';

/** Pairs of a courier and a watcher, ms between the fixes of each, seconds; whether the couriers stand still. */
interface Load {
  readonly pairs: number;
  readonly everyMs: number;
  readonly seconds: number;
  readonly stands?: true;
}

const sizes = {
  full: {
    loads: [
      { pairs: 1, everyMs: 250, seconds: 30 },
      // Long enough that each is written twice.
      { pairs: 500, everyMs: 1000, seconds: 50 },
      { pairs: 500, everyMs: 1000, seconds: 50, stands: true },
      { pairs: 2500, everyMs: 1000, seconds: 20 },
      { pairs: 5000, everyMs: 1000, seconds: 20 },
      { pairs: 5000, everyMs: 500, seconds: 20 },
    ],
    shown: 40,
  },
  small: {
    loads: [
      { pairs: 1, everyMs: 1000, seconds: 3 },
      { pairs: 200, everyMs: 1000, seconds: 3 },
    ],
    shown: 3,
  },
} satisfies Record<Size, { loads: readonly Load[]; shown: number }>;

/** Processes that ride: one would wait for itself. */
const RIDERS = 2;
/** Time for what a connecting crowd left behind, ms. */
const SETTLE_MS = 3000;
const WARM_S = 3;

interface Crowd {
  connect(url: string, rides: readonly Ride[]): Promise<void>;
  ride(load: Omit<Load, 'pairs'>): Promise<Ridden>;
  end(): void;
}

function openCrowd(): Crowd {
  const riders = Array.from({ length: RIDERS }, () => fork(join(import.meta.dirname, 'location/riders.ts')));
  const tell = async (rider: ChildProcess, order: Order): Promise<Ridden | null> => {
    rider.send(order);
    const [answer] = (await once(rider, 'message')) as [Ridden | null];
    return answer;
  };
  return {
    async connect(url, rides) {
      await Promise.all(
        riders.map((rider, i) => tell(rider, { do: 'connect', url, rides: rides.filter((_, n) => n % RIDERS === i) })),
      );
    },
    async ride({ everyMs, seconds, stands = false }) {
      const all = await Promise.all(riders.map((rider) => tell(rider, { do: 'ride', everyMs, seconds, stands })));
      const sum = (of: (one: Ridden) => number) => all.reduce((total, one) => total + (one ? of(one) : 0), 0);
      return {
        samples: all.flatMap((one) => one?.samples ?? []),
        sent: sum(({ sent }) => sent),
        accepted: sum(({ accepted }) => accepted),
        bytesUp: sum(({ bytesUp }) => bytesUp),
        bytesDown: sum(({ bytesDown }) => bytesDown),
        bytesAnswer: sum(({ bytesAnswer }) => bytesAnswer),
      };
    },
    end: () => void riders.map((rider) => rider.kill()),
  };
}

interface Server {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  readonly rides: readonly Ride[];
  /** How often positions were written to the database so far. */
  readonly writes: () => Promise<number>;
}

/**
 * Fix sent by a courier's socket → told at the watcher's, over loopback, at one server and at a bare socket.io relay of the
 * same messages, one after the other on the same cores; processor time of the server for each fix, its writes to the
 * database, and bytes on the wire. Before that, the same on two pages.
 */
export async function run(size: Size): Promise<Measurement[]> {
  const { loads, shown } = sizes[size];
  const onPages = await pageToPage(shown);
  const most = Math.max(...loads.map(({ pairs }) => pairs));
  const relay = await openRelay(most);
  const bare = await measure(relay.server, loads);
  relay.end();
  await using server = await openBenchServer({ lines: most });
  const rides = server.lines.map(({ lineId, courier, courierToken, recipientToken }) => ({
    lineId,
    memberId: courier,
    courierToken,
    recipientToken,
  }));
  const ours = await measure(
    { name: 'Doorline', url: server.url, pid: server.pid, rides, writes: () => writesOf(server.url) },
    loads,
  );
  const sideBySide = ours.flatMap((one, i) =>
    bare[i] ? [one.measurement, compared(one, bare[i])] : [one.measurement],
  );
  return [onPages, ...sideBySide];
}

interface Measured {
  readonly measurement: Measurement;
  /** Processor time of the server for one fix, µs. */
  readonly microseconds: number;
}

async function measure(server: Server, loads: readonly Load[]) {
  const crowd = openCrowd();
  const measured: Measured[] = [];
  let connected = 0;
  try {
    for (const { pairs, ...riding } of loads) {
      const { everyMs, seconds } = riding;
      await crowd.connect(server.url, server.rides.slice(connected, pairs));
      connected = pairs;
      await wait(SETTLE_MS);
      // What is called for the first time is compiled first.
      await crowd.ride({ ...riding, seconds: WARM_S });
      const [cpu, writes] = [await processorSeconds(server.pid), await server.writes()];
      const ridden = await crowd.ride(riding);
      const spent = (await processorSeconds(server.pid)) - cpu;
      const written = (await server.writes()) - writes;
      const each = (bytes: number) => Math.round(bytes / ridden.sent);
      const perSecond = Math.round((pairs * 1000) / everyMs);
      measured.push({
        microseconds: (spent / ridden.sent) * 1e6,
        measurement: {
          name: `${server.name}: fix sent → told, ${perSecond} fixes/s of ${pairs} couriers${riding.stands ? ' who stand' : ''}, one watcher each`,
          unit: 'ms',
          samples: ridden.samples,
          note:
            `${ridden.samples.length} of ${ridden.sent} told; ${Math.round((spent / seconds) * 100)} % of a core, ` +
            `${Math.round((spent / ridden.sent) * 1e6)} µs a fix; ${(written / ridden.sent).toFixed(3)} writes a fix; ` +
            `bytes a fix: ${each(ridden.bytesUp)} up, ${each(ridden.bytesAnswer)} its answer, ${each(ridden.bytesDown)} told; ${coresNote}`,
        },
      });
    }
  } finally {
    crowd.end();
  }
  return measured;
}

function compared(ours: Measured, bare: Measured): Measurement {
  const { measurement } = bare;
  const times = (ours.microseconds / bare.microseconds).toFixed(2);
  return { ...measurement, note: `${measurement.note}; Doorline takes ${times} times its processor time` };
}

async function openRelay(most: number): Promise<{ server: Server; end: () => void }> {
  const port = await freePort();
  const child = spawn(process.execPath, [...serverFlags, join(import.meta.dirname, 'location/bare-relay.ts')], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(createInterface({ input: child.stdout }), 'line');
  const pid = child.pid ?? 0;
  pinned(pid);
  const rides = Array.from({ length: most }, (_, i) => ({
    lineId: `line-0000000${i}`.slice(-16),
    memberId: `member-000000000`,
    courierToken: '',
    recipientToken: '',
  }));
  return {
    server: { name: 'bare relay', url: `http://127.0.0.1:${port}`, pid, rides, writes: () => Promise.resolve(0) },
    end: () => void child.kill(),
  };
}

/** The counter of the server's own metrics. */
async function writesOf(url: string): Promise<number> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${API_KEY}` } });
  return Number(/^doorline_position_writes_total (\d+)/m.exec(await response.text())?.[1] ?? 0);
}
