import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** A call outlives its server: who is in it, how it went so far, and when its server lived last. */
export const calls = {
  async up(db: Kysely<Tables>): Promise<void> {
    await db.schema.alterTable('calls').addColumn('live', 'text').execute();
    await db.schema.alterTable('calls').addColumn('alive_at', 'bigint').execute();
  },
};
