import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { ClientId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { openPostgres } from '../../server/storage/open-postgres.ts';
import { storages } from '../support/databases.ts';
import { startServer } from '../support/server.ts';

const onPostgres = storages.filter(({ name }) => name === 'PostgreSQL');

it.each(onPostgres)('a server that ends finishes what it was asked, then lets $name go', async ({ open }) => {
  await using storage = await open();
  const databaseUrl = storage.databaseUrl ?? '';
  await using server = await startServer({ sfu: null, settings: { DATABASE_URL: databaseUrl } });
  const { delivery, tokens } = await server.createDelivery();
  const courier = await server.phone(tokens.courier);
  await courier.ask('people.hello', {});

  const db = openPostgres(databaseUrl);
  const waits = async () => {
    const { rows } = await sql`select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
    return rows.length;
  };
  // The first look of the request waits here, before it has asked for all that it needs.
  const held = await db.startTransaction().execute();
  await sql`lock table members in access exclusive mode`.execute(held);
  courier.socket.emit('timeline.send', { lineId: delivery.id, clientId: newId<ClientId>(), text: '最后一句' });
  await expect.poll(waits, { timeout: 10_000 }).toBe(1);
  const closed = server.close();
  // Time to let the database go too early: a server that waits is not hurried by it.
  await setTimeout(300);
  await held.rollback().execute();
  await closed;
  expect(await db.selectFrom('entries').select('kind').execute()).toEqual([{ kind: 'text' }]);
  await db.destroy();
});
