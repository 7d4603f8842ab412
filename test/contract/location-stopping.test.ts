import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LineId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { storages } from '../support/databases.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

async function newLine(server: TestServer) {
  const courier = { id: `courier-${newId()}`, name: '王师傅' };
  const { delivery, tokens, linkIds } = await server.createDelivery({ courier });
  return { lineId: delivery.id, tokens, linkIds };
}
const shown = async (phone: Phone, lineId: LineId) => (await phone.ask('location.positions', { lineId })).positions;

describe.each(storages)('whoever stops sharing, on $name,', ({ open }) => {
  let storage: Awaited<ReturnType<typeof open>>;
  let server: TestServer;
  beforeAll(async () => {
    storage = await open();
    const { databaseUrl } = storage;
    server = await startServer({ sfu: null, settings: databaseUrl === null ? {} : { DATABASE_URL: databaseUrl } });
  });
  afterAll(async () => {
    await server.close();
    await storage[Symbol.asyncDispose]();
  });

  it('shares no more, however much a share of the other phone is still under way', async () => {
    const { lineId, tokens } = await newLine(server);
    const [one, two] = [await server.phone(tokens.recipient), await server.phone(tokens.recipient)];
    const courier = await server.phone(tokens.courier);
    for (let i = 0; i < 40; i++) {
      // Sent in one moment, the share first: the stop is the person's last word.
      const asked = one.ask('location.share', { lineIds: [lineId], forMs: null }).catch(() => 'stopped');
      const stopped = (i % 2 ? one : two).ask('location.stop', { lineIds: [lineId] });
      await Promise.all([asked, stopped]);
      // Over two sockets the share may have come after the stop.
      if (i % 2 === 0) await two.ask('location.stop', { lineIds: [lineId] });
      expect(await shown(courier, lineId)).toEqual([]);
    }
    await server.restart();
    const after = await server.phone(tokens.courier);
    expect(await shown(after, lineId)).toEqual([]);
  });

  it('is gone for good where the link is switched off while a share is under way', async () => {
    for (let i = 0; i < 12; i++) {
      const { lineId, tokens, linkIds } = await newLine(server);
      const [recipient, courier] = [await server.phone(tokens.recipient), await server.phone(tokens.courier)];
      recipient.socket.emit('location.share', { lineIds: [lineId], forMs: null });
      expect((await server.operator('DELETE', `/links/${linkIds.recipient}`)).status).toBeLessThan(300);
      await expect.poll(() => shown(courier, lineId)).toEqual([]);
      courier.close();
    }
  });
});
