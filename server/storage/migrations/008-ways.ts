import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** A way is kept once for all the lines that it is shared with: a courier's round has a hundred. */
export const ways = {
  async up(db: Kysely<Tables>): Promise<void> {
    await db.schema
      .createTable('ways')
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('scope_id', 'text', (c) => c.notNull())
      .addColumn('fix', 'text')
      .addColumn('trail', 'text', (c) => c.notNull())
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('ways_key', ['role', 'scope_id'])
      .execute();
    await db.schema.alterTable('positions').addColumn('since', 'bigint').execute();
  },
};
