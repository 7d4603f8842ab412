import { afterEach, describe, expect, it, vi } from 'vitest';
import { createConnection, type Connection } from '../../client/connection.ts';
import { createMarks } from '../../client/timeline/marks.ts';
import { createTimelineModel } from '../../client/timeline/model.ts';
import type { DeviceId } from '#protocol';
import { startServer } from '../support/server.ts';

const opened: Connection[] = [];
afterEach(() => {
  for (const connection of opened.splice(0)) connection.close();
});

let devices = 0;
/** A page's connection, with chance at a tenth so that waits are short. */
function connect(url: string, token: string): Connection {
  const connection = createConnection(token, {
    url,
    random: () => 0.1,
    deviceId: `device-page-${(devices += 1)}` as DeviceId,
  });
  opened.push(connection);
  return connection;
}
const online = (connection: Connection) =>
  vi.waitFor(() => expect(connection.state.value).toEqual({ phase: 'online' }), { timeout: 5000 });

describe('a page’s connection', () => {
  it('asks and hears on the line its link opens, and takes the server’s clock', async () => {
    await using server = await startServer({ sfu: null });
    const { delivery, tokens } = await server.createDelivery();
    const courier = connect(server.url, tokens.courier);
    const recipient = connect(server.url, tokens.recipient);
    await online(courier);
    await online(recipient);
    const hello = await recipient.ask('people.hello', {});
    expect(hello.lines.map((line) => line.delivery.id)).toEqual([delivery.id]);
    expect(Math.abs(recipient.now() - Date.now())).toBeLessThan(1000);
    const heard = new Promise((hear) => recipient.on('deliveries.changed', ({ status }) => hear(status)));
    await courier.ask('deliveries.set_status', { lineId: delivery.id, status: 'out_for_delivery' });
    expect(await heard).toBe('out_for_delivery');
  });

  it('passes on a refusal with its code', async () => {
    await using server = await startServer({ sfu: null });
    const { delivery, tokens } = await server.createDelivery();
    const recipient = connect(server.url, tokens.recipient);
    await online(recipient);
    await expect(
      recipient.ask('deliveries.set_status', { lineId: delivery.id, status: 'delivered' }),
    ).rejects.toMatchObject({ name: 'AskError', code: 'step_not_allowed' });
  });

  it('rejects at once while offline, and queues nothing', async () => {
    const connection = connect('http://127.0.0.1:9', 'no-server-here');
    await expect(connection.ask('people.hello', {})).rejects.toMatchObject({ code: 'offline' });
    await vi.waitFor(() => expect(connection.state.value).toEqual({ phase: 'offline' }));
  });

  it('is refused for good with a forged link', async () => {
    await using server = await startServer({ sfu: null });
    const connection = connect(server.url, 'forged-token');
    await vi.waitFor(() => expect(connection.state.value).toEqual({ phase: 'refused', code: 'link_invalid' }));
  });

  it('is shut out at once when its link is revoked, and stays out', async () => {
    await using server = await startServer({ sfu: null });
    const { tokens, linkIds } = await server.createDelivery();
    const recipient = connect(server.url, tokens.recipient);
    await online(recipient);
    await server.operator('DELETE', `/links/${linkIds.recipient}`);
    await vi.waitFor(() => expect(recipient.state.value).toEqual({ phase: 'refused', code: 'link_revoked' }));
    const again = connect(server.url, tokens.recipient);
    await vi.waitFor(() => expect(again.state.value).toEqual({ phase: 'refused', code: 'link_revoked' }));
  });

  it('comes back by itself after a restart of the server, with nothing lost, doubled or out of order', async () => {
    await using server = await startServer({ sfu: null });
    const { delivery, tokens } = await server.createDelivery();
    const lineId = delivery.id;
    const [courier, recipient] = [connect(server.url, tokens.courier), connect(server.url, tokens.recipient)];
    await online(courier);
    await online(recipient);
    const me = (await recipient.ask('people.hello', {})).lines[0]!.me;
    const courierMe = (await courier.ask('people.hello', {})).lines[0]!.me;
    const mine = createTimelineModel({
      connection: recipient,
      lineId,
      me,
      marks: createMarks({ connection: recipient }),
    });
    const theirs = createTimelineModel({
      connection: courier,
      lineId,
      me: courierMe,
      marks: createMarks({ connection: courier }),
    });
    mine.say({ kind: 'text', text: 'before' });
    await vi.waitFor(() => expect(theirs.entries.value).toHaveLength(1));
    const restarted = server.restart();
    mine.say({ kind: 'text', text: 'during 1' });
    mine.say({ kind: 'text', text: 'during 2' });
    await restarted;
    const texts = (model: typeof mine) =>
      model.entries.value.map(({ body }) => (body.kind === 'text' ? body.text : body.kind));
    for (const model of [mine, theirs])
      await vi.waitFor(() => expect(texts(model)).toEqual(['before', 'during 1', 'during 2']), { timeout: 10_000 });
    expect(mine.unsent.value).toEqual([]);
  });
});
