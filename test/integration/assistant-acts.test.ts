import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry, Status, Suggestion } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { nameGuest } from '../support/guests.ts';
import { door } from '../support/photos.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

let server: TestServer;
let backend: WebhookReceiver;
beforeAll(async () => {
  backend = await startWebhookReceiver();
  server = await startServer({
    sfu: null,
    settings: {
      DOORLINE_ASSISTANT: 'on',
      DOORLINE_WEBHOOK_URL: backend.url,
      DOORLINE_WEBHOOK_SECRET: `whsec_${Buffer.from('a key that only the two of us know').toString('base64')}`,
    },
  });
});
afterAll(async () => {
  await server.close();
  await backend[Symbol.asyncDispose]();
});

/** A line on which both are there. */
async function line(status: Status = 'out_for_delivery') {
  const made = await server.createDelivery({ courier: { id: `courier-${newId()}`, name: 'Wang' } });
  const { id: lineId } = made.delivery;
  if (status !== 'assigned') await server.operator('POST', `/deliveries/${lineId}/status`, { status });
  const courier = await server.phone(made.tokens.courier);
  const recipient = await server.phone(made.tokens.recipient);
  await Promise.all([courier.ask('people.hello', {}), recipient.ask('people.hello', {})]);
  const say = (phone: Phone, text: string) => phone.ask('timeline.send', { lineId, clientId: newId(), text });
  /** The next suggestion that is new. */
  async function suggested(phone: Phone): Promise<Entry & { body: Suggestion }> {
    const entry = await phone.next(
      'timeline.changed',
      ({ body }) => body.kind === 'suggestion' && body.state !== 'replaced',
    );
    if (entry.body.kind !== 'suggestion') throw new Error('It is no suggestion');
    return { ...entry, body: entry.body };
  }
  const answer = (phone: Phone, entryId: Entry['id'], how: 'confirm' | 'dismiss' | 'undo', change = {}) =>
    phone.ask('assistant.answer', { lineId, entryId, answer: how, ...change });
  return { ...made, lineId, courier, recipient, say, suggested, answer };
}

