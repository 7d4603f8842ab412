import { setTimeout } from 'node:timers/promises';
import type { Fix, LineId } from '#protocol';
import { alongDemoWalk, demoPlace } from '../../server/location/demo-place.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

interface Result {
  readonly name: string;
  readonly unit: 'ms';
  readonly samples: number[];
  readonly note: string;
}

/** Pairs of phones, one fix a second each: the load per second is their number. */
const LOADS = [1, 100, 1000];
const SECONDS = 8;

/**
 * Fix reported by a courier's socket → the marker's notice at the recipient's socket, over loopback: one pair alone, then
 * with 100 and 1000 couriers each sending one fix a second. The clients run in the same process as the server, so the
 * processor time in the notes is that of both together.
 */
export async function run(): Promise<Result[]> {
  await using server = await startServer({ sfu: null });
  const pairs = await Promise.all(Array.from({ length: Math.max(...LOADS) }, (_, i) => openPair(server, i)));
  const results: Result[] = [];
  for (const count of LOADS) results.push(await measure(pairs.slice(0, count)));
  return results;
}

interface Pair {
  readonly lineId: LineId;
  readonly courier: Phone;
  readonly recipient: Phone;
}

async function openPair(server: TestServer, i: number): Promise<Pair> {
  const { delivery, tokens } = await server.createDelivery({ courier: { id: `bench-${i}`, name: 'Bench' } });
  const [courier, recipient] = await Promise.all([server.phone(tokens.courier), server.phone(tokens.recipient)]);
  await courier.ask('location.share', { lineIds: [delivery.id], forMs: null });
  return { lineId: delivery.id, courier, recipient };
}

async function measure(pairs: readonly Pair[]): Promise<Result> {
  const steps = alongDemoWalk(5);
  const sentAt = new Map<string, number>();
  const samples: number[] = [];
  let sent = 0;
  const off = pairs.map(({ lineId, recipient }) => {
    const heard = ({ fix }: { fix: Fix }) => {
      const at = sentAt.get(`${lineId} ${fix.at}`);
      if (at !== undefined) samples.push(performance.now() - at);
    };
    recipient.socket.on('location.moved', heard);
    return () => recipient.socket.off('location.moved', heard);
  });
  const before = process.cpuUsage();
  const startedAt = performance.now();
  await Promise.all(
    pairs.map(async ({ lineId, courier }, i) => {
      // Spread over the second, as phones are.
      await setTimeout((i * 1000) / pairs.length);
      for (let second = 0; second < SECONDS; second++) {
        const at = Date.now();
        const fix = { point: steps[second] ?? demoPlace.home, accuracy: 8, speed: 5, heading: 90, at };
        sentAt.set(`${lineId} ${at}`, performance.now());
        sent += 1;
        void courier.ask('location.report', { fixes: [fix] });
        await setTimeout(1000);
      }
    }),
  );
  await setTimeout(300);
  const { user, system } = process.cpuUsage(before);
  const busy = ((user + system) / 1000 / (performance.now() - startedAt)) * 100;
  for (const end of off) end();
  const each = ((user + system) / 1000 / sent).toFixed(2);
  const load = pairs.length === 1 ? 'one courier' : `${pairs.length} fixes/s`;
  return {
    name: `fix reported → marker told, ${load}`,
    unit: 'ms',
    samples,
    note: `${samples.length} of ${sent} arrived; server and all phones in one process: ${busy.toFixed(0)} % of a core, ${each} ms of processor time per fix`,
  };
}
