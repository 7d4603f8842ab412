import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentId, LinkId } from '#protocol';
import { newId } from '../../../server/new-id.ts';
import { linkToken } from '../../../server/people/link-token.ts';
import { openKeys } from '../../../server/storage/keys.ts';
import { openDatabase } from '../../../server/storage/open-database.ts';
import { freePort } from '../../support/free-port.ts';
import { descendants, startServerProcess } from '../../support/server-process.ts';
import { seedLines, type SeededLine } from '../../support/seed-lines.ts';

/** The server's cores and the load's, so that neither takes the other's time; on two cores they share. */
const cores = cpus().length >= 4 ? { server: '0,1', load: '2,3' } : { server: '0,1', load: '0,1' };
export const coresNote = `server on cores ${cores.server}, load on ${cores.load}`;

const DAY_MS = 86_400_000;

/** Holds all threads of a process to some cores. */
function pin(pid: number, list: string): void {
  spawnSync('taskset', ['-a', '-c', '-p', list, String(pid)]);
}

/** Holds a server's process to the server's cores. */
export const pinned = (pid: number): void => pin(pid, cores.server);

/** Proportional set size, kB: memory that processes share counts once. Linux only. */
export async function processKb(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1]);
}

/** Processor time so far of a process, s. */
export async function processorSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // User and system time in clock ticks, which Linux reports as hundredths of a second.
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export interface BenchServer extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  readonly lines: readonly SeededLine[];
  /** Adds more lines. The server must have nothing to write meanwhile. */
  seed(wish: Parameters<typeof seedLines>[2]): Promise<SeededLine[]>;
  /** A link of an agent. */
  agentToken(agentId: AgentId): Promise<string>;
  /** Kills it as a crash would and starts it again at the same address; resolves when it is ready. */
  restart(): Promise<void>;
}

/** The program itself on its own cores with seeded lines, and this process on the others. */
export async function openBenchServer(
  seed: Parameters<typeof seedLines>[2],
  environment: Record<string, string> = {},
): Promise<BenchServer> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'doorline-bench-'));
  const { linkSecret } = openKeys(dataFolder);
  const db = await openDatabase({ databaseUrl: environment['DATABASE_URL'] ?? null, dataFolder });
  const lines = await seedLines(db, linkSecret, seed);
  const port = await freePort();
  const start = async () => {
    const server = await startServerProcess(dataFolder, { PORT: String(port), ...environment });
    const pid = server.child.pid ?? 0;
    for (const one of [pid, ...descendants(pid)]) pinned(one);
    return { server, pid };
  };
  pin(process.pid, cores.load);
  let { server, pid } = await start();
  return {
    url: server.url,
    get pid() {
      return pid;
    },
    lines,
    seed: (wish) => seedLines(db, linkSecret, wish),
    async agentToken(agentId) {
      await db.insertInto('agents').values({ id: agentId, name: 'Bench' }).execute();
      const [id, at] = [newId<LinkId>(), Date.now()];
      const link = { id, role: 'agent', scope_id: agentId, created_at: at, expires_at: at + DAY_MS, revoked_at: null };
      await db.insertInto('links').values(link).execute();
      return linkToken(linkSecret, id);
    },
    async restart() {
      await server.end('SIGKILL');
      ({ server, pid } = await start());
    },
    async [Symbol.asyncDispose]() {
      await server.end('SIGKILL');
      await db.destroy();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
