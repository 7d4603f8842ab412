import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** Compounds that the operator loads, couriers' background apps, and shares that end by themselves. */
export const map = {
  async up(db: Kysely<Tables>): Promise<void> {
    await db.schema
      .createTable('compounds')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('geojson', 'text', (c) => c.notNull())
      .addColumn('south', 'double precision', (c) => c.notNull())
      .addColumn('west', 'double precision', (c) => c.notNull())
      .addColumn('north', 'double precision', (c) => c.notNull())
      .addColumn('east', 'double precision', (c) => c.notNull())
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('trackers')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('courier_id', 'text', (c) => c.notNull().references('couriers.id'))
      .addColumn('secret_hash', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('revoked_at', 'bigint')
      .addColumn('heard_at', 'bigint')
      .execute();
    await db.schema.createIndex('trackers_courier').on('trackers').column('courier_id').execute();
    await db.schema.alterTable('positions').addColumn('ends_at', 'bigint').execute();
  },
};
