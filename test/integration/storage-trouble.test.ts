import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { ClientId, LineId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { openSqlite } from '../../server/storage/open-sqlite.ts';
import { StorageUnavailableError } from '../../server/storage/storage-unavailable-error.ts';
import { callEntries } from '../support/calling.ts';
import { door } from '../support/photos.ts';
import { recordingBytes } from '../support/recordings.ts';
import { TestClock } from '../support/test-clock.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** Does it while another process has begun to write and does not come to an end. */
async function whileHeld({ dataFolder }: TestServer, work: () => Promise<void>): Promise<void> {
  const other = new DatabaseSync(join(dataFolder, 'doorline.sqlite'));
  other.exec('begin immediate');
  await work().finally(() => other.close());
}

async function send(kind: 'notes' | 'photos', server: TestServer, token: string, lineId: LineId): Promise<number> {
  const response = await fetch(`${server.url}/api/lines/${lineId}/${kind}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'x-client-id': newId<ClientId>() },
    body: Buffer.from(kind === 'notes' ? recordingBytes('en-jfk.wav') : door()),
  });
  return response.status;
}

async function filesOf({ dataFolder }: TestServer): Promise<string[]> {
  const files = await readdir(join(dataFolder, 'blobs'), { recursive: true, withFileTypes: true }).catch(() => []);
  return files.filter((file) => file.isFile()).map(({ name }) => name);
}

describe('While another process holds the database', () => {
  it('the line can be read, a text and an order are refused as passing, and both go through afterwards', async () => {
    await using server = await startServer({ sfu: null });
    const { delivery, tokens } = await server.createDelivery();
    await using phone = await server.phone(tokens.recipient);
    const lineId = delivery.id;
    const text = { lineId, clientId: newId<ClientId>(), text: '马上下来' };
    await whileHeld(server, async () => {
      await expect(phone.ask('timeline.send', text)).rejects.toMatchObject({ code: 'unavailable' });
      expect((await phone.ask('timeline.since', { lineId, rev: 0 })).entries).toEqual([]);
      expect((await server.operator('POST', `/deliveries/${lineId}/status`, { status: 'arrived' })).status).toBe(503);
    });
    expect((await phone.ask('timeline.send', text)).seq).toBe(1);
    expect((await server.operator('POST', `/deliveries/${lineId}/status`, { status: 'arrived' })).status).toBe(200);
  });

  it.each([
    ['note', 'notes', 1],
    ['photo', 'photos', 2],
  ] as const)('a %s is refused as passing, and leaves no file that nobody asks for', async (_, kind, files) => {
    await using server = await startServer({ sfu: null });
    const { delivery, tokens } = await server.createDelivery();
    await whileHeld(server, async () => {
      expect(await send(kind, server, tokens.recipient, delivery.id)).toBe(503);
      expect(await filesOf(server)).toEqual([]);
    });
    expect(await send(kind, server, tokens.recipient, delivery.id)).toBe(201);
    expect(await filesOf(server)).toHaveLength(files);
  });

  it('a call can end, and its length is on the timeline once it can be written', async () => {
    const clock = new TestClock();
    await using server = await startServer({ clock });
    const { delivery, tokens } = await server.createDelivery();
    const lineId = delivery.id;
    await using courier = await server.phone(tokens.courier);
    await using recipient = await server.phone(tokens.recipient);
    const { id: callId } = await courier.ask('calls.start', { lineId });
    await recipient.ask('calls.answer', { lineId, callId });
    clock.pass(60_000);
    await whileHeld(server, async () => {
      await courier.ask('calls.hang_up', { lineId, callId });
      await recipient.next('calls.changed', ({ phase }) => phase === 'ended');
    });
    await courier.ask('calls.current', { lineId });
    clock.pass(5000);
    const { body } = await recipient.next('timeline.changed');
    expect(body).toMatchObject({ kind: 'call', callId, end: 'hung_up', talkMs: 60_000 });
  });

  it('a call that has ended does not come back to life with the next start', async () => {
    const clock = new TestClock();
    await using server = await startServer({ clock });
    const { delivery, tokens } = await server.createDelivery();
    const lineId = delivery.id;
    await using courier = await server.phone(tokens.courier);
    await using recipient = await server.phone(tokens.recipient);
    const { id: callId } = await courier.ask('calls.start', { lineId });
    await recipient.ask('calls.answer', { lineId, callId });
    clock.pass(60_000);
    await whileHeld(server, async () => void (await courier.ask('calls.hang_up', { lineId, callId })));
    await server.restart();
    await using later = await server.phone(tokens.courier);
    expect(await later.ask('calls.current', { lineId })).toBeNull();
    expect(await callEntries(later, lineId)).toMatchObject([{ callId, end: 'hung_up', talkMs: 60_000 }]);
  });

  it('a call can be answered, and is kept as answered once that can be written', async () => {
    const clock = new TestClock();
    await using server = await startServer({ clock });
    const { delivery, tokens } = await server.createDelivery();
    const lineId = delivery.id;
    await using courier = await server.phone(tokens.courier);
    await using recipient = await server.phone(tokens.recipient);
    const { id: callId } = await courier.ask('calls.start', { lineId });
    await whileHeld(server, async () => {
      expect(await recipient.ask('calls.answer', { lineId, callId })).toMatchObject({ phase: 'talking' });
    });
    const answeredAt = () => {
      const db = new DatabaseSync(join(server.dataFolder, 'doorline.sqlite'), { readOnly: true });
      const { answered_at: at } = db.prepare('select answered_at from calls').get() ?? {};
      db.close();
      return at;
    };
    expect(answeredAt()).toBeNull();
    const at = clock.now();
    clock.pass(15_000);
    await courier.ask('calls.current', { lineId });
    expect(answeredAt()).toBe(at);
  });
});

describe('A transaction that does not fit on the disk', () => {
  it('says so, leaves nothing behind, and the next one that fits is kept', async () => {
    const db = openSqlite(':memory:');
    await sql`create table said (words text)`.execute(db);
    await sql`pragma max_page_count = 10`.execute(db);
    const say = (words: string) =>
      db.transaction().execute(async (trx) => {
        await sql`insert into said values ('first')`.execute(trx);
        await sql`insert into said values (${words})`.execute(trx);
      });
    const refused = await say('x'.repeat(100_000)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StorageUnavailableError);
    expect(String((refused as Error).cause)).toContain('full');
    await say('second');
    expect((await sql<{ words: string }>`select words from said`.execute(db)).rows.map(({ words }) => words)).toEqual([
      'first',
      'second',
    ]);
    await db.destroy();
  });
});
