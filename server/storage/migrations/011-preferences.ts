import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** What past deliveries say of a recipient, and what they have said themselves. */
export const preferences = {
  async up(db: Kysely<Tables>): Promise<void> {
    await db.schema.alterTable('deliveries').addColumn('recipient_id', 'text').execute();
    await db.schema
      .createIndex('deliveries_recipient')
      .on('deliveries')
      .columns(['recipient_id', 'created_at'])
      .execute();
    await db.schema
      .createTable('preferences')
      .addColumn('recipient_id', 'text', (c) => c.primaryKey())
      .addColumn('remembers', 'integer', (c) => c.notNull())
      .addColumn('place', 'text')
      .addColumn('channel', 'text')
      .addColumn('forgotten_at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('preference_notes')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('recipient_id', 'text', (c) => c.notNull())
      .addColumn('text', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex('preference_notes_recipient')
      .on('preference_notes')
      .columns(['recipient_id', 'at'])
      .execute();
    await db.schema
      .createTable('preference_outcomes')
      .addColumn('line_id', 'text', (c) => c.notNull().references('deliveries.id'))
      .addColumn('visit', 'integer', (c) => c.notNull())
      .addColumn('recipient_id', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('weekday', 'integer', (c) => c.notNull())
      .addColumn('hour', 'integer', (c) => c.notNull())
      .addColumn('place', 'text')
      .addColumn('home', 'integer')
      .addColumn('channel', 'text')
      .addPrimaryKeyConstraint('preference_outcomes_key', ['line_id', 'visit'])
      .execute();
    await db.schema
      .createIndex('preference_outcomes_recipient')
      .on('preference_outcomes')
      .columns(['recipient_id', 'at'])
      .execute();
    await db.schema.createIndex('preference_outcomes_at').on('preference_outcomes').column('at').execute();
    await db.schema
      .createTable('preference_facts')
      .addColumn('line_id', 'text', (c) => c.notNull().references('deliveries.id'))
      .addColumn('visit', 'integer', (c) => c.notNull())
      .addColumn('place', 'text')
      .addColumn('home', 'integer')
      .addColumn('channel', 'text')
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('preference_facts_key', ['line_id', 'visit'])
      .execute();
  },
};
