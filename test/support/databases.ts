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
      const server = openPostgres(inject('postgresUrl'));
      const name = `test_${randomBytes(6).toString('hex')}`;
      await sql.raw(`create database ${name}`).execute(server);
      const url = new URL(inject('postgresUrl'));
      url.pathname = `/${name}`;
      const db = openPostgres(url.href);
      await migrate(db);
      return {
        db,
        async [Symbol.asyncDispose]() {
          await db.destroy();
          await sql.raw(`drop database ${name} with (force)`).execute(server);
          await server.destroy();
        },
      };
    },
  },
];
