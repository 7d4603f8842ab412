import { setTimeout as wait } from 'node:timers/promises';
import type { ClientId, Entry } from '#protocol';
import { newId } from '../../server/new-id.ts';
import type { Measurement, Size } from './main.ts';
import { coresNote, openBenchServer } from './record/bench-server.ts';
import { connectEverybody } from './record/everybody.ts';
import { inTurn, sayOne } from './record/say.ts';

const sizes = {
  full: { people: 1000, loads: [50, 200, 800], seconds: 20 },
  small: { people: 200, loads: [20, 50, 100], seconds: 2 },
} satisfies Record<Size, object>;

/** After the last answer the last notice is on its way, ms. */
const LAST_MS = 500;

/** A text said at one socket → told at the other's of the line, on disk in between. */
export async function run(size: Size): Promise<Measurement[]> {
  const { people: count, loads, seconds } = sizes[size];
  await using server = await openBenchServer({ lines: count / 2 });
  const everybody = await connectEverybody(server.url, server.lines);
  const { people } = everybody;
  const saidAt = new Map<string, { at: number; by: object }>();
  let samples: number[] = [];
  for (const { phone } of people)
    phone.onNotice = (name, body) => {
      if (name !== 'timeline.changed') return;
      const said = saidAt.get((body as Entry).clientId ?? '');
      // The speaker is told as well; what counts is the other one.
      if (said && said.by !== phone) samples.push(performance.now() - said.at);
    };
  const measured: Measurement[] = [];
  for (const load of loads) {
    samples = [];
    saidAt.clear();
    await inTurn(people, load, seconds, async (somebody) => {
      const clientId = newId<ClientId>();
      saidAt.set(clientId, { at: performance.now(), by: somebody.phone });
      await sayOne(somebody, clientId);
    });
    await wait(LAST_MS);
    measured.push({
      name: `text said → told at the other phone, ${load}/s`,
      unit: 'ms',
      samples,
      note: `${samples.length} of ${load * seconds} told, ${count} connected members, ${coresNote}`,
    });
  }
  everybody.leave();
  return measured;
}
