import { createECDH } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The private key that this installation signs its pushes with (P-256, 32 bytes, base64url), made once and kept in `push-key`
 * of the data folder, readable by its owner only. A fresh one would part every browser from the server, so a damaged file stops the start.
 */
export function keptPushKey(dataFolder: string): string {
  mkdirSync(dataFolder, { recursive: true });
  const file = join(dataFolder, 'push-key');
  try {
    const kept = readFileSync(file, 'utf8').trim();
    if (!/^[\w-]{43}$/.test(kept)) throw new Error(`${file} is damaged; restore it, or delete it to begin anew`);
    return kept;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  // The library leaves out zeros in front.
  const key = Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url');
  writeFileSync(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
  return key;
}
