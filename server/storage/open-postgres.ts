import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.ts';

// Times are epoch ms in `bigint` columns; they stay far below 2^53, so numbers hold them.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Opens a pool on `url`; the first query finds out whether the server is there. */
export function openPostgres(url: string): Kysely<Tables> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  // An idle connection that the server drops is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
