import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null });
});
afterAll(() => server.close());

async function line() {
  const made = await server.createDelivery({ courier: { id: `courier-${newId()}`, name: 'Wang' } });
  const courier = await server.phone(made.tokens.courier);
  const recipient = await server.phone(made.tokens.recipient);
  await Promise.all([courier.ask('people.hello', {}), recipient.ask('people.hello', {})]);
  return { ...made, lineId: made.delivery.id, courier, recipient };
}

describe('a text', () => {
  it('reaches the other side, and a stranger hears nothing', async () => {
    const { lineId, courier, recipient } = await line();
    const { recipient: stranger } = await line();
    const sent = await courier.ask('timeline.send', { lineId, clientId: newId(), text: '我到楼下了' });
    expect(await recipient.next('timeline.changed')).toEqual(sent);
    expect(sent).toMatchObject({ seq: 1, rev: 1, body: { kind: 'text', text: '我到楼下了' } });
    expect(stranger.untaken('timeline.changed')).toEqual([]);
  });

  it('sent twice is there once', async () => {
    const { lineId, courier, recipient } = await line();
    const clientId = newId<ClientId>();
    const first = await courier.ask('timeline.send', { lineId, clientId, text: 'once' });
    expect(await courier.ask('timeline.send', { lineId, clientId, text: 'once' })).toEqual(first);
    await courier.ask('timeline.send', { lineId, clientId: newId(), text: 'next' });
    await recipient.next('timeline.changed', (entry) => entry.seq === 2);
    expect(recipient.untaken('timeline.changed')).toHaveLength(1);
  });

  it('from both sides at once stands in one order for both', async () => {
    const { lineId, courier, recipient } = await line();
    await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        (i % 2 ? courier : recipient).ask('timeline.send', { lineId, clientId: newId(), text: `text ${i}` }),
      ),
    );
    const seen = await Promise.all(
      [courier, recipient].map(async (phone) => (await phone.ask('timeline.since', { lineId, rev: 0 })).entries),
    );
    expect(seen[0]?.map((entry) => entry.seq)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(seen[1]).toEqual(seen[0]);
  });

  it('survives a restart, and who was away catches up page by page', async () => {
    const { lineId, courier, tokens } = await line();
    for (let i = 0; i < 205; i++) await courier.ask('timeline.send', { lineId, clientId: newId(), text: `text ${i}` });
    await server.restart();
    const back = await server.phone(tokens.recipient);
    const first = await back.ask('timeline.since', { lineId, rev: 0 });
    expect(first.entries).toHaveLength(200);
    expect(first.more).toBe(true);
    const rest = await back.ask('timeline.since', { lineId, rev: first.entries.at(-1)?.rev ?? 0 });
    expect(rest.more).toBe(false);
    expect(rest.entries.map((entry) => entry.seq)).toEqual([201, 202, 203, 204, 205]);
  });

  it.each([
    ['is empty', { text: '   ' }],
    ['is too long', { text: 'x'.repeat(2001) }],
    ['is not text', { text: 7 }],
    ['has a field nobody knows', { text: 'hello', colour: 'red' }],
    ['has a client id with a slash', { text: 'hello', clientId: '../../etc' }],
  ])('that %s is refused and changes nothing', async (_, payload) => {
    const { lineId, courier } = await line();
    const wrong = { lineId, clientId: newId<ClientId>(), ...payload } as {
      lineId: typeof lineId;
      clientId: ClientId;
      text: string;
    };
    await expect(courier.ask('timeline.send', wrong)).rejects.toMatchObject({ code: 'bad_request' });
    expect((await courier.ask('timeline.since', { lineId, rev: 0 })).entries).toEqual([]);
  });

  it('that is no object at all is refused, and the line goes on', async () => {
    const { lineId, courier } = await line();
    for (const rubbish of [null, 7, 'x', [], { lineId: { $ne: null } }]) {
      const answer: unknown = await courier.socket.timeout(5000).emitWithAck('timeline.send', rubbish);
      expect(answer).toMatchObject({ ok: false, error: { code: 'bad_request' } });
    }
    for (const rev of [-1, 0.5, 2 ** 31, Number.MAX_VALUE]) {
      await expect(courier.ask('timeline.since', { lineId, rev })).rejects.toMatchObject({ code: 'bad_request' });
    }
    await courier.ask('timeline.send', { lineId, clientId: newId(), text: 'still here' });
  });

  it('larger than a socket message ends only the socket that sent it', async () => {
    const { lineId, courier, recipient } = await line();
    const ended = new Promise((resolve) => courier.socket.on('disconnect', resolve));
    courier.socket.emit('timeline.send', { lineId, clientId: newId(), text: 'x'.repeat(100_000) });
    await ended;
    await recipient.ask('timeline.send', { lineId, clientId: newId(), text: 'still here' });
  });
});

describe('a status', () => {
  it('set by the courier is an entry and is told to all', async () => {
    const { lineId, courier, recipient } = await line();
    const moved = await courier.ask('deliveries.set_status', { lineId, status: 'arrived' });
    expect(moved.status).toBe('arrived');
    expect(await recipient.next('deliveries.changed')).toEqual(moved);
    expect((await recipient.next('timeline.changed')).body).toEqual({ kind: 'status', status: 'arrived' });
  });

  it('that is not allowed to that person, or not from here, is refused', async () => {
    const { lineId, courier, recipient } = await line();
    const refused = { code: 'step_not_allowed' };
    await expect(recipient.ask('deliveries.set_status', { lineId, status: 'delivered' })).rejects.toMatchObject(
      refused,
    );
    await expect(courier.ask('deliveries.set_status', { lineId, status: 'created' })).rejects.toMatchObject(refused);
    await courier.ask('deliveries.set_status', { lineId, status: 'arrived' });
    await courier.ask('deliveries.set_status', { lineId, status: 'delivered' });
    await expect(courier.ask('deliveries.set_status', { lineId, status: 'arrived' })).rejects.toMatchObject(refused);
    expect((await recipient.ask('timeline.since', { lineId, rev: 0 })).entries).toHaveLength(2);
  });

  it('set by two people at once moves one step', async () => {
    const { lineId, courier, recipient } = await line();
    await Promise.allSettled([1, 2, 3].map(() => courier.ask('deliveries.set_status', { lineId, status: 'arrived' })));
    const { entries } = await recipient.ask('timeline.since', { lineId, rev: 0 });
    expect(entries.map((entry) => entry.body)).toEqual([{ kind: 'status', status: 'arrived' }]);
  });
});

describe("a courier's open page", () => {
  it('hears of a delivery that is added to the round, and of what is said on it', async () => {
    const courier = { id: `courier-${newId()}`, name: 'Wang' };
    const first = await server.createDelivery({ courier });
    const phone = await server.phone(first.tokens.courier);
    await phone.ask('people.hello', {});
    const second = await server.createDelivery({ courier });
    expect((await phone.next('deliveries.added')).delivery.id).toBe(second.delivery.id);
    const recipient = await server.phone(second.tokens.recipient);
    await recipient.ask('timeline.send', { lineId: second.delivery.id, clientId: newId(), text: 'hello' });
    expect((await phone.next('timeline.changed')).lineId).toBe(second.delivery.id);
  });
});
