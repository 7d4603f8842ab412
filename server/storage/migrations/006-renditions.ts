import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** Key of what every phone plays, of a note that came in another form. */
export const renditions = {
  async up(db: Kysely<Tables>): Promise<void> {
    await db.schema.alterTable('notes').addColumn('rendition', 'text').execute();
  },
};
