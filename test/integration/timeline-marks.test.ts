import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LineId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { TestClock } from '../support/test-clock.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  // Its time stands still: marks are written when somebody needs them, and at the end.
  server = await startServer({ sfu: null, clock: new TestClock() });
});
afterAll(() => server.close());

async function line() {
  const made = await server.createDelivery({ courier: { id: `courier-${newId()}`, name: 'Wang' } });
  const lineId = made.delivery.id;
  const courier = await server.phone(made.tokens.courier);
  const recipient = await server.phone(made.tokens.recipient);
  const { lines } = await courier.ask('people.hello', {});
  await recipient.ask('people.hello', {});
  for (const text of ['one', 'two', 'three']) {
    await courier.ask('timeline.send', { lineId, clientId: newId(), text });
    await recipient.next('timeline.changed');
  }
  const members = lines[0]?.members ?? [];
  const idOf = (role: string) => members.find((member) => member.role === role)?.id;
  return { ...made, lineId, courier, recipient, ids: { courier: idOf('courier'), recipient: idOf('recipient') } };
}

const unreadOf = async (phone: Phone, lineId: LineId) =>
  (await phone.ask('people.hello', {})).lines.find(({ delivery }) => delivery.id === lineId)?.unread;

describe('a mark', () => {
  it('is told to the others, and is there for who opens the line later', async () => {
    const { lineId, courier, recipient, tokens, ids } = await line();
    await recipient.ask('timeline.mark', { marks: [{ lineId, delivered: 3, read: 1 }] });
    const mark = { memberId: ids.recipient, delivered: 3, read: 1 };
    expect(await courier.next('timeline.marked')).toEqual({ lineId, ...mark });
    expect(recipient.untaken('timeline.marked')).toEqual([]);
    const later = await server.phone(tokens.courier);
    expect((await later.ask('timeline.open', { lineId })).marks).toEqual([mark]);
    expect((await later.ask('timeline.since', { lineId, rev: 3 })).marks).toEqual([mark]);
  });

  it('of the other phone of the same person is told to this one', async () => {
    const { lineId, recipient, tokens, ids } = await line();
    const second = await server.phone(tokens.recipient);
    await second.ask('timeline.mark', { marks: [{ lineId, delivered: 3, read: 3 }] });
    expect(await recipient.next('timeline.marked')).toEqual({ lineId, memberId: ids.recipient, delivered: 3, read: 3 });
  });

  it('counts at once for who loads the page again, and still after a restart', async () => {
    const { lineId, recipient, tokens } = await line();
    expect(await unreadOf(recipient, lineId)).toBe(3);
    await recipient.ask('timeline.mark', { marks: [{ lineId, delivered: 3, read: 2 }] });
    expect(await unreadOf(recipient, lineId)).toBe(1);
    await recipient.ask('timeline.mark', { marks: [{ lineId, delivered: 3, read: 3 }] });
    await server.restart();
    const back = await server.phone(tokens.recipient);
    expect(await unreadOf(back, lineId)).toBe(0);
  });

  it('is not needed for what one has said oneself', async () => {
    const { lineId, courier, recipient } = await line();
    expect(await unreadOf(courier, lineId)).toBe(0);
    await recipient.ask('timeline.send', { lineId, clientId: newId(), text: 'coming' });
    expect(await unreadOf(courier, lineId)).toBe(1);
  });

  it('from the future, or on a line of others, is refused with all that came with it', async () => {
    const { lineId, courier, recipient } = await line();
    const other = await line();
    const good = { lineId, delivered: 2, read: 2 };
    for (const [code, wrong] of [
      ['bad_request', { lineId, delivered: 4, read: 0 }],
      ['bad_request', { lineId, delivered: 0, read: 2_147_483_647 }],
      ['forbidden', { lineId: other.lineId, delivered: 1, read: 1 }],
    ] as const) {
      await expect(recipient.ask('timeline.mark', { marks: [good, wrong] })).rejects.toMatchObject({ code });
    }
    expect((await courier.ask('timeline.open', { lineId })).marks).toEqual([]);
    expect(courier.untaken('timeline.marked')).toEqual([]);
  });
});
