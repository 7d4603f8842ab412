import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** Browsers that want to hear of calls and messages while their page is closed. */
export const push = {
  async up(db: Kysely<Tables>): Promise<void> {
    await db.schema
      .createTable('push_subscriptions')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('link_id', 'text', (c) => c.notNull().references('links.id'))
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('scope_id', 'text', (c) => c.notNull())
      .addColumn('endpoint', 'text', (c) => c.notNull())
      .addColumn('p256dh', 'text', (c) => c.notNull())
      .addColumn('auth', 'text', (c) => c.notNull())
      .addColumn('handle', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex('push_subscriptions_address')
      .unique()
      .on('push_subscriptions')
      .columns(['endpoint', 'role', 'scope_id'])
      .execute();
    await db.schema
      .createIndex('push_subscriptions_scope')
      .on('push_subscriptions')
      .columns(['role', 'scope_id'])
      .execute();
    await db.schema.createIndex('push_subscriptions_link').on('push_subscriptions').column('link_id').execute();
  },
};
