import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** A call outlives its server: who is in it, and how it went so far. */
export const calls = {
  async up(db: Kysely<Tables>): Promise<void> {
    await db.schema.alterTable('calls').addColumn('live', 'text').execute();
  },
};
