import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { EntryBody } from '#protocol';
import { chainStart, contentHash, linkHash, SALT_BYTES } from '../../record/chain.ts';
import { engineOf } from '../engine-of.ts';
import type { Tables } from '../tables.ts';

/**
 * The record: every state of every entry in one hash chain per line; photos, places, answers; marks of what was read; stations,
 * agents and when members came and went; webhooks; the operator's quick replies.
 */
export const record = {
  async up(db: Kysely<Tables>): Promise<void> {
    const { schema } = db;
    const add = (table: string, column: string, type: 'text' | 'integer' | 'bigint') =>
      schema.alterTable(table).addColumn(column, type).execute();

    await schema
      .alterTable('members')
      .addColumn('scope_id', 'text', (c) => c.notNull().defaultTo(''))
      .execute();
    await schema
      .alterTable('members')
      .addColumn('joined_seq', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
    await add('members', 'left_at', 'bigint');
    await sql`update members set scope_id = case when role = 'courier'
      then (select round_id from deliveries where deliveries.id = members.line_id) else line_id end`.execute(db);
    await schema.createIndex('members_scope').on('members').columns(['role', 'scope_id', 'line_id']).unique().execute();
    await schema
      .createTable('stations')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .execute();
    await schema
      .createTable('agents')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .execute();

    await add('deliveries', 'help_asked_at', 'bigint');
    await schema
      .createIndex('deliveries_waiting')
      .on('deliveries')
      .column('help_asked_at')
      .where('help_asked_at', 'is not', null)
      .execute();
    await schema
      .alterTable('deliveries')
      .addColumn('chain', 'text', (c) => c.notNull().defaultTo(''))
      .execute();
    await schema
      .alterTable('deliveries')
      .addColumn('swept_rev', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();

    await add('entries', 'reply_to', 'text');
    await schema
      .alterTable('entries')
      .addColumn('changed_at', 'bigint', (c) => c.notNull().defaultTo(0))
      .execute();
    await add('entries', 'salt', 'text');
    for (const column of ['content_hash', 'hash']) {
      await schema
        .alterTable('entries')
        .addColumn(column, 'text', (c) => c.notNull().defaultTo(''))
        .execute();
    }
    await schema
      .createTable('entry_versions')
      .addColumn('line_id', 'text', (c) => c.notNull().references('deliveries.id'))
      .addColumn('rev', 'integer', (c) => c.notNull())
      .addColumn('entry_id', 'text', (c) => c.notNull())
      .addColumn('changed_at', 'bigint', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('salt', 'text')
      .addColumn('content_hash', 'text', (c) => c.notNull())
      .addColumn('hash', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('entry_versions_key', ['line_id', 'rev'])
      .execute();
    await schema.createIndex('entry_versions_entry').on('entry_versions').column('entry_id').execute();

    await schema
      .createTable('marks')
      .addColumn('line_id', 'text', (c) => c.notNull().references('deliveries.id'))
      .addColumn('member_id', 'text', (c) => c.notNull())
      .addColumn('delivered', 'integer', (c) => c.notNull())
      .addColumn('read', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('marks_key', ['line_id', 'member_id'])
      .execute();
    await schema
      .createTable('photos')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('line_id', 'text', (c) => c.notNull().references('deliveries.id'))
      .addColumn('entry_id', 'text', (c) => c.notNull())
      .addColumn('member_id', 'text', (c) => c.notNull())
      .addColumn('client_id', 'text', (c) => c.notNull())
      .addColumn('blob', 'text', (c) => c.notNull())
      .addColumn('thumb', 'text', (c) => c.notNull())
      .addColumn('bytes', 'integer', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addUniqueConstraint('photos_client', ['line_id', 'member_id', 'client_id'])
      .execute();
    await schema
      .createTable('webhooks')
      .addColumn('position', engineOf(db) === 'postgres' ? 'bigserial' : 'integer', (c) => c.primaryKey())
      .addColumn('id', 'text', (c) => c.notNull().unique())
      .addColumn('line_id', 'text')
      .addColumn('event', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('next_at', 'bigint')
      .addColumn('claimed_until', 'bigint')
      .addColumn('delivered_at', 'bigint')
      .addColumn('last_failure', 'text')
      .execute();
    await schema.createIndex('webhooks_next').on('webhooks').column('next_at').execute();
    await schema.createIndex('webhooks_line').on('webhooks').columns(['line_id', 'position']).execute();
    await schema.createIndex('webhooks_delivered').on('webhooks').column('delivered_at').execute();
    await schema
      .createTable('erasures')
      .addColumn('line_id', 'text', (c) => c.notNull().references('deliveries.id'))
      .addColumn('member_id', 'text', (c) => c.notNull())
      .addColumn('asked_at', 'bigint', (c) => c.notNull())
      .addColumn('done_at', 'bigint')
      .addPrimaryKeyConstraint('erasures_key', ['line_id', 'member_id'])
      .execute();
    // Which file nobody names any more.
    await schema.createIndex('notes_blob').on('notes').column('blob').execute();
    await schema.createIndex('photos_blob').on('photos').column('blob').execute();
    await schema.createIndex('photos_thumb').on('photos').column('thumb').execute();
    await schema
      .createTable('operator_data')
      .addColumn('key', 'text', (c) => c.primaryKey())
      .addColumn('value', 'text', (c) => c.notNull())
      .execute();

    await chainOlderEntries(db);
  },
};

/** What was said before there was a chain is taken into it as it stands, in the order of its last change. */
async function chainOlderEntries(db: Kysely<Tables>): Promise<void> {
  const lines = await db.selectFrom('deliveries').select('id').where('rev', '>', 0).execute();
  for (const { id } of lines) {
    let chain = chainStart(id);
    const entries = await db.selectFrom('entries').selectAll().where('line_id', '=', id).orderBy('rev').execute();
    for (const entry of entries) {
      const salt = randomBytes(SALT_BYTES).toString('base64url');
      const hashed = contentHash(salt, JSON.parse(entry.body) as EntryBody);
      const { line_id: lineId, rev, seq, at, by_member: by, client_id: clientId, reply_to: replyTo } = entry;
      chain = linkHash(chain, {
        lineId,
        rev,
        seq,
        entryId: entry.id,
        at,
        changedAt: at,
        by,
        clientId,
        replyTo,
        contentHash: hashed,
      });
      await db
        .updateTable('entries')
        .set({ changed_at: at, salt, content_hash: hashed, hash: chain })
        .where('id', '=', entry.id)
        .execute();
    }
    await db.updateTable('deliveries').set({ chain }).where('id', '=', id).execute();
  }
}
