import { setTimeout as wait } from 'node:timers/promises';
import type { AgentId, LineId } from '#protocol';
import { chance } from '../support/chance.ts';
import { startPostgres } from '../support/postgres.ts';
import type { SeededLine } from '../support/seed-lines.ts';
import type { Measurement, Size } from './main.ts';
import { openBenchServer } from './record/bench-server.ts';
import { openRawPhone, type RawPhone } from '../support/raw-phone.ts';
import { query, saying } from './record/sayings.ts';

const sizes: Record<Size, number[]> = { full: [10_000, 100_000, 1_000_000], small: [5000, 20_000, 50_000] };

const PER_LINE = 500;
/** Lines that are seeded in one go: it is all in memory at once. */
const LINES_AT_ONCE = 100;
const QUERIES = 200;
const WARM_UP = 10;
/** A member may search twice a second: so many ask in turn. */
const ASKERS = 24;
const PACE_MS = 25;

/** Somebody who searches one line, or null: the desk's. */
interface Asker {
  readonly phone: RawPhone;
  readonly lineId: LineId | null;
}

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
  await using server = await openBenchServer({ lines: 0 }, environment);
  const agents: Asker[] = [];
  const agentId = 'bench-agent-0' as AgentId;
  for (let i = 0; i < ASKERS; i++) {
    const token = await server.agentToken(`bench-agent-${i}` as AgentId);
    agents.push({ phone: await openRawPhone(server.url, token), lineId: null });
  }
  const random = chance(2026);
  const texts = () => Array.from({ length: PER_LINE - 1 }, () => saying(random));
  const measured: Measurement[] = [];
  let lines = 0;
  for (const count of counts) {
    let newest: SeededLine[] = [];
    const wanted = Math.ceil(count / PER_LINE);
    while (lines < wanted) {
      newest = await server.seed({ lines: Math.min(LINES_AT_ONCE, wanted - lines), texts, agentId });
      lines += newest.length;
    }
    const recipients = await Promise.all(
      newest.slice(0, ASKERS).map(async ({ lineId, recipientToken }) => ({
        phone: await openRawPhone(server.url, recipientToken),
        lineId,
      })),
    );
    measured.push(
      await search(`search of the desk's lines, ${count} entries, ${engine}`, agents),
      await search(`search of one line of ${PER_LINE}, ${count} entries, ${engine}`, recipients),
    );
    for (const { phone } of recipients) phone.close();
  }
  for (const { phone } of agents) phone.close();
  return measured;
}

async function search(name: string, askers: readonly Asker[]): Promise<Measurement> {
  const random = chance(7);
  const samples: number[] = [];
  let found = 0;
  for (let i = 0; i < WARM_UP + QUERIES; i++) {
    const asker = askers[i % askers.length];
    if (!asker) throw new Error('There is nobody to search');
    await wait(askers.length < ASKERS ? PACE_MS * (ASKERS / askers.length) : PACE_MS);
    const at = performance.now();
    const answer = await asker.phone.ask('timeline.search', { lineId: asker.lineId, text: query(random), after: null });
    if (!answer.ok) throw new Error(`A search was refused: ${answer.error.code}`);
    if (i >= WARM_UP) samples.push(performance.now() - at);
    found += answer.value.found.length;
  }
  const note = `Chinese and English, from words in every tenth text to words in none; ${found} found`;
  return { name, unit: 'ms', samples, note };
}
