import { type Kysely, sql } from 'kysely';
import type { EntryBody } from '#protocol';
import { engineOf } from '../engine-of.ts';
import type { Tables } from '../tables.ts';
import { textIndex } from '../text-index.ts';

/** Entries that are taken into the index by one statement. */
const AT_ONCE = 500;

/** The words of entries, to be searched: see `text-index.ts`. What was said before is taken in, oldest first. */
export const search = {
  async up(db: Kysely<Tables>): Promise<void> {
    const postgres = engineOf(db) === 'postgres';
    await db.schema
      .createTable('texts')
      .addColumn('id', postgres ? 'bigserial' : 'integer', (c) =>
        postgres ? c.primaryKey() : c.primaryKey().autoIncrement(),
      )
      .addColumn('line_id', 'text', (c) => c.notNull().references('deliveries.id'))
      .addColumn('seq', 'integer', (c) => c.notNull())
      .addColumn('folded', 'text', (c) => c.notNull())
      .addColumn('desk', 'integer', (c) => c.notNull())
      .addUniqueConstraint('texts_entry', ['line_id', 'seq'])
      .execute();
    if (postgres) {
      await sql`alter table texts add column pieces tsvector not null`.execute(db);
      // New pieces wait in a list that every search reads: kept short, 1 ms.
      await sql`create index texts_pieces on texts using gin (pieces) with (gin_pending_list_limit = 512)`.execute(db);
    } else {
      // `ascii` leaves letters as they are; pieces are told apart by line ends, and spaces belong to them.
      await sql`create virtual table text_pieces using fts5
        (pieces, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars ' '")`.execute(db);
      // What was erased leaves the file's pages at once, not with some later merge.
      await sql`insert into text_pieces (text_pieces, rank) values ('secure-delete', 1)`.execute(db);
    }

    // By line and role: by the line alone, SQLite would rather look through all agents for those of a line.
    await db.schema.dropIndex('members_line').ifExists().execute();
    await db.schema.createIndex('members_line').on('members').columns(['line_id', 'role']).execute();

    const index = textIndex(db);
    const entries = await db
      .selectFrom('entries')
      .select('id')
      .orderBy('at')
      .orderBy('line_id')
      .orderBy('seq')
      .execute();
    for (let i = 0; i < entries.length; i += AT_ONCE) {
      const ids = entries.slice(i, i + AT_ONCE).map(({ id }) => id);
      const rows = await db
        .selectFrom('entries')
        .select(['line_id', 'seq', 'body'])
        .where('id', 'in', ids)
        .orderBy('at')
        .orderBy('line_id')
        .orderBy('seq')
        .execute();
      await index.added(
        db,
        rows.map((row) => ({ lineId: row.line_id, seq: row.seq, body: JSON.parse(row.body) as EntryBody })),
      );
    }
  },
};
