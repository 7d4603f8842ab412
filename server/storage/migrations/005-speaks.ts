import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** The language that a member speaks in their notes, where they have said so. */
export const speaks = {
  async up(db: Kysely<Tables>): Promise<void> {
    await db.schema.alterTable('members').addColumn('speaks', 'text').execute();
  },
};