describe('a tap', () => {
  it('by the recipient moves the delivery to another time, and their backend hears of it', async () => {
    const { lineId, courier, recipient, say, suggested, answer } = await line();
    const said = await say(recipient, '我不在家，明天晚上七点以后再送吧');
    const { id, body } = await suggested(courier);
    if (body.act.do !== 'reschedule') throw new Error('Not understood');
    const { window } = body.act;
    expect(body.confidence).toBeGreaterThan(0.9);
    await expect(answer(courier, id, 'confirm')).rejects.toMatchObject({ code: 'forbidden' });
    const made = { from: (window?.from ?? 0) + 6 * 3_600_000, to: (window?.to ?? 0) + 6 * 3_600_000 };
    await expect(answer(recipient, id, 'confirm', { window: made })).rejects.toMatchObject({ code: 'conflict' });
    await answer(recipient, id, 'confirm');
    expect(await courier.next('deliveries.changed', ({ status }) => status === 'rescheduled')).toMatchObject({
      window,
    });
    const step = await courier.next('timeline.changed', ({ body: { kind } }) => kind === 'status');
    expect(step).toMatchObject({ by: said.by, body: { status: 'rescheduled', window } });
    await expect
      .poll(() => backend.heard.map((heard) => JSON.parse(heard.body) as { data: object }), { timeout: 10_000 })
      .toContainEqual(
        expect.objectContaining({ data: expect.objectContaining({ deliveryId: lineId, window }) as object }),
      );
    expect(backend.heard.map(({ body: told }) => told).join()).not.toContain('不在家');

    await answer(recipient, id, 'undo');
    expect(await courier.next('deliveries.changed', ({ status }) => status === 'out_for_delivery')).toMatchObject({
      window: null,
    });
    const back = await courier.next('timeline.changed', ({ body: { kind } }) => kind === 'status');
    expect(back.body).toEqual({
      kind: 'status',
      status: 'out_for_delivery',
      takenBack: 'rescheduled',
      instead: window,
    });
  });

  it('cannot undo what somebody has changed since', async () => {
    const { lineId, recipient, say, suggested, answer } = await line();
    await say(recipient, '后天下午再送吧');
    const { id } = await suggested(recipient);
    await answer(recipient, id, 'confirm');
    await server.operator('POST', `/deliveries/${lineId}/status`, { status: 'out_for_delivery' });
    await expect(answer(recipient, id, 'undo')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('chooses one of the windows that are offered where nobody is home', async () => {
    const { lineId, courier, recipient, say, suggested, answer } = await line('arrived');
    await say(recipient, '我不在家');
    const { id, body } = await suggested(recipient);
    if (body.act.do !== 'reschedule') throw new Error('Not understood');
    expect(body.act).toMatchObject({ window: null, why: 'not_home' });
    await expect(answer(recipient, id, 'confirm')).rejects.toMatchObject({ code: 'bad_request' });
    const { windows } = await recipient.ask('assistant.windows', { lineId });
    expect(windows).toEqual(expect.arrayContaining(body.act.others));
    await answer(recipient, id, 'confirm', { window: windows[4] });
    expect(await courier.next('deliveries.changed', ({ status }) => status === 'rescheduled')).toMatchObject({
      window: windows[4],
    });
  });

  it('by the courier agrees to a place, or to another one', async () => {
    const { courier, recipient, say, suggested, answer } = await line('arrived');
    await say(recipient, '放门卫那里吧，谢谢');
    const { id, body } = await suggested(courier);
    expect(body).toMatchObject({ act: { do: 'leave_at', place: 'guard' }, asks: 'courier' });
    await expect(answer(recipient, id, 'confirm')).rejects.toMatchObject({ code: 'forbidden' });
    expect(await answer(courier, id, 'confirm', { place: 'reception' })).toMatchObject({
      body: { state: 'confirmed', act: { do: 'leave_at', place: 'reception' } },
    });
  });

  it('by the courier makes the step that they have spoken of', async () => {
    const { courier, recipient, say, suggested, answer } = await line();
    await say(courier, '我到楼下了，麻烦下来取一下');
    const { id, body } = await suggested(courier);
    expect(body).toMatchObject({ act: { do: 'step', status: 'arrived' }, asks: 'courier' });
    await answer(courier, id, 'confirm');
    expect(await recipient.next('deliveries.changed')).toMatchObject({ status: 'arrived' });
    await expect(answer(courier, id, 'dismiss')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('calls customer service for a refusal, and only by the recipient', async () => {
    const { lineId, courier, recipient, say, suggested, answer } = await line();
    const agent = await nameGuest(server, 'agent', '小林');
    const desk = await agent.phone();
    await desk.ask('people.hello', {});
    await say(recipient, '这个我不要了，退回去吧');
    const { id } = await suggested(recipient);
    expect((await desk.ask('deliveries.waiting', {})).lines.map((one) => one.lineId)).not.toContain(lineId);
    await expect(answer(courier, id, 'confirm')).rejects.toMatchObject({ code: 'forbidden' });
    await answer(recipient, id, 'confirm');
    expect((await desk.ask('deliveries.waiting', {})).lines.map((one) => one.lineId)).toContain(lineId);
    await expect(answer(recipient, id, 'undo')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('shows a photo of the door on the map', async () => {
    const { lineId, delivery, recipient, tokens, suggested, answer } = await line();
    const sent = await fetch(`${server.url}/api/lines/${lineId}/photos`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.recipient}`, 'content-type': 'image/jpeg', 'x-client-id': newId() },
      body: new Uint8Array(door()),
    });
    expect(sent.status).toBe(201);
    const { id, body } = await suggested(recipient);
    expect(body.act.do).toBe('landmark');
    await Promise.all([answer(recipient, id, 'confirm'), answer(recipient, id, 'confirm')]);
    const { entries } = await recipient.ask('timeline.pins', { lineId });
    expect(entries.map((entry) => entry.body)).toMatchObject([{ point: delivery.point, photo: { width: 960 } }]);
  });

  it('of a stranger, of a line that is not the suggestion’s, or on a mere text does nothing', async () => {
    const { lineId, recipient, say, suggested, answer } = await line();
    const other = await line();
    const text = await say(recipient, '明天送');
    const { id } = await suggested(recipient);
    await expect(
      other.recipient.ask('assistant.answer', { lineId, entryId: id, answer: 'confirm' }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await expect(other.answer(other.recipient, id, 'confirm')).rejects.toMatchObject({ code: 'not_found' });
    await expect(answer(recipient, text.id, 'confirm')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the operator', () => {
  it('says when it delivers and who agrees to a place', async () => {
    const rules = { hours: [{ from: '09:00', to: '13:00' }], leaveAt: { door: 'recipient', neighbour: 'nobody' } };
    expect(await server.operator('PUT', '/assistant', rules)).toEqual({ status: 200, body: rules });
    try {
      const { recipient, courier, say, suggested, answer } = await line();
      await say(recipient, '明天晚上七点以后再送吧');
      const { body } = await suggested(recipient);
      if (body.act.do !== 'reschedule' || !body.act.window) throw new Error('Not understood');
      expect(body.act.why).toBe('not_possible');
      expect(body.act.window.to - body.act.window.from).toBe(4 * 3_600_000);
      await say(recipient, '放隔壁邻居家');
      await say(recipient, '放家门口吧');
      expect((await suggested(courier)).body).toMatchObject({ act: { do: 'reschedule' } });
      expect((await suggested(courier)).body).toMatchObject({
        act: { do: 'leave_at', place: 'door' },
        asks: 'recipient',
      });
      await say(recipient, '还是放门卫吧');
      const { id } = await suggested(courier);
      await expect(answer(courier, id, 'confirm', { place: 'neighbour' })).rejects.toMatchObject({ code: 'forbidden' });
      await answer(courier, id, 'confirm');
    } finally {
      await server.operator('DELETE', '/assistant');
    }
  });

  it.each([
    ['no hours', { hours: [] }],
    ['a window that ends before it begins', { hours: [{ from: '13:00', to: '09:00' }] }],
    ['no time of day', { hours: [{ from: '9', to: '25:00' }] }],
    ['a day that is none', { hours: [{ from: '09:00', to: '13:00', days: [8] }] }],
    ['a place that nobody knows', { hours: [{ from: '09:00', to: '13:00' }], leaveAt: { roof: 'courier' } }],
    ['something else', { hours: [{ from: '09:00', to: '13:00' }], colour: 'red' }],
  ])('is refused with %s', async (_, rules) => {
    expect((await server.operator('PUT', '/assistant', rules)).status).toBe(400);
  });
});
