import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { inject } from 'vitest';
import { migrate } from '../../server/storage/migrations/index.ts';
import { openPostgres } from '../../server/storage/open-postgres.ts';
import { openSqlite } from '../../server/storage/open-sqlite.ts';
import type { Tables } from '../../server/storage/tables.ts';

export interface TestDatabase extends AsyncDisposable {
  readonly db: Kysely<Tables>;
}

/** Both engines, for `describe.each`: `open` gives a fresh migrated database, dropped when it is disposed. */
export const engines: { name: string; open: () => Promise<TestDatabase> }[] = [
  {
    name: 'SQLite',
    async open() {
      const db = openSqlite(':memory:');
      await migrate(db);
      return { db, [Symbol.asyncDispose]: () => db.destroy() };
    },
  },
  {
    name: 'PostgreSQL',
    async open() {
      const fresh = await freshPostgres();
      const db = openPostgres(fresh.databaseUrl);
      await migrate(db);
      return {
        db,
        async [Symbol.asyncDispose]() {
          await db.destroy();
          await fresh[Symbol.asyncDispose]();
        },
      };
    },
  },
];

/** Where a server process of a test keeps its data: null is SQLite in its data folder. */
interface Storage extends AsyncDisposable {
  readonly databaseUrl: string | null;
}

/** The same for tests that start a server process on it. */
export const storages: { name: string; open: () => Promise<Storage> }[] = [
  {
    name: 'SQLite',
    open: () => Promise.resolve({ databaseUrl: null, [Symbol.asyncDispose]: () => Promise.resolve() }),
  },
  { name: 'PostgreSQL', open: freshPostgres },
];

/** An empty database of its own on the tests' server, dropped when it is disposed. */
async function freshPostgres(): Promise<AsyncDisposable & { readonly databaseUrl: string }> {
  const server = openPostgres(inject('postgresUrl'));
  const name = `test_${randomBytes(6).toString('hex')}`;
  await sql.raw(`create database ${name}`).execute(server);
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return {
    databaseUrl: url.href,
    async [Symbol.asyncDispose]() {
      await sql.raw(`drop database ${name} with (force)`).execute(server);
      await server.destroy();
    },
  };
}
