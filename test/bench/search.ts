import type { AgentId, LineId } from '#protocol';
import { chance } from '../support/chance.ts';
import { startPostgres } from '../support/postgres.ts';
import type { Measurement, Size } from './main.ts';
import { openBenchServer } from './record/bench-server.ts';
import { openRawPhone, type RawPhone } from '../support/raw-phone.ts';
import { query, saying } from './record/sayings.ts';

const sizes: Record<Size, number[]> = { full: [10_000, 100_000, 1_000_000], small: [1000, 5000, 20_000] };

const PER_LINE = 500;
/** Lines that are seeded in one go: it is all in memory at once. */
const LINES_AT_ONCE = 100;
const QUERIES = 200;
const WARM_UP = 10;
/** A member may ask so often a second. */
const PACE_MS = 30;

/** Searching the desk's lines and one line of them, on both databases, as they grow. */
export async function run(size: Size): Promise<Measurement[]> {
  const postgres = await startPostgres();
  try {
    return [
      ...(await measure('SQLite', {}, sizes[size])),
      ...(await measure('PostgreSQL', { DATABASE_URL: postgres.url }, sizes[size])),
    ];
  } finally {
    await postgres.stop();
  }
}

async function measure(engine: string, environment: Record<string, string>, counts: number[]): Promise<Measurement[]> {
  const agentId = 'bench-agent' as AgentId;
  await using server = await openBenchServer({ lines: 0 }, environment);
  const agent = await openRawPhone(server.url, await server.agentToken(agentId));
  const random = chance(2026);
  const texts = () => Array.from({ length: PER_LINE - 1 }, () => saying(random));
  const measured: Measurement[] = [];
  let lines = 0;
  for (const count of counts) {
    let line: { lineId: LineId; recipientToken: string } | undefined;
    for (; lines * PER_LINE < count; lines += LINES_AT_ONCE) {
      const wanted = Math.min(LINES_AT_ONCE, Math.ceil(count / PER_LINE) - lines);
      [line] = await server.seed({ lines: wanted, texts, agentId });
    }
    lines = Math.ceil(count / PER_LINE);
    if (!line) throw new Error('There is no line');
    const recipient = await openRawPhone(server.url, line.recipientToken);
    measured.push(
      await search(`search of the desk's lines, ${count} entries, ${engine}`, agent, null),
      await search(`search of one line of ${PER_LINE}, ${count} entries, ${engine}`, recipient, line.lineId),
    );
    recipient.close();
  }
  agent.close();
  return measured;
}

async function search(name: string, phone: RawPhone, lineId: LineId | null): Promise<Measurement> {
  const random = chance(7);
  const samples: number[] = [];
  let found = 0;
  for (let i = 0; i < WARM_UP + QUERIES; i++) {
    await new Promise((resolve) => setTimeout(resolve, PACE_MS));
    const at = performance.now();
    const answer = await phone.ask('timeline.search', { lineId, text: query(random), after: null });
    if (!answer.ok) throw new Error(`A search was refused: ${answer.error.code}`);
    if (i >= WARM_UP) samples.push(performance.now() - at);
    found += answer.value.found.length;
  }
  return {
    name,
    unit: 'ms',
    samples,
    note: `Chinese and English, from words in every tenth text to words in none; ${found} found`,
  };
}
