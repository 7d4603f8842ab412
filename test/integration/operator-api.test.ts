import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../server/new-id.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null });
});
afterAll(() => server.close());

const order = (fields: object = {}) => ({
  reference: `ref-${newId()}`,
  courier: { id: 'c-1', name: 'Wang' },
  recipient: { name: 'Li' },
  address: 'Demo Garden',
  point: { lat: 30.28, lng: 120.02 },
  ...fields,
});

const send = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/api/v1/deliveries`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.apiKey}`, 'content-type': 'application/json', ...headers },
    body,
  });

describe("the operator's API", () => {
  it('creates a delivery with two links that open, and answers the same for the same reference', async () => {
    const one = order({ window: { from: '2026-03-01T09:00:00Z', to: '2026-03-01T12:00:00Z' } });
    const created = await server.operator('POST', '/deliveries', one);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      reference: one.reference,
      status: 'assigned',
      window: { from: Date.parse('2026-03-01T09:00:00Z') },
      links: { recipient: expect.stringContaining('/l/'), courier: expect.stringContaining('/l/') },
    });
    const again = await server.operator('POST', '/deliveries', { ...one, address: 'elsewhere' });
    expect(again).toEqual({ status: 200, body: created.body });
    const { id } = created.body as { id: string };
    expect((await server.operator('GET', `/deliveries/${id}`)).body).toEqual(created.body);
  });

  it('makes one delivery of the same order sent many times at once', async () => {
    const one = order();
    const answers = await Promise.all(Array.from({ length: 8 }, () => server.operator('POST', '/deliveries', one)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => (body as { id: string }).id)).size).toBe(1);
  });

  it('moves the status by allowed steps only, and the timeline tells', async () => {
    const { delivery } = await server.createDelivery();
    const path = `/deliveries/${delivery.id}`;
    expect((await server.operator('POST', `${path}/status`, { status: 'out_for_delivery' })).status).toBe(200);
    const refused = await server.operator('POST', `${path}/status`, { status: 'created' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'step_not_allowed', status: 409 } });
    expect((await server.operator('POST', `${path}/status`, { status: 'sideways' })).status).toBe(400);
    const timeline = await server.operator('GET', `${path}/timeline?since=0`);
    expect(timeline.body).toMatchObject({
      more: false,
      entries: [{ seq: 1, by: null, body: { kind: 'status', status: 'out_for_delivery' } }],
    });
    expect((await server.operator('GET', `${path}/timeline?since=1`)).body).toMatchObject({ entries: [] });
    expect((await server.operator('GET', `${path}/timeline?since=x`)).status).toBe(400);
  });

  it('wants the key, and says so without telling more', async () => {
    for (const authorization of ['', 'Bearer wrong', `Basic ${server.apiKey}`]) {
      const response = await fetch(`${server.url}/api/v1/deliveries/whatever`, { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
    }
  });

  it.each([
    ['not JSON', '{"reference":', 400],
    ['not an object', '[]', 400],
    ['empty', '', 400],
    ['larger than it may be', JSON.stringify(order({ address: 'x'.repeat(40_000) })), 413],
    ['with a field nobody knows', JSON.stringify(order({ price: 3 })), 400],
    ['with latitude 91', JSON.stringify(order({ point: { lat: 91, lng: 0 } })), 400],
    ['with a coordinate that is text', JSON.stringify(order({ point: { lat: '30', lng: 0 } })), 400],
    ['with a point at null', JSON.stringify(order({ point: { lat: null, lng: 0 } })), 400],
    [
      'with a window that ends before it begins',
      JSON.stringify(order({ window: { from: '2026-03-01T12:00:00Z', to: '2026-03-01T09:00:00Z' } })),
      400,
    ],
    ['with a name that one of the databases cannot keep', JSON.stringify(order({ recipient: { name: 'a\0b' } })), 400],
    ['with a name of nothing that can be seen', JSON.stringify(order({ recipient: { name: '\u200b\u202e' } })), 400],
    ['with a reference that looks like another one', JSON.stringify(order({ reference: 'R\u200b-1' })), 400],
    ['without an address', JSON.stringify({ ...order(), address: undefined }), 400],
  ])('refuses an order that is %s', async (_, body, status) => {
    const response = await send(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status, code: expect.any(String), detail: expect.any(String) });
  });

  it('keeps of names and addresses what can be seen, and in one line', async () => {
    const response = await send(
      JSON.stringify(
        order({ recipient: { name: '\u202eLi\u200b' }, address: 'Garden Road 7\r\nHouse 2', addressDetail: '\u200b' }),
      ),
    );
    expect(await response.json()).toMatchObject({
      recipientName: 'Li',
      address: 'Garden Road 7 House 2',
      addressDetail: '',
    });
  });

  it('does not repeat what was sent when it says what is wrong', async () => {
    const response = await send(JSON.stringify(order({ point: { lat: 91.2345, lng: 0 }, phone: '+4915112345678' })));
    const text = await response.text();
    expect(text).toContain('point.lat: expected <=90');
    expect(text).not.toMatch(/91\.2345|4915112345678/);
  });

  it('refuses a path that cannot be decoded, as a bad request and not as a bug', async () => {
    for (const path of ['/l/%ff', '/api/v1/deliveries/%ff', '/api/notes/%ff/audio']) {
      const response = await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${server.apiKey}` } });
      expect(response.status, path).toBe(400);
    }
  });

  it('answers a path or a delivery that is not there with 404', async () => {
    for (const path of ['/deliveries/nothing-here', '/nowhere', '/deliveries/nothing-here/timeline']) {
      expect((await server.operator('GET', path)).status).toBe(404);
    }
    expect((await server.operator('DELETE', '/links/nothing-here')).status).toBe(404);
  });

  it('describes each of its paths, and only those, by OpenAPI', async () => {
    const response = await fetch(`${server.url}/api/v1/openapi.json`);
    const { paths } = (await response.json()) as { paths: Record<string, object> };
    const found = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((m) => `${m} ${path}`));
    expect(new Set(found)).toEqual(
      new Set([
        'post /deliveries',
        'get /deliveries/{id}',
        'post /deliveries/{id}/status',
        'get /deliveries/{id}/timeline',
        'post /deliveries/{id}/links',
        'put /stations/{id}',
        'post /stations/{id}/links',
        'put /agents/{id}',
        'post /agents/{id}/links',
        'post /deliveries/{id}/members',
        'delete /deliveries/{id}/members/{memberId}',
        'get /deliveries/{id}/export',
        'get /deliveries/{id}/chain',
        'post /deliveries/{id}/erase',
        'get /search',
        'get /webhooks',
        'post /webhooks/replay',
        'post /webhooks/{id}/replay',
        'get /quick-replies',
        'put /quick-replies',
        'get /compounds',
        'put /compounds/{id}',
        'get /compounds/{id}',
        'delete /compounds/{id}',
        'delete /quick-replies',
        'get /assistant',
        'put /assistant',
        'delete /assistant',
        'get /couriers/{id}/tracker',
        'delete /couriers/{id}/tracker',
        'get /recipients/{id}/preferences',
        'delete /recipients/{id}/preferences',
        'delete /links/{id}',
      ]),
    );
  });
});

describe('the server', () => {
  it('says that it is well and ready, and gives its metrics to the operator', async () => {
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
    const { tokens } = await server.createDelivery();
    await (await server.phone(tokens.recipient)).ask('people.hello', {});
    const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${server.apiKey}` } });
    const text = await metrics.text();
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).toContain('doorline_request_seconds_count{name="people.hello",outcome="ok"} 1');
    expect(text).toContain('doorline_sockets 1');
  });

  it('sends pages with a strict policy and keeps links from other sites', async () => {
    const { links } = await server.createDelivery();
    const { headers } = await fetch(links.recipient);
    expect(headers.get('content-security-policy')).toMatch(/script-src 'self' 'wasm-unsafe-eval'(;|$)/);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});
