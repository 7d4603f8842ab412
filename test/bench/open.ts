import type { Measurement, Size } from './main.ts';
import { openBenchServer } from './record/bench-server.ts';
import { NotLetIn, openRawPhone, type RawPhone } from '../support/raw-phone.ts';

const sizes = {
  full: { entries: [100, 1000, 10_000], stops: [15, 50, 150] },
  small: { entries: [10, 100, 1000], stops: [5, 15, 50] },
} satisfies Record<Size, object>;

const RUNS = 100;
/** The first questions compile code and prepare statements. */
const WARM_UP = 10;
/** What was said on each line of a round. */
const SAID = 20;

/** How long a page waits for its first screen: the line by its length, the round by its stops. */
export async function run(size: Size): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  for (const entries of sizes[size].entries) {
    await using server = await openBenchServer({ lines: 1, texts: () => texts(entries) });
    const [line] = server.lines;
    if (!line) throw new Error('There is no line');
    const phone = await openRawPhone(server.url, line.recipientToken);
    const { lineId } = line;
    const note = `a line of ${entries} entries; asked one after the other over loopback, the way there and back included`;
    measured.push(
      await ask(`timeline.open, ${entries} entries`, note, () => phone.ask('timeline.open', { lineId })),
      await ask(`people.hello of the recipient, ${entries} entries`, note, () => phone.ask('people.hello', {})),
    );
    phone.close();
  }
  for (const stops of sizes[size].stops) {
    await using server = await openBenchServer({ lines: stops, perRound: stops, texts: () => texts(SAID) });
    const phone = await openRawPhone(server.url, server.lines[0]?.courierToken ?? '');
    const note = `a round of ${stops} lines, ${SAID} entries each`;
    measured.push(
      await ask(`people.hello of the courier, ${stops} stops`, note, () => phone.ask('people.hello', {})),
      await connects(server.url, server.lines[0]?.courierToken ?? '', note, stops),
    );
    phone.close();
  }
  return measured;
}

const texts = (count: number) => Array.from({ length: count }, (_, i) => `第 ${i} 句，我在三号楼门口`);

async function ask(name: string, note: string, once: () => ReturnType<RawPhone['ask']>): Promise<Measurement> {
  const samples: number[] = [];
  for (let i = 0; i < WARM_UP + RUNS; i++) {
    const at = performance.now();
    let answer = await once();
    while (!answer.ok && answer.error.code === 'too_many') answer = await once();
    if (!answer.ok) throw new Error(`${name} was refused: ${answer.error.code}`);
    if (i >= WARM_UP) samples.push(performance.now() - at);
  }
  return { name, unit: 'ms', samples, note };
}

/** From a page's first byte until its first answer: what a reconnect costs. */
async function connects(url: string, token: string, note: string, stops: number): Promise<Measurement> {
  const samples: number[] = [];
  for (let i = 0; i < 20; i++) {
    const at = performance.now();
    const phone = await openRawPhone(url, token);
    const answer = await phone.ask('timeline.mark', { marks: [] });
    // No mark is a mistake: refused at once, but only after the page was let in to its lines.
    if (answer.ok || answer.error.code !== 'bad_request') throw new NotLetIn('unexpected');
    samples.push(performance.now() - at);
    phone.close();
  }
  return { name: `connect → first answer, ${stops} stops`, unit: 'ms', samples, note };
}
