import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientId, Entry, LineId, StationId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { nameGuest } from '../support/guests.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null, settings: { DOORLINE_ASSISTANT: 'on' } });
});
afterAll(() => server.close());

const say = (phone: Phone, lineId: LineId, text: string) =>
  phone.ask('timeline.send', { lineId, clientId: newId<ClientId>(), text });
const isSuggestion = ({ body }: Entry) => body.kind === 'suggestion';

/** A line that is out for delivery, with an agent on it. */
async function line() {
  const created = await server.createDelivery({ courier: { id: `courier-${newId()}`, name: '刘师傅' } });
  const lineId = created.delivery.id;
  await server.operator('POST', `/deliveries/${lineId}/status`, { status: 'out_for_delivery' });
  const recipient = await server.phone(created.tokens.recipient);
  const courier = await server.phone(created.tokens.courier);
  await recipient.ask('people.invite', { lineId, invite: { role: 'agent' } });
  const mei = await nameGuest(server, 'agent', 'Mei');
  const desk = await mei.phone();
  const { members } = await desk.ask('people.join', { lineId });
  const idOf = (role: string) => members.find((member) => member.role === role)?.id;
  return {
    ...created,
    lineId,
    recipient,
    courier,
    desk,
    idOf,
    summary: () => desk.ask('assistant.summary', { lineId }),
  };
}

describe('the summary of a line for the desk', () => {
  it('says what was understood last, whose question is open, and what can be answered, until somebody does', async () => {
    const { lineId, recipient, courier, desk, idOf, summary } = await line();
    expect(await summary()).toMatchObject({ last: null, open: null, isRead: true, replies: [], missedCalls: 0 });
    await say(courier, lineId, '给您放在门口了');
    await server.operator('POST', `/deliveries/${lineId}/status`, { status: 'left_at_place' });
    const { id: entryId, at } = await say(recipient, lineId, '门口没有啊，我没收到');
    expect(await summary()).toMatchObject({
      last: { by: idOf('courier'), means: [{ intent: 'left_at', place: 'door' }] },
      open: { entryId, by: idOf('recipient'), since: at, means: { intent: 'problem', kind: 'missing' } },
      replies: [{ zh: '请先看看门口和邻居家，我正在问快递员放在哪里了' }, {}, {}],
      language: 'zh',
    });
    await say(courier, lineId, '哦');
    expect(await summary()).toMatchObject({ open: { entryId } });
    await say(desk, lineId, '您好，我正在问快递员');
    expect(await summary()).toMatchObject({ last: { by: idOf('recipient') }, open: null, replies: [] });
  });

  it('offers windows that can really be had, and follows the tap', async () => {
    const { lineId, recipient, idOf, summary } = await line();
    await say(recipient, lineId, '我不在家，明天晚上七点以后再送吧');
    const { id: entryId } = await recipient.next('timeline.changed', isSuggestion);
    const asked = await summary();
    expect(asked).toMatchObject({
      open: { by: idOf('recipient'), asks: 'recipient', means: { intent: 'reschedule', from: '19:00' } },
    });
    expect(asked.replies[0]).toEqual({
      zh: '可以改到明天 19:00–22:00，可以吗？',
      en: 'We can come tomorrow, 19:00–22:00. Is that all right?',
    });
    await recipient.ask('assistant.answer', { lineId, entryId, answer: 'confirm' });
    expect(await summary()).toMatchObject({ open: null, replies: [] });
  });

  it('stands in one word in the list of the desk, also before anybody has come, until it is settled', async () => {
    const created = await server.createDelivery();
    const lineId = created.delivery.id;
    await server.operator('POST', `/deliveries/${lineId}/status`, { status: 'out_for_delivery' });
    await using recipient = await server.phone(created.tokens.recipient);
    await recipient.ask('people.hello', {});
    await say(recipient, lineId, '我不在家，明天晚上七点以后再送吧');
    const { id: entryId } = await recipient.next('timeline.changed', isSuggestion);
    const mei = await nameGuest(server, 'agent', 'Mei');
    await using desk = await mei.phone();
    await recipient.ask('people.invite', { lineId, invite: { role: 'agent' } });
    expect(await desk.next('deliveries.waiting_changed', ({ waiting }) => waiting?.lineId === lineId)).toMatchObject({
      waiting: { topic: 'reschedule' },
    });
    const { lines } = await desk.ask('deliveries.waiting', {});
    expect(lines.find((waiting) => waiting.lineId === lineId)).toMatchObject({ topic: 'reschedule' });
    expect(await desk.ask('people.join', { lineId })).toMatchObject({ topic: 'reschedule' });
    expect((await recipient.ask('people.hello', {})).lines[0]?.topic).toBeUndefined();
    await recipient.ask('assistant.answer', { lineId, entryId, answer: 'dismiss' });
    expect((await desk.ask('people.hello', {})).lines[0]?.topic).toBeUndefined();
  });

  it('has nothing of words that were taken back', async () => {
    const { lineId, recipient, summary } = await line();
    const { id: entryId } = await say(recipient, lineId, '这个包裹我不要了，退回去吧');
    expect(await summary()).toMatchObject({ open: { means: { intent: 'refuse' } } });
    await recipient.ask('timeline.take_back', { lineId, entryId });
    expect(await summary()).toMatchObject({ last: null, open: null, language: null });
  });

  it('is for the agents of the line alone', async () => {
    const { lineId, recipient, courier, desk } = await line();
    const keeper = await nameGuest(server, 'station', 'Station 7');
    await desk.ask('people.invite', { lineId, invite: { role: 'station', stationId: keeper.id as StationId } });
    const stranger = await nameGuest(server, 'agent', 'Stranger');
    for (const phone of [recipient, courier, await keeper.phone(), await stranger.phone()])
      await expect(phone.ask('assistant.summary', { lineId })).rejects.toMatchObject({ code: 'forbidden' });
    await desk.ask('people.leave', { lineId });
    await expect(desk.ask('assistant.summary', { lineId })).rejects.toMatchObject({ code: 'forbidden' });
  });
});
