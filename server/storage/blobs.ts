import { constants } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Recordings and other files, each under an id that we made: never a name that came from outside. */
export interface Blobs {
  /** Keeps the bytes; on disk, whole and under this key, before it resolves. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** The bytes; null where there are none under this key. */
  get(key: string): Promise<Buffer | null>;
  /** Forgets the bytes; nothing happens where there are none. */
  delete(key: string): Promise<void>;
  /** All keys, also those of writes that never ended; some at a time. */
  keys(): AsyncIterable<readonly string[]>;
  /** When the bytes were written, epoch ms; null where there are none. */
  writtenAt(key: string): Promise<number | null>;
}

const isKey = /^[A-Za-z0-9_-]{8,40}$/;
const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Blobs as files of one folder, which is made on the first `put`. */
export function openBlobs(folder: string): Blobs {
  const pathOf = (key: string) => {
    if (!isKey.test(key)) throw new Error('A blob has an id for its key');
    // Two letters a folder, so that no folder holds a million files.
    return join(folder, key.slice(0, 2), key);
  };

  async function namesIn(path: string): Promise<string[]> {
    try {
      return await readdir(path);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  async function sync(path: string, flags: number) {
    const handle = await open(path, flags);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  return {
    async put(key, bytes) {
      const path = pathOf(key);
      const inside = join(path, '..');
      const made = await mkdir(inside, { recursive: true });
      // Written aside and renamed: a power cut leaves the whole file or none.
      const aside = `${path}.part`;
      try {
        const handle = await open(aside, 'w');
        try {
          await handle.writeFile(bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(aside, path);
      } catch (error) {
        await rm(aside, { force: true });
        throw error;
      }
      await sync(inside, constants.O_RDONLY);
      if (made) await sync(join(inside, '..'), constants.O_RDONLY);
    },

    async get(key) {
      try {
        return await readFile(pathOf(key));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },

    async delete(key) {
      const path = pathOf(key);
      await rm(path, { force: true });
      await rm(`${path}.part`, { force: true });
    },

    async *keys() {
      for (const inside of await namesIn(folder)) {
        const names = await namesIn(join(folder, inside));
        const keys = new Set(names.map((name) => name.replace(/\.part$/, '')));
        yield [...keys].filter((key) => isKey.test(key));
      }
    },

    async writtenAt(key) {
      const path = pathOf(key);
      for (const one of [path, `${path}.part`]) {
        try {
          return (await stat(one)).mtimeMs;
        } catch (error) {
          if (!isMissing(error)) throw error;
        }
      }
      return null;
    },
  };
}
