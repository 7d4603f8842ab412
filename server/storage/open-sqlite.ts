import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Kysely, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';
import type { Tables } from './tables.ts';

/** Statements kept prepared; the program has fewer distinct ones, bar lists of varying length. */
const STATEMENTS_MAX = 500;

/**
 * Opens (or makes) the database file; `:memory:` for one that is gone at the end. A committed transaction is on disk
 * when the promise of it resolves: WAL with `synchronous=FULL` syncs the log on every commit.
 */
export function openSqlite(file: string): Kysely<Tables> {
  const db = new DatabaseSync(file);
  // A second process (a backup, a shell) may hold the lock for a moment.
  db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma busy_timeout = 5000');
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: forKysely(db) }) });
}

/** The four methods kysely needs, over node's own SQLite. */
function forKysely(db: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => db.close(),
    prepare(sql) {
      let statement = prepared.get(sql);
      if (!statement) {
        if (prepared.size >= STATEMENTS_MAX) prepared.clear();
        statement = asKyselyStatement(db.prepare(sql));
        prepared.set(sql, statement);
      }
      return statement;
    },
  };
}

function asKyselyStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
    run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
    iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
  };
}
