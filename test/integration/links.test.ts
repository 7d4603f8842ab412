import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LineId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null });
});
afterAll(() => server.close());

describe('a link', () => {
  it('makes its holder one member of one line', async () => {
    const { delivery, tokens } = await server.createDelivery();
    const recipient = await server.phone(tokens.recipient);
    const hello = await recipient.ask('people.hello', {});
    expect(hello).toMatchObject({ role: 'recipient', name: '李女士' });
    expect(hello.lines.map((line) => line.delivery.id)).toEqual([delivery.id]);
  });

  it("makes its holder the courier of one round, and of another courier's round nothing", async () => {
    const courier = { id: `courier-${newId()}`, name: 'Wang' };
    const first = await server.createDelivery({ courier });
    const second = await server.createDelivery({ courier });
    const foreign = await server.createDelivery({ courier: { id: `courier-${newId()}`, name: 'Zhao' } });
    expect(second.links.courier).toBe(first.links.courier);
    const phone = await server.phone(first.tokens.courier);
    const hello = await phone.ask('people.hello', {});
    expect(hello.lines.map((line) => line.delivery.id)).toEqual([first.delivery.id, second.delivery.id]);
    await expect(phone.ask('timeline.since', { lineId: foreign.delivery.id, rev: 0 })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('of one delivery opens nothing of another, by any request', async () => {
    const mine = await server.createDelivery();
    const other = await server.createDelivery();
    const phone = await server.phone(mine.tokens.recipient);
    const lineId = other.delivery.id;
    const fix = { point: { lat: 1, lng: 1 }, accuracy: 5, speed: null, heading: null, at: Date.now() };
    const asks = [
      phone.ask('timeline.since', { lineId, rev: 0 }),
      phone.ask('timeline.send', { lineId, clientId: newId(), text: 'hello' }),
      phone.ask('deliveries.set_status', { lineId, status: 'delivered' }),
      phone.ask('location.positions', { lineId }),
      phone.ask('location.share', { lineIds: [mine.delivery.id, lineId], forMs: null }),
      phone.ask('calls.start', { lineId }),
      phone.ask('calls.current', { lineId }),
    ];
    for (const asked of asks) await expect(asked).rejects.toMatchObject({ code: 'forbidden' });
    expect(await phone.ask('location.report', { fixes: [fix] })).toEqual({ accepted: 0 });
    const stranger = await server.phone(other.tokens.recipient);
    expect(await stranger.ask('timeline.since', { lineId, rev: 0 })).toEqual({
      entries: [],
      more: false,
      rev: 0,
      marks: [],
    });
    const page = await fetch(`${server.url}/api/lines/${lineId}/compound`, {
      headers: { authorization: `Bearer ${mine.tokens.recipient}` },
    });
    expect(page.status).toBe(403);
  });

  it('that is forged is refused, whichever part was changed', async () => {
    const { tokens } = await server.createDelivery();
    const [id = '', signature = ''] = tokens.recipient.split('.');
    const otherId = `${id.slice(0, -1)}${id.endsWith('A') ? 'B' : 'A'}`;
    const otherSignature = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    for (const forged of [
      `${otherId}.${signature}`,
      `${id}.${otherSignature}`,
      `${id}.`,
      id,
      '',
      `${id}.${signature}.x`,
    ]) {
      await expect(server.phone(forged)).rejects.toMatchObject({ code: 'link_invalid' });
    }
    expect((await fetch(`${server.url}/l/${id}.${otherSignature}`)).status).toBe(404);
  });

  it('puts its holders out at once when it is revoked, on every open socket, and lets them in no more', async () => {
    const { delivery, tokens, linkIds } = await server.createDelivery();
    const phones = [await server.phone(tokens.recipient), await server.phone(tokens.recipient)];
    const gone = phones.map((phone) => new Promise((closed) => phone.socket.on('disconnect', closed)));
    expect((await server.operator('DELETE', `/links/${linkIds.recipient}`)).status).toBe(204);
    expect(await phones[0]?.next('people.shut_out')).toEqual({ code: 'link_revoked' });
    expect(await Promise.all(gone)).toEqual(['io server disconnect', 'io server disconnect']);
    await expect(server.phone(tokens.recipient)).rejects.toMatchObject({ code: 'link_revoked' });
    expect((await fetch(`${server.url}/l/${tokens.recipient}`)).status).toBe(410);
    const upload = await fetch(`${server.url}/api/lines/${delivery.id}/notes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.recipient}`, 'x-client-id': newId() },
      body: 'x',
    });
    expect(upload.status).toBe(410);
    // The courier of the same line stays, and a fresh link works.
    const courier = await server.phone(tokens.courier);
    expect((await courier.ask('people.hello', {})).lines.length).toBeGreaterThan(0);
    const { body } = await server.operator('POST', `/deliveries/${delivery.id}/links`, { role: 'recipient' });
    const fresh = (body as { url: string }).url.split('/l/')[1] ?? '';
    expect((await (await server.phone(fresh)).ask('people.hello', {})).role).toBe('recipient');
  });

  it('is not made anew by repeating the order after it was revoked', async () => {
    const reference = `ref-${newId()}`;
    const { linkIds } = await server.createDelivery({ reference });
    await server.operator('DELETE', `/links/${linkIds.recipient}`);
    const { status, body } = await server.operator('POST', '/deliveries', {
      reference,
      courier: { id: 'courier-1', name: '王师傅' },
      recipient: { name: '李女士' },
      address: 'x',
      point: { lat: 0, lng: 0 },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ links: { recipient: null } });
  });

  it('that has expired is refused, and an open socket is closed at that moment', async () => {
    let now = Date.now();
    const timers = new Set<{ at: number; run: () => void }>();
    const clock = {
      now: () => now,
      after(ms: number, run: () => void) {
        const timer = { at: now + ms, run };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
    };
    await using aging = await startServer({ sfu: null, clock, settings: { DOORLINE_LINK_DAYS: '1' } });
    const { tokens } = await aging.createDelivery();
    const phone = await aging.phone(tokens.recipient);
    await phone.ask('people.hello', {});
    const closed = new Promise((resolve) => phone.socket.on('disconnect', resolve));
    now += 86_400_001;
    for (const timer of timers) {
      if (timer.at > now) continue;
      timers.delete(timer);
      timer.run();
    }
    expect(await phone.next('people.shut_out')).toEqual({ code: 'link_expired' });
    await closed;
    await expect(aging.phone(tokens.recipient)).rejects.toMatchObject({ code: 'link_expired' });
  });

  it('is not spoken for by a page of another site', async () => {
    const { tokens } = await server.createDelivery();
    const handshake = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, {
      headers: { origin: 'https://evil.example', authorization: `Bearer ${tokens.recipient}` },
    });
    expect(handshake.status).toBe(403);
  });

  it('never reaches a delivery that does not exist', async () => {
    const { tokens } = await server.createDelivery();
    const phone = await server.phone(tokens.courier);
    await expect(phone.ask('timeline.since', { lineId: newId<LineId>(), rev: 0 })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
