import { describe, expect, it } from 'vitest';
import { storages } from '../support/databases.ts';
import { startServer } from '../support/server.ts';

describe("the operator's API", () => {
  it.each(storages)('finds nothing under what can be no id on $name', async ({ open }) => {
    await using storage = await open();
    const { databaseUrl } = storage;
    await using other = await startServer({ sfu: null, settings: databaseUrl ? { DATABASE_URL: databaseUrl } : {} });
    const { delivery } = await other.createDelivery();
    const asked: [string, string, object?][] = [
      '%00',
      'a%00bcdefgh',
      '%ed%a0%80',
      'x'.repeat(9000),
      '..%2f..%2f',
    ].flatMap((id): [string, string, object?][] => [
      ['GET', `/deliveries/${id}`],
      ['POST', `/deliveries/${id}/status`, { status: 'arrived' }],
      ['GET', `/deliveries/${id}/timeline`],
      ['POST', `/deliveries/${id}/links`, { role: 'courier' }],
      ['POST', `/deliveries/${id}/members`, { role: 'agent', agentId: 'a-1' }],
      ['DELETE', `/deliveries/${delivery.id}/members/${id}`],
      ['GET', `/deliveries/${id}/chain`],
      ['GET', `/deliveries/${id}/export`],
      ['POST', `/deliveries/${id}/erase`, { member: 'recipient' }],
      ['DELETE', `/links/${id}`],
      ['POST', `/webhooks/${id}/replay`],
    ]);
    for (const [method, path, body] of asked) {
      const { status } = await other.operator(method, path, body);
      // What is no UTF-8 is no path at all.
      expect(status, `${method} ${path.slice(0, 40)}`).toBe(path.includes('%ed') ? 400 : 404);
    }
    expect((await other.operator('GET', '/search?q=door&lineId=%00')).status).toBe(404);
    expect((await other.operator('GET', '/search?q=%00%00')).body).toMatchObject({ found: [] });
    expect((await other.operator('POST', '/webhooks/replay', { since: '2026-03-01T09:00:00+09' })).status).toBe(400);
  });
});
