import { type Kysely, sql } from 'kysely';
import { engineOf } from './engine-of.ts';
import type { Tables } from './tables.ts';

/**
 * Call it after content was erased: SQLite's log, which holds what was written before, is emptied into the file, where
 * `secure_delete` has overwritten it. Where another process reads just then the log stays until the next call. PostgreSQL gives
 * space back by itself (autovacuum), and overwrites it when it needs it.
 */
export async function scrub(db: Kysely<Tables>): Promise<void> {
  if (engineOf(db) === 'sqlite') await sql`pragma wal_checkpoint(truncate)`.execute(db);
}
