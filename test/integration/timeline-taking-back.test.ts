import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TAKE_BACK_MS } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { TestClock } from '../support/test-clock.ts';
import { startServer, type TestServer } from '../support/server.ts';

const clock = new TestClock();
let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null, clock });
});
afterAll(() => server.close());

async function line() {
  const made = await server.createDelivery({ courier: { id: `courier-${newId()}`, name: 'Wang' } });
  const lineId = made.delivery.id;
  const courier = await server.phone(made.tokens.courier);
  const recipient = await server.phone(made.tokens.recipient);
  await Promise.all([courier.ask('people.hello', {}), recipient.ask('people.hello', {})]);
  const said = await courier.ask('timeline.send', { lineId, clientId: newId(), text: 'a slip of the thumb' });
  await recipient.next('timeline.changed');
  return { lineId, courier, recipient, said };
}

describe('taking back', () => {
  it('leaves on every page only that something was said', async () => {
    const { lineId, courier, recipient, said } = await line();
    clock.pass(TAKE_BACK_MS);
    const gone = await courier.ask('timeline.take_back', { lineId, entryId: said.id });
    expect(gone).toEqual({ ...said, rev: 2, body: { kind: 'taken_back', was: 'text' } });
    expect(await recipient.next('timeline.changed')).toEqual(gone);
    expect((await recipient.ask('timeline.open', { lineId })).entries).toEqual([gone]);
    expect((await recipient.ask('timeline.since', { lineId, rev: 0 })).entries).toEqual([gone]);
  });

  it('twice is taking back once, however late the second time', async () => {
    const { lineId, courier, recipient, said } = await line();
    const both = await Promise.all([1, 2].map(() => courier.ask('timeline.take_back', { lineId, entryId: said.id })));
    expect(both[1]).toEqual(both[0]);
    clock.pass(TAKE_BACK_MS + 1);
    expect(await courier.ask('timeline.take_back', { lineId, entryId: said.id })).toEqual(both[0]);
    expect(await recipient.ask('timeline.open', { lineId })).toMatchObject({ rev: 2 });
  });

  it('too late, or of what another has said, or of a status, is refused and changes nothing', async () => {
    const { lineId, courier, recipient, said } = await line();
    const take = { lineId, entryId: said.id };
    await expect(recipient.ask('timeline.take_back', take)).rejects.toMatchObject({ code: 'forbidden' });
    clock.pass(TAKE_BACK_MS + 1);
    await expect(courier.ask('timeline.take_back', take)).rejects.toMatchObject({ code: 'too_late' });
    await courier.ask('deliveries.set_status', { lineId, status: 'arrived' });
    const [, status] = (await courier.ask('timeline.open', { lineId })).entries;
    if (!status) throw new Error('The status is not on the timeline');
    const theStatus = courier.ask('timeline.take_back', { lineId, entryId: status.id });
    await expect(theStatus).rejects.toMatchObject({ code: 'forbidden' });
    expect((await courier.ask('timeline.open', { lineId })).entries).toEqual([said, status]);
  });

  it('of an entry on another line is refused', async () => {
    const { said } = await line();
    const other = await line();
    const take = { lineId: other.lineId, entryId: said.id };
    await expect(other.courier.ask('timeline.take_back', take)).rejects.toMatchObject({ code: 'not_found' });
  });
});
