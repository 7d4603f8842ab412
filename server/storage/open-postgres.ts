import { type DatabaseConnection, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { StorageUnavailableError } from './storage-unavailable-error.ts';
import type { Tables } from './tables.ts';

// Times are epoch ms in `bigint` columns; they stay far below 2^53, so numbers hold them.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * Opens a pool on `url`; the first query finds out whether the server is there. What it cannot do for the moment rejects with
 * `StorageUnavailableError`: where the connection was lost on a commit, that commit may be on disk all the same.
 */
export function openPostgres(url: string): Kysely<Tables> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  // A connection that the server drops is replaced by the pool, and a query on it rejects. Without listeners it would end the
  // process: the pool's own is for idle ones, the other for those in the middle of a transaction.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: {
        options: pool.options,
        connect: () => pool.connect().catch(rethrow),
        end: () => pool.end(),
      },
      onCreateConnection: (connection) => Promise.resolve(rethrowFrom(connection)),
    }),
  });
}

function rethrowFrom(connection: DatabaseConnection): void {
  const execute = connection.executeQuery.bind(connection);
  connection.executeQuery = (...query) => execute<never>(...query).catch(rethrow);
}

/** Classes of https://www.postgresql.org/docs/current/errcodes-appendix.html: connection, resources, shutdown, deadlock. */
const passingStates = /^(08...|53...|57P..|40P01|25006)$/;
const passingSystemErrors = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

function rethrow(error: unknown): never {
  if (!(error instanceof Error)) throw error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // What pg itself says of a connection that has gone has a sentence and no code.
  const lost = code === '' && /^(Connection terminated|Client has encountered a connection error)/.test(error.message);
  if (lost || passingStates.test(code) || passingSystemErrors.has(code))
    throw new StorageUnavailableError('PostgreSQL cannot be asked for the moment', { cause: error });
  throw error;
}
