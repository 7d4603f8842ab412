import type { Measurement, Size } from './main.ts';
import { coresNote, openBenchServer, processorSeconds } from './record/bench-server.ts';
import { connectEverybody, type Somebody } from './record/everybody.ts';
import { inTurn, sayOne } from './record/say.ts';

/** Texts a second, and how long; then as many as the server takes. Enough people that none is too fast for one person. */
const sizes = {
  full: { people: 1000, loads: [500, 1000, 2000, 3000], seconds: 15, sustainedSeconds: 60 },
  small: { people: 400, loads: [100, 200, 500], seconds: 2, sustainedSeconds: 4 },
} satisfies Record<Size, object>;

/** Durable texts: how soon they are acknowledged at a steady load, and how many a second where everybody always has one more to say. */
export async function run(size: Size): Promise<Measurement[]> {
  const { people: count, loads, seconds, sustainedSeconds } = sizes[size];
  await using server = await openBenchServer({ lines: count / 2 });
  const everybody = await connectEverybody(server.url, server.lines);
  const { people } = everybody;
  const measured: Measurement[] = [];
  for (const load of loads) {
    const samples: number[] = [];
    const busyBefore = await processorSeconds(server.pid);
    await inTurn(people, load, seconds, async (somebody) => void samples.push(await sayOne(somebody)));
    const busy = ((await processorSeconds(server.pid)) - busyBefore) / seconds;
    measured.push({
      name: `text said → acknowledged, ${load}/s`,
      unit: 'ms',
      samples,
      note: `${seconds} s, ${count} people on ${count / 2} lines, ${coresNote}; server used ${(busy * 100).toFixed(0)} % of a core`,
    });
  }
  measured.push(await sustained(people, sustainedSeconds));
  everybody.leave();
  return measured;
}

async function sustained(people: readonly Somebody[], seconds: number): Promise<Measurement> {
  const each = Array.from({ length: seconds }, () => 0);
  const startedAt = performance.now();
  const second = () => Math.floor((performance.now() - startedAt) / 1000);
  await Promise.all(
    people.map(async (somebody) => {
      while (second() < seconds) {
        await sayOne(somebody);
        const now = second();
        if (now < seconds) each[now] = (each[now] ?? 0) + 1;
      }
    }),
  );
  const total = each.reduce((sum, one) => sum + one, 0);
  return {
    name: 'texts acknowledged a second, as many as can be',
    unit: '/s',
    samples: each,
    note: `${total} in ${seconds} s, mean ${(total / seconds).toFixed(0)}/s, worst second ${Math.min(...each)}; one server process, SQLite synchronous=FULL, ${coresNote}`,
  };
}
