import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { newId } from '../../server/new-id.ts';
import { postPush } from '../../server/push/post.ts';
import { nameGuest } from '../support/guests.ts';
import { type PushService, browserKeys, messageOf, startPushService } from '../support/push-service.ts';
import { startServer, type TestServer, type TestServerOptions } from '../support/server.ts';
import { TestClock } from '../support/test-clock.ts';

/** A server whose push service is here, and whose time passes when it is told. */
async function open(service: PushService, settings: TestServerOptions['settings'] = {}, calls?: 'with calls') {
  const clock = new TestClock();
  const server = await startServer({
    ...(calls ? {} : { sfu: null }),
    clock,
    settings: { DOORLINE_PUSH_HOSTS: service.origin, ...settings },
  });
  /** Time passes until so much was pushed. */
  const pushed = async (count: number) => {
    for (let i = 0; i < 400 && service.pushed.length < count; i++) {
      clock.pass(500);
      await sleep(5);
    }
    expect(service.pushed).toHaveLength(count);
  };
  return { server, clock, pushed, [Symbol.asyncDispose]: () => server.close() };
}

function ask(server: TestServer, token: string, method: 'PUT' | 'DELETE', body: unknown) {
  return fetch(`${server.url}/api/push`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function subscribe(server: TestServer, service: PushService, token: string, name = newId()) {
  const keys = browserKeys();
  const { p256dh, auth } = keys;
  const handle = newId<string>();
  const endpoint = service.endpoint(name);
  const answer = await ask(server, token, 'PUT', { endpoint, p256dh, auth, handle });
  expect(answer.status).toBe(204);
  return { keys, handle, endpoint };
}

it('a message is told to who has not read it, and says no word of it', async () => {
  await using service = await startPushService();
  await using opened = await open(service);
  const { server, pushed } = opened;
  const { tokens, delivery } = await server.createDelivery();
  const lineId = delivery.id;
  const recipient = await subscribe(server, service, tokens.recipient);
  await subscribe(server, service, tokens.courier);
  await using courier = await server.phone(tokens.courier);
  await courier.ask('timeline.send', { lineId, clientId: newId(), text: 'at the north gate' });
  await courier.ask('timeline.send', { lineId, clientId: newId(), text: 'hurry' });
  await pushed(1);
  const [push] = service.pushed;
  if (!push) throw new Error('Nothing was pushed');
  expect(messageOf(push, recipient.keys)).toEqual({ handle: recipient.handle, lineId, what: 'message' });
  expect(push.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400', urgency: 'normal' });
  expect(push.headers['authorization']).toMatch(/^vapid t=/);
  expect(push.headers['topic']).toMatch(/^[\w-]{32}$/);
  expect(JSON.stringify(push.headers)).not.toContain(lineId);

  // The other direction, and what was read by then.
  await using reader = await server.phone(tokens.recipient);
  const { seq } = await reader.ask('timeline.send', { lineId, clientId: newId(), text: 'coming' });
  await pushed(2);
  const { seq: next } = await courier.ask('timeline.send', { lineId, clientId: newId(), text: 'good' });
  await reader.ask('timeline.mark', { marks: [{ lineId, delivered: next, read: next }] });
  await courier.ask('timeline.mark', { marks: [{ lineId, delivered: seq, read: seq }] });
  // The next one is told, and nothing of the one that was read.
  await server.operator('POST', `/deliveries/${lineId}/status`, { status: 'out_for_delivery' });
  await server.operator('POST', `/deliveries/${lineId}/status`, { status: 'arrived' });
  await pushed(3);
  const last = service.pushed[2];
  expect(last && messageOf(last, recipient.keys).what).toBe('arrived');
});

it('a browser that is gone is forgotten, a service that is away is tried again', async () => {
  await using service = await startPushService();
  await using opened = await open(service);
  const { server, pushed } = opened;
  const { tokens, delivery } = await server.createDelivery();
  const lineId = delivery.id;
  await subscribe(server, service, tokens.recipient);
  await using courier = await server.phone(tokens.courier);
  service.status = 503;
  await courier.ask('timeline.send', { lineId, clientId: newId(), text: 'one' });
  await pushed(1);
  service.status = 201;
  await pushed(2);
  service.status = 410;
  await courier.ask('timeline.send', { lineId, clientId: newId(), text: 'two' });
  await pushed(3);
  service.status = 201;
  const metrics = async () =>
    (
      await (await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${server.apiKey}` } })).text()
    ).match(/doorline_pushes_total\{outcome="(\w+)"\} \d+/g);
  await expect.poll(metrics).toContain('doorline_pushes_total{outcome="gone"} 1');
  const kept = await subscribe(server, service, tokens.recipient);
  await courier.ask('timeline.send', { lineId, clientId: newId(), text: 'three' });
  await pushed(4);
  expect(messageOf(service.pushed[3] ?? never(), kept.keys).what).toBe('message');
});

it('a service that asks to be left alone is, and nothing is tried again for who has left meanwhile', async () => {
  await using service = await startPushService();
  await using opened = await open(service);
  const { server, clock, pushed } = opened;
  const { tokens, delivery, linkIds } = await server.createDelivery();
  await subscribe(server, service, tokens.recipient);
  await using courier = await server.phone(tokens.courier);
  const say = (text: string) => courier.ask('timeline.send', { lineId: delivery.id, clientId: newId(), text });
  service.status = 429;
  service.retryAfter = 120;
  await say('one');
  await pushed(1);
  const first = clock.now();
  service.status = 503;
  await pushed(2);
  expect(clock.now() - first).toBeGreaterThanOrEqual(120_000);
  // It is kept no longer than it was to be kept at first.
  expect(Number(service.pushed[1]?.headers['ttl'])).toBeLessThanOrEqual(86_400 - 120);
  service.status = 201;
  await server.operator('DELETE', `/links/${linkIds.recipient}`);
  // Who hears of the next one shows that the old one was given up.
  await subscribe(server, service, tokens.courier);
  const { body } = await server.operator('POST', `/deliveries/${delivery.id}/links`, { role: 'recipient' });
  await using recipient = await server.phone((body as { url: string }).url.split('/l/')[1] ?? '');
  clock.pass(300_000);
  await recipient.ask('timeline.send', { lineId: delivery.id, clientId: newId(), text: 'two' });
  await pushed(3);
  expect(service.pushed[2]?.path).not.toBe(service.pushed[0]?.path);
});

it('ends with the link, with the person’s word, and with erasure', async () => {
  await using service = await startPushService();
  await using opened = await open(service);
  const { server, pushed } = opened;
  const { tokens, delivery, linkIds } = await server.createDelivery();
  const lineId = delivery.id;
  await using courier = await server.phone(tokens.courier);
  const say = (text: string) => courier.ask('timeline.send', { lineId, clientId: newId(), text });

  const first = await subscribe(server, service, tokens.recipient);
  expect((await ask(server, tokens.recipient, 'DELETE', { endpoint: first.endpoint })).status).toBe(204);
  expect((await ask(server, tokens.recipient, 'DELETE', { endpoint: first.endpoint })).status).toBe(204);
  await subscribe(server, service, tokens.recipient);
  await server.operator('DELETE', `/links/${linkIds.recipient}`);
  await say('after the link was switched off');
  const { body } = await server.operator('POST', `/deliveries/${lineId}/links`, { role: 'recipient' });
  const again = (body as { url: string }).url.split('/l/')[1] ?? '';
  const fresh = await subscribe(server, service, again);
  await say('with the new link');
  await pushed(1);
  expect(messageOf(service.pushed[0] ?? never(), fresh.keys).handle).toBe(fresh.handle);

  // A courier who hears of it shows that all was told by then.
  const theirs = await subscribe(server, service, tokens.courier);
  expect((await server.operator('POST', `/deliveries/${lineId}/erase`, { member: 'recipient' })).status).toBe(200);
  await say('to nobody');
  await using agent = await (await nameGuest(server, 'agent', 'Desk')).phone();
  await courier.ask('people.invite', { lineId, invite: { role: 'agent' } });
  await agent.ask('people.join', { lineId });
  await agent.ask('timeline.send', { lineId, clientId: newId(), text: 'to the courier' });
  await pushed(2);
  expect(messageOf(service.pushed[1] ?? never(), theirs.keys).handle).toBe(theirs.handle);
});

it('refuses addresses of others, bad keys, strangers and floods, and keeps ten browsers at most', async () => {
  await using service = await startPushService();
  await using opened = await open(service);
  const { server } = opened;
  const { tokens } = await server.createDelivery();
  const { p256dh, auth } = browserKeys();
  const good = { endpoint: service.endpoint('a'), p256dh, auth, handle: newId<string>() };
  const statusOf = async (body: unknown, token = tokens.recipient) => (await ask(server, token, 'PUT', body)).status;
  expect(await statusOf({ ...good, endpoint: 'https://fcm.googleapis.com/fcm/send/a' })).toBe(400);
  expect(await statusOf({ ...good, endpoint: `${server.url}/api/v1/deliveries` })).toBe(400);
  expect(await statusOf({ ...good, p256dh: `B${'A'.repeat(86)}` })).toBe(400);
  expect(await statusOf({ ...good, more: 1 })).toBe(400);
  expect(await statusOf({ ...good, handle: 'a'.repeat(41) })).toBe(400);
  expect(await statusOf({ ...good, endpoint: `${service.origin}/${'x'.repeat(1000)}` })).toBe(400);
  expect(await statusOf(good, 'nobody')).toBe(404);
  expect(await statusOf(good)).toBe(204);
  const flood = await Promise.all(Array.from({ length: 40 }, () => statusOf(good)));
  expect(flood).toContain(429);
});

it('goes where it is sent and nowhere else, and waits no longer than it is told to', async () => {
  await using service = await startPushService();
  const post = (endpoint: string, signal: AbortSignal) =>
    postPush(endpoint, { headers: { ttl: '1' }, body: Buffer.from('x'), signal });
  service.status = 307;
  const answer = await post(service.endpoint('a'), new AbortController().signal);
  expect(answer).toEqual({ status: 307, retryAfter: undefined });
  expect(service.pushed.map(({ path }) => path)).toEqual(['/push/a']);
  const silent = createServer(() => undefined);
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const patience = new AbortController();
  const asked = post(`http://127.0.0.1:${(silent.address() as AddressInfo).port}/`, patience.signal);
  await once(silent, 'request');
  patience.abort();
  await expect(asked).rejects.toThrow('aborted');
  silent.closeAllConnections();
  silent.close();
});

it('is not offered where the operator wants none', async () => {
  await using service = await startPushService();
  await using opened = await open(service, { DOORLINE_PUSH: 'off' });
  const { server } = opened;
  const { tokens } = await server.createDelivery();
  const config = (await (await fetch(`${server.url}/api/page-config`)).json()) as { push: string | null };
  expect(config.push).toBeNull();
  const { p256dh, auth } = browserKeys();
  const answer = await ask(server, tokens.recipient, 'PUT', {
    endpoint: service.endpoint('a'),
    p256dh,
    auth,
    handle: newId(),
  });
  expect(answer.status).toBe(503);
});

it('a call rings where no page is open, and says what became of it', async () => {
  await using service = await startPushService();
  await using opened = await open(service, {}, 'with calls');
  const { server, pushed } = opened;
  const { tokens, delivery } = await server.createDelivery();
  const lineId = delivery.id;
  const { keys, handle } = await subscribe(server, service, tokens.recipient);
  const told = () => service.pushed.map((push) => messageOf(push, keys).what);
  await using courier = await server.phone(tokens.courier);

  const { id: callId } = await courier.ask('calls.start', { lineId });
  await pushed(1);
  expect(service.pushed[0]?.headers).toMatchObject({ ttl: '45', urgency: 'high' });
  expect(messageOf(service.pushed[0] ?? never(), keys)).toEqual({ handle, lineId, what: 'call' });
  await courier.ask('calls.hang_up', { lineId, callId });
  await pushed(2);
  // It takes the place of the ring, on the way and on the phone.
  expect(service.pushed[1]?.headers['topic']).toBe(service.pushed[0]?.headers['topic']);

  await courier.ask('calls.start', { lineId });
  await pushed(3);
  await using recipient = await server.phone(tokens.recipient);
  const running = await recipient.ask('calls.current', { lineId });
  await recipient.ask('calls.answer', { lineId, callId: running?.call.id ?? callId });
  await pushed(4);
  expect(told()).toEqual(['call', 'missed', 'call', 'settled']);
});

function never(): never {
  throw new Error('Nothing was pushed');
}
