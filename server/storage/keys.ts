import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

const Keys = v.object({ linkSecret: v.string(), apiKey: v.string() });
export type Keys = v.InferOutput<typeof Keys>;

/**
 * The secrets of this installation, kept in `keys.json` of the data folder, readable by its owner only. `made` says that
 * they are new. A damaged file stops the start: fresh secrets would silently void every link that was sent.
 */
export function openKeys(dataFolder: string): Keys & { made: boolean } {
  mkdirSync(dataFolder, { recursive: true });
  const file = join(dataFolder, 'keys.json');
  try {
    return { ...v.parse(Keys, JSON.parse(readFileSync(file, 'utf8'))), made: false };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw new Error(`${file} cannot be read; restore it from a backup, or delete it to void all links`, {
        cause: error,
      });
    }
  }
  const keys = { linkSecret: randomBytes(32).toString('base64url'), apiKey: randomBytes(24).toString('base64url') };
  writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return { ...keys, made: true };
}
