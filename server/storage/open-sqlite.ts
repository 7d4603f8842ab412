import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Kysely, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';
import { StorageUnavailableError } from './storage-unavailable-error.ts';
import type { Tables } from './tables.ts';

/** Statements kept prepared; the program has fewer distinct ones, bar lists of varying length. */
const STATEMENTS_MAX = 500;

/**
 * Pages of 4 KiB in the log before SQLite moves them to the file, 16 MiB. Entries of many lines touch the same pages of the
 * indexes again and again: in a longer log more of them are moved once; one that is too long holds everybody up meanwhile.
 */
const LOG_PAGES = 4000;
/** What of the file is kept in memory, KiB: the indexes of some hundred thousand entries. */
const CACHE_KB = 32_000;

/** How long a write waits for another process (a backup, a shell) to let go, ms: nobody is served in the meantime. */
const BUSY_MS = 500;
/** SQLITE_BUSY, SQLITE_IOERR and SQLITE_FULL, https://sqlite.org/rescode.html */
const passing = new Set([5, 10, 13]);

/**
 * Opens (or makes) the database file; `:memory:` for one that is gone at the end. A committed transaction is on disk
 * when the promise of it resolves: WAL with `synchronous=FULL` syncs the log on every commit. A statement that cannot be
 * written for the moment rejects with `StorageUnavailableError`.
 */
export function openSqlite(file: string): Kysely<Tables> {
  const db = new DatabaseSync(file);
  db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on');
  db.exec(`pragma wal_autocheckpoint = ${LOG_PAGES}; pragma cache_size = ${-CACHE_KB}`);
  db.exec(`pragma busy_timeout = ${BUSY_MS}`);
  // What was erased is overwritten in the file's pages, not only let go.
  db.exec('pragma secure_delete = on');
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: forKysely(db) }) });
}

/** The four methods kysely needs, over node's own SQLite. */
function forKysely(db: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => db.close(),
    prepare(sql) {
      // SQLite has rolled back by itself where the disk is full; saying it again would hide that error behind another.
      if (sql === 'rollback' && !db.isTransaction) return nothing;
      let statement = prepared.get(sql);
      if (!statement) {
        if (prepared.size >= STATEMENTS_MAX) prepared.clear();
        // Locked from the start: one that reads first and then finds that another process wrote would fail without a wait.
        statement = asKyselyStatement(db.prepare(sql === 'begin' ? 'begin immediate' : sql));
        prepared.set(sql, statement);
      }
      return statement;
    },
  };
}

const nothing: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [][Symbol.iterator](),
};

function asKyselyStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => written(() => statement.all(...(parameters as SQLInputValue[]))),
    run: (parameters) => written(() => statement.run(...(parameters as SQLInputValue[]))),
    iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
  };
}

function written<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    // The low byte is the kind of error, the rest its details.
    if (error instanceof Error && 'errcode' in error && passing.has(Number(error.errcode) & 0xff))
      throw new StorageUnavailableError('SQLite cannot write for the moment', { cause: error });
    throw error;
  }
}
