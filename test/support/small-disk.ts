import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, fstatSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder on a disk that a test can fill up. */
export interface SmallDisk extends Disposable {
  readonly folder: string;
  /** From now on no more than `room` bytes fit for the process: together, or in one file. */
  fill(pid: number, room: number): void;
  /** There is room again. */
  free(pid: number): void;
}

/** The server's files take well under a megabyte at the start, and its log some more. */
const DISK_BYTES = 16_000_000;

/**
 * The ways in which a disk can be full here: a small tmpfs, where this process has the right to mount, and Linux' limit on the
 * size of a process' files, where the same writes fail with another error.
 */
export const smallDisks: { name: string; open: () => SmallDisk }[] = [
  ...(mayMount() ? [{ name: 'a full tmpfs', open: smallTmpfs }] : []),
  { name: 'files that may not grow', open: limitedFiles },
];

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'doorline-disk-'));
}

function mount(folder: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', folder]).status === 0;
}

function mayMount(): boolean {
  const folder = newFolder();
  const may = mount(folder);
  if (may) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true });
  return may;
}

function smallTmpfs(): SmallDisk {
  const folder = newFolder();
  if (!mount(folder)) throw new Error('The tmpfs cannot be mounted');
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill(_pid, room) {
      const file = openSync(ballast, 'w');
      // Large pieces first, then what is left by single pages.
      for (const size of [1_000_000, 4096]) while (hasRoomFor(file, size));
      ftruncateSync(file, fstatSync(file).size - room);
      closeSync(file);
    },
    free: () => rmSync(ballast),
    [Symbol.dispose]() {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

function hasRoomFor(file: number, bytes: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(bytes)) === bytes;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false;
    throw error;
  }
}

function limitedFiles(): SmallDisk {
  const folder = newFolder();
  const limit = (pid: number, size: string) => void execFileSync('prlimit', ['--pid', String(pid), `--fsize=${size}:`]);
  return {
    folder,
    fill: (pid, room) => limit(pid, String(room)),
    free: (pid) => limit(pid, 'unlimited'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
