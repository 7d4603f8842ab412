import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { migrate } from './migrations/index.ts';
import { openPostgres } from './open-postgres.ts';
import { openSqlite } from './open-sqlite.ts';
import type { Tables } from './tables.ts';

/** The database at its newest form: PostgreSQL where a URL is given, else a SQLite file in the data folder. */
export async function openDatabase(where: { databaseUrl: string | null; dataFolder: string }): Promise<Kysely<Tables>> {
  const db = where.databaseUrl
    ? openPostgres(where.databaseUrl)
    : openSqlite(join(where.dataFolder, 'doorline.sqlite'));
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
}
