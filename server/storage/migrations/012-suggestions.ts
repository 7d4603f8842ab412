import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';

/** With every message the suggestions of its line are looked through: they are few among many entries. */
export const suggestions = {
  async up(db: Kysely<Tables>): Promise<void> {
    await db.schema
      .createIndex('entries_suggestions')
      .on('entries')
      .columns(['line_id', 'seq'])
      .where(sql.ref('kind'), '=', 'suggestion')
      .execute();
  },
};
