import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { newId } from '../../server/new-id.ts';
import { API_KEY, startServerProcess } from '../support/server-process.ts';
import { startServer } from '../support/server.ts';
import { TestClock } from '../support/test-clock.ts';
import { type Heard, startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

const key = Buffer.from('a key that only the two of us know');
const secret = `whsec_${key.toString('base64')}`;

/** As a receiver checks it that knows nothing of Doorline. */
function isGenuine({ headers, body }: Heard): boolean {
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const expected = createHmac('sha256', key).update(signed).digest('base64');
  return String(headers['webhook-signature']).split(' ').includes(`v1,${expected}`);
}

const tellTo = (receiver: WebhookReceiver) => ({
  DOORLINE_WEBHOOK_URL: receiver.url,
  DOORLINE_WEBHOOK_SECRET: secret,
});

it('what happens is told to a backend that fails, hangs, breaks off, dies and comes back', async () => {
  await using receiver = await startWebhookReceiver();
  const clock = new TestClock();
  await using server = await startServer({ sfu: null, clock, settings: tellTo(receiver) });
  /** Time passes until the backend has heard so much. */
  const heard = async (times: number) => {
    for (let i = 0; i < 2000 && receiver.heard.length < times; i++) {
      clock.pass(500);
      await sleep(5);
    }
    expect(receiver.heard).toHaveLength(times);
    return receiver.heard[times - 1];
  };
  const attempts = async () =>
    ((await server.operator('GET', '/webhooks')).body as { webhooks: { attempts: number; lastFailure: string }[] })
      .webhooks[0];

  const { delivery } = await server.createDelivery();
  const moods = ['fails', 'redirects', 'breaks_off', 'hangs'] as const;
  receiver.mood = moods[0];
  await server.operator('POST', `/deliveries/${delivery.id}/status`, { status: 'out_for_delivery' });
  const failures = ['http_500', 'http_307', 'unreachable', 'timed_out'];
  for (const [i, failure] of failures.entries()) {
    receiver.mood = moods[i] ?? 'takes';
    await heard(i + 1);
    for (let tries = 0; tries < 2000 && (await attempts())?.attempts !== i + 1; tries++) clock.pass(500);
    expect(await attempts()).toMatchObject({ attempts: i + 1, lastFailure: failure });
  }
  await receiver.die();
  for (let tries = 0; tries < 5000 && (await attempts())?.attempts !== 5; tries++) clock.pass(500);
  expect(await attempts()).toMatchObject({ attempts: 5, lastFailure: 'unreachable' });
  receiver.mood = 'takes';
  await receiver.back();
  clock.pass(8 * 3_600_000);
  const told = await heard(5);

  expect(receiver.heard.every(isGenuine)).toBe(true);
  expect(new Set(receiver.heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(new Set(receiver.heard.map(({ path }) => path))).toEqual(new Set(['/hooks']));
  const { type, timestamp, data } = JSON.parse(told?.body ?? '') as Record<string, unknown>;
  expect({ type, data }).toEqual({
    type: 'delivery.status_changed',
    data: { deliveryId: delivery.id, by: null, entryId: expect.any(String), status: 'out_for_delivery' },
  });
  expect(Date.parse(String(timestamp))).toBeGreaterThan(0);
  expect(told?.headers['content-type']).toBe('application/json');

  await expect
    .poll(async () => (await server.operator('GET', '/webhooks?state=delivered')).body)
    .toMatchObject({
      webhooks: [{ id: told?.headers['webhook-id'], event: 'delivery.status_changed', attempts: 6, lastFailure: null }],
    });
  const id = String(told?.headers['webhook-id']);
  expect((await server.operator('POST', `/webhooks/${id}/replay`)).status).toBe(202);
  expect((await heard(6))?.headers['webhook-id']).toBe(id);
  const since = new Date(clock.now() - 9 * 3_600_000).toISOString();
  expect((await server.operator('POST', '/webhooks/replay', { since })).body).toEqual({ count: 1 });
  await heard(7);

  const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${server.apiKey}` } });
  const text = await metrics.text();
  expect(text).toContain('doorline_webhook_tries_total{outcome="failed"} 5');
  expect(text).toContain('doorline_webhooks{state="failed"} 0');
});

it('who comes, who leaves and who calls for help is told by ids alone', async () => {
  await using receiver = await startWebhookReceiver();
  await using server = await startServer({ sfu: null, settings: tellTo(receiver) });
  const { delivery, tokens } = await server.createDelivery();
  const recipient = await server.phone(tokens.recipient);
  await recipient.ask('timeline.send', { lineId: delivery.id, clientId: newId(), text: '秘密 4711' });
  await recipient.ask('people.invite', { lineId: delivery.id, invite: { role: 'agent' } });
  await server.operator('PUT', '/stations/s-1', { name: '东门驿站' });
  const joined = await server.operator('POST', `/deliveries/${delivery.id}/members`, {
    role: 'station',
    stationId: 's-1',
  });
  const { id: memberId } = joined.body as { id: string };
  await server.operator('DELETE', `/deliveries/${delivery.id}/members/${memberId}`);
  await expect.poll(() => receiver.heard.length, { timeout: 10_000 }).toBe(3);
  const events = receiver.heard.map(({ body }) => JSON.parse(body) as { type: string; data: object });
  expect(events).toMatchObject([
    { type: 'line.help_asked', data: { deliveryId: delivery.id } },
    { type: 'member.joined', data: { memberId, role: 'station' } },
    { type: 'member.left', data: { memberId } },
  ]);
  const told = receiver.heard.map(({ body }) => body).join('');
  const { lat, lng } = delivery.point;
  // Whole, since a time can end in the seconds that a coordinate begins with.
  for (const secret of ['秘密', '东门', '李女士', '王师傅', `${lat}`, `${lng}`]) expect(told).not.toContain(secret);
});

it('a backend that is told nothing costs nothing: nothing is kept for it', async () => {
  await using server = await startServer({ sfu: null });
  const { delivery } = await server.createDelivery();
  await server.operator('POST', `/deliveries/${delivery.id}/status`, { status: 'out_for_delivery' });
  expect((await server.operator('GET', '/webhooks')).body).toEqual({ webhooks: [], next: null });
  for (const query of ['state=lost', 'after=x', 'page=2']) {
    expect((await server.operator('GET', `/webhooks?${query}`)).status, query).toBe(400);
  }
  expect((await server.operator('POST', '/webhooks/msg_none/replay')).status).toBe(404);
  expect((await server.operator('POST', '/webhooks/replay', { since: 'yesterday' })).status).toBe(400);
});

it('what was under way when the server was killed is told after the restart, under the same id', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'doorline-webhooks-'));
  await using receiver = await startWebhookReceiver();
  receiver.mood = 'hangs';
  try {
    const ask = (url: string, path: string, body: object) =>
      fetch(`${url}/api/v1${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const first = await startServerProcess(dataFolder, tellTo(receiver));
    const created = await ask(first.url, '/deliveries', {
      reference: 'killed-1',
      courier: { id: 'c-1', name: 'Wang' },
      recipient: { name: 'Li' },
      address: 'Demo Garden',
      point: { lat: 30.28, lng: 120.02 },
    });
    const { id } = (await created.json()) as { id: string };
    await ask(first.url, `/deliveries/${id}/status`, { status: 'out_for_delivery' });
    await expect.poll(() => receiver.heard.length, { timeout: 10_000 }).toBe(1);
    await first.end('SIGKILL');
    receiver.mood = 'takes';
    await using again = await startServerProcess(dataFolder, tellTo(receiver));
    expect(again.lines.length).toBeGreaterThan(0);
    await expect.poll(() => receiver.heard.length, { timeout: 30_000, interval: 200 }).toBe(2);
    expect(receiver.heard[1]?.headers['webhook-id']).toBe(receiver.heard[0]?.headers['webhook-id']);
    expect(receiver.heard.every(isGenuine)).toBe(true);
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}, 60_000);
