import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { freePort } from './free-port.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

const run = promisify(execFile);
const versions = '/usr/lib/postgresql';

/** vitest's global set-up: the server's URL for every test, and how to stop it. */
export default async function postgres(project: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await startPostgres();
  project.provide('postgresUrl', url);
  return stop;
}

/** A PostgreSQL server of its own on a free port, gone with its folder when it is stopped. */
export async function startPostgres(): Promise<{ url: string; stop: () => Promise<void> }> {
  const version = existsSync(versions) ? readdirSync(versions).sort().at(-1) : undefined;
  if (!version) throw new Error('PostgreSQL is missing: sudo apt-get install -y postgresql');
  const bin = join(versions, version, 'bin');
  const folder = mkdtempSync('/tmp/doorline-postgres-');
  // PostgreSQL refuses to run as root.
  const root = process.getuid?.() === 0;
  const as = (program: string, args: string[]): [string, string[]] =>
    root ? ['runuser', ['-u', 'postgres', '--', join(bin, program), ...args]] : [join(bin, program), args];
  if (root) {
    const { stdout } = await run('id', ['-u', 'postgres']);
    chownSync(folder, Number(stdout), 0);
  }
  const user = root ? 'postgres' : userInfo().username;
  const data = join(folder, 'data');
  await run(...as('initdb', ['-D', data, '-A', 'trust', '-U', user, '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8']), {
    cwd: '/',
  });
  const port = await freePort();
  const server = spawn(
    ...as('postgres', ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1']),
    { cwd: '/', stdio: 'ignore' },
  );
  const url = `postgres://${user}@127.0.0.1:${port}/postgres`;
  await untilAnswers(bin, port);
  const stop = async () => {
    const exited = once(server, 'exit');
    await run(...as('pg_ctl', ['stop', '-D', data, '-m', 'immediate']), { cwd: '/' });
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, stop };
}

async function untilAnswers(bin: string, port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const answers = await run(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('PostgreSQL did not start within 10 s');
}
