import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { serverFlags } from '../../server/setup/node-version.mjs';

export const API_KEY = 'test-operator-key-0123456789';

export interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  readonly child: ChildProcess;
  /** Lines of stdout so far. */
  readonly lines: string[];
  /** Sends the signal and waits for the end; answers the exit code, or null where the signal ended it. */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null>;
}

/** The program itself, as `npm start` runs it after its set-up; `before` are words to put before the command. */
export function spawnServer(
  dataFolder: string,
  environment: Record<string, string | undefined> = {},
  before: readonly string[] = [],
): ChildProcess {
  const words = [...before, process.execPath, ...serverFlags, join(import.meta.dirname, '../../server/main.ts')];
  return spawn(words[0] ?? '', words.slice(1), {
    env: {
      PATH: process.env['PATH'] ?? '',
      DATA_DIR: dataFolder,
      PORT: '0',
      API_KEY,
      LOG_LEVEL: 'error',
      DOORLINE_MEDIA_PORT: '0',
      DOORLINE_MEDIA_WORKERS: '1',
      DOORLINE_SPEECH_ENGINE: 'off',
      DOORLINE_DEMO: 'off',
      DOORLINE_ASSISTANT: 'off',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Starts it and waits for the ready line. */
export async function startServerProcess(
  dataFolder: string,
  environment: Record<string, string | undefined> = {},
  before: readonly string[] = [],
): Promise<ServerProcess> {
  const child = spawnServer(dataFolder, environment, before);
  if (!child.stdout) throw new Error('The server has no stdout');
  child.stderr?.pipe(process.stderr);
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const url = await new Promise<string>((ready, failed) => {
    reader.on('line', (line) => {
      lines.push(line);
      const found = /^Doorline is ready at (\S+)/.exec(line)?.[1];
      if (found) ready(found);
    });
    child.once('exit', (code) => failed(new Error(`The server ended with ${code} before it was ready`)));
  });
  const end = async (signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL') => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    return child.exitCode;
  };
  return { url, child, lines, end, [Symbol.asyncDispose]: async () => void (await end('SIGKILL')) };
}

/** Process ids below the given one, at any depth. */
export function descendants(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return [{ pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }];
      } catch {
        return []; // It ended while we looked.
      }
    });
  const found = new Set([pid]);
  // A set hands out what is added while it is walked through: children of children too.
  for (const of of found) for (const child of parents) if (child.parent === of) found.add(child.pid);
  found.delete(pid);
  return [...found];
}
