import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientId, EntryId, LineId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null });
});
afterAll(() => server.close());

async function line() {
  const made = await server.createDelivery({ courier: { id: `courier-${newId()}`, name: 'Wang' } });
  const courier = await server.phone(made.tokens.courier);
  const recipient = await server.phone(made.tokens.recipient);
  const { lines } = await courier.ask('people.hello', {});
  await recipient.ask('people.hello', {});
  return { ...made, lineId: made.delivery.id, courier, recipient, me: lines[0]?.me };
}

const say = (phone: Phone, lineId: LineId, text: string, replyTo?: EntryId) =>
  phone.ask('timeline.send', { lineId, clientId: newId(), text, ...(replyTo ? { replyTo } : {}) });

/** A keeper whose station is called to the line. */
async function keeperOn(lineId: LineId): Promise<Phone> {
  const path = `/stations/station-${newId()}`;
  const { body } = await server.operator('PUT', path, { name: 'Lane 5' });
  const { id, link } = body as { id: string; link: string };
  const { status } = await server.operator('POST', `/deliveries/${lineId}/members`, { role: 'station', stationId: id });
  expect(status).toBe(201);
  const keeper = await server.phone(link.split('/l/')[1] ?? '');
  await keeper.ask('people.hello', {});
  return keeper;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('opening a line', () => {
  it('gives its newest entries, and the earlier ones screen by screen', async () => {
    const { lineId, courier, recipient } = await line();
    for (const i of range(1, 120)) await say(courier, lineId, `text ${i}`);
    const first = await recipient.ask('timeline.open', { lineId });
    expect(first).toMatchObject({ rev: 120, older: true });
    expect(first.entries.map(({ seq }) => seq)).toEqual(range(71, 120));
    const second = await recipient.ask('timeline.before', { lineId, seq: 71 });
    expect(second.entries.map(({ seq }) => seq)).toEqual(range(21, 70));
    expect(second.older).toBe(true);
    const last = await recipient.ask('timeline.before', { lineId, seq: 21 });
    expect(last.entries.map(({ seq }) => seq)).toEqual(range(1, 20));
    expect(last.older).toBe(false);
    expect(await recipient.ask('timeline.before', { lineId, seq: 1 })).toEqual({ entries: [], older: false });
  });

  it('on which nothing was said is empty', async () => {
    const { lineId, courier } = await line();
    expect(await courier.ask('timeline.open', { lineId })).toEqual({ entries: [], rev: 0, older: false, marks: [] });
    expect(await courier.ask('timeline.since', { lineId, rev: 0 })).toMatchObject({ entries: [], more: false, rev: 0 });
  });

  it('from a change that it has not reached is refused', async () => {
    const { lineId, courier } = await line();
    await say(courier, lineId, 'hello');
    expect(await courier.ask('timeline.since', { lineId, rev: 1 })).toMatchObject({ entries: [], rev: 1 });
    await expect(courier.ask('timeline.since', { lineId, rev: 2 })).rejects.toMatchObject({ code: 'bad_request' });
  });
});

describe('who came later and sees only what came after', () => {
  it('opens the line from there on, and the changes of before move only the count', async () => {
    const { lineId, courier, recipient } = await line();
    const code = await say(courier, lineId, 'the code of the gate is 1234');
    await say(recipient, lineId, 'thanks');
    const keeper = await keeperOn(lineId);
    const opened = await keeper.ask('timeline.open', { lineId });
    expect(opened.entries.map(({ seq, body }) => [seq, body.kind])).toEqual([[3, 'member']]);
    expect(opened).toMatchObject({ rev: 3, older: false });

    const after = await say(recipient, lineId, 'it is in locker 7');
    expect(await keeper.next('timeline.changed', ({ id }) => id === after.id)).toEqual(after);

    const gone = await courier.ask('timeline.take_back', { lineId, entryId: code.id });
    expect(await recipient.next('timeline.changed', ({ rev }) => rev === gone.rev)).toEqual(gone);
    expect(await keeper.next('timeline.passed')).toEqual({ lineId, rev: gone.rev });
    expect(await keeper.ask('timeline.since', { lineId, rev: after.rev })).toMatchObject({
      entries: [],
      more: false,
      rev: gone.rev,
    });

    const taken = await recipient.ask('timeline.take_back', { lineId, entryId: after.id });
    expect(await keeper.next('timeline.passed')).toEqual({ lineId, rev: taken.rev });
    expect((await keeper.ask('timeline.since', { lineId, rev: gone.rev })).entries).toEqual([taken]);
    expect(keeper.untaken('timeline.changed')).toEqual([]);
    expect((await keeper.ask('timeline.since', { lineId, rev: 0 })).entries.map(({ seq }) => seq)).toEqual([3, 4]);
    expect((await keeper.ask('timeline.before', { lineId, seq: 4 })).entries.map(({ seq }) => seq)).toEqual([3]);
  });

  it('cannot answer or take back what is hidden from them, nor learn that it is there', async () => {
    const { lineId, courier } = await line();
    const hidden = await say(courier, lineId, 'the code of the gate is 1234');
    const keeper = await keeperOn(lineId);
    const refused = { code: 'not_found' };
    await expect(say(keeper, lineId, 'which code?', hidden.id)).rejects.toMatchObject(refused);
    await expect(keeper.ask('timeline.take_back', { lineId, entryId: hidden.id })).rejects.toMatchObject(refused);
    await expect(keeper.ask('timeline.take_back', { lineId, entryId: newId() })).rejects.toMatchObject(refused);
  });
});

describe('an answer', () => {
  it('names the entry that it answers', async () => {
    const { lineId, courier, recipient } = await line();
    const asked = await say(courier, lineId, 'which door?');
    const answered = await say(recipient, lineId, 'the blue one', asked.id);
    expect(answered.replyTo).toBe(asked.id);
    expect(await courier.next('timeline.changed', ({ id }) => id === answered.id)).toEqual(answered);
  });

  it('to nothing, or to an entry of another line, is refused', async () => {
    const { lineId, courier } = await line();
    const other = await line();
    const theirs = await say(other.courier, other.lineId, 'elsewhere');
    for (const replyTo of [newId<EntryId>(), theirs.id]) {
      await expect(say(courier, lineId, 'yes', replyTo)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect((await courier.ask('timeline.open', { lineId })).entries).toEqual([]);
  });
});

describe('a client id', () => {
  it('that comes again with something else is refused, and the first stays', async () => {
    const { lineId, courier } = await line();
    const clientId = newId<ClientId>();
    const first = await courier.ask('timeline.send', { lineId, clientId, text: 'third floor' });
    const other = { lineId, clientId, text: 'fourth floor' };
    await expect(courier.ask('timeline.send', other)).rejects.toMatchObject({ code: 'conflict' });
    const gate = { point: { lat: 30, lng: 120 }, name: 'Gate', source: 'pin', accuracy: null } as const;
    const place = { lineId, clientId, ...gate };
    await expect(courier.ask('timeline.send_place', place)).rejects.toMatchObject({ code: 'conflict' });
    expect((await courier.ask('timeline.open', { lineId })).entries).toEqual([first]);
  });
});

describe('a place', () => {
  const point = { lat: 30.281, lng: 120.021 };

  it('is an entry that the other side hears of, once', async () => {
    const { lineId, courier, recipient } = await line();
    const pin = { lineId, clientId: newId<ClientId>(), point, name: '东门', source: 'pin', accuracy: null } as const;
    const sent = await recipient.ask('timeline.send_place', pin);
    expect(await recipient.ask('timeline.send_place', pin)).toEqual(sent);
    expect(await courier.next('timeline.changed')).toEqual(sent);
    expect(sent.body).toEqual({ kind: 'place', point, name: '东门', source: 'pin', accuracy: null });
    expect(courier.untaken('timeline.changed')).toEqual([]);
  });

  it.each([
    ['a position that does not say how exact it is', { source: 'position', accuracy: null }],
    ['a pin that says how exact it is', { source: 'pin', accuracy: 10 }],
    ['a position of negative radius', { source: 'position', accuracy: -1 }],
    ['somewhere off the globe', { source: 'pin', accuracy: null, point: { lat: 91, lng: 0 } }],
  ] as const)('%s is refused', async (_, fields) => {
    const { lineId, recipient } = await line();
    const sent = recipient.ask('timeline.send_place', { lineId, clientId: newId(), point, name: '', ...fields });
    await expect(sent).rejects.toMatchObject({ code: 'bad_request' });
    expect((await recipient.ask('timeline.open', { lineId })).rev).toBe(0);
  });
});

describe('typing', () => {
  it('is told to the others and not to the one who types, nor to a stranger', async () => {
    const { lineId, courier, recipient, me } = await line();
    const { recipient: stranger } = await line();
    await courier.ask('timeline.typing', { lineId });
    expect(await recipient.next('timeline.typing')).toEqual({ lineId, memberId: me });
    // Said after it: what a notice of typing would have overtaken.
    await say(recipient, lineId, 'yes?');
    await courier.next('timeline.changed');
    expect(courier.untaken('timeline.typing')).toEqual([]);
    await expect(stranger.ask('timeline.typing', { lineId })).rejects.toMatchObject({ code: 'forbidden' });
    expect(stranger.untaken('timeline.typing')).toEqual([]);
  });
});
