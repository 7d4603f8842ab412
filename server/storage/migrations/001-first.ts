import type { Kysely } from 'kysely';

/** Deliveries, their lines and people, notes, positions and calls. */
export const first = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { schema } = db;
    await schema
      .createTable('couriers')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .execute();
    await schema
      .createTable('rounds')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('courier_id', 'text', (c) => c.notNull().references('couriers.id'))
      .addColumn('day', 'text', (c) => c.notNull())
      .addUniqueConstraint('rounds_courier_day', ['courier_id', 'day'])
      .execute();
    await schema
      .createTable('deliveries')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('reference', 'text', (c) => c.notNull().unique())
      .addColumn('round_id', 'text', (c) => c.notNull().references('rounds.id'))
      .addColumn('stop', 'integer', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('status_at', 'bigint', (c) => c.notNull())
      .addColumn('recipient_name', 'text', (c) => c.notNull())
      .addColumn('address', 'text', (c) => c.notNull())
      .addColumn('address_detail', 'text', (c) => c.notNull())
      .addColumn('lat', 'double precision', (c) => c.notNull())
      .addColumn('lng', 'double precision', (c) => c.notNull())
      .addColumn('window_from', 'bigint')
      .addColumn('window_to', 'bigint')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('seq', 'integer', (c) => c.notNull().defaultTo(0))
      .addColumn('rev', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
    await schema.createIndex('deliveries_round').on('deliveries').columns(['round_id', 'stop']).execute();
    await schema
      .createTable('members')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('line_id', 'text', (c) => c.notNull().references('deliveries.id'))
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .execute();
    await schema.createIndex('members_line').on('members').column('line_id').execute();
    await schema
      .createTable('links')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('scope_id', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .addColumn('revoked_at', 'bigint')
      .execute();
    await schema.createIndex('links_scope').on('links').columns(['scope_id', 'role']).execute();
    await schema
      .createTable('entries')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('line_id', 'text', (c) => c.notNull().references('deliveries.id'))
      .addColumn('seq', 'integer', (c) => c.notNull())
      .addColumn('rev', 'integer', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('by_member', 'text')
      .addColumn('client_id', 'text')
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addUniqueConstraint('entries_seq', ['line_id', 'seq'])
      .addUniqueConstraint('entries_rev', ['line_id', 'rev'])
      .addUniqueConstraint('entries_client', ['line_id', 'by_member', 'client_id'])
      .execute();
    await schema
      .createTable('notes')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('line_id', 'text', (c) => c.notNull().references('deliveries.id'))
      .addColumn('entry_id', 'text')
      .addColumn('member_id', 'text', (c) => c.notNull())
      .addColumn('client_id', 'text', (c) => c.notNull())
      .addColumn('blob', 'text', (c) => c.notNull())
      .addColumn('mime', 'text', (c) => c.notNull())
      .addColumn('bytes', 'integer', (c) => c.notNull())
      .addColumn('duration_ms', 'integer', (c) => c.notNull())
      .addColumn('transcript_state', 'text', (c) => c.notNull())
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addUniqueConstraint('notes_client', ['line_id', 'member_id', 'client_id'])
      .execute();
    await schema.createIndex('notes_state').on('notes').columns(['transcript_state', 'created_at']).execute();
    await schema
      .createTable('positions')
      .addColumn('line_id', 'text', (c) => c.notNull().references('deliveries.id'))
      .addColumn('member_id', 'text', (c) => c.notNull())
      .addColumn('fix', 'text')
      .addColumn('trail', 'text', (c) => c.notNull())
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('positions_key', ['line_id', 'member_id'])
      .execute();
    await schema
      .createTable('calls')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('line_id', 'text', (c) => c.notNull().references('deliveries.id'))
      .addColumn('started_by', 'text', (c) => c.notNull())
      .addColumn('started_at', 'bigint', (c) => c.notNull())
      .addColumn('answered_at', 'bigint')
      .addColumn('ended_at', 'bigint')
      .addColumn('ended_as', 'text')
      .execute();
    await schema.createIndex('calls_open').on('calls').columns(['ended_at', 'started_at']).execute();
  },
};
