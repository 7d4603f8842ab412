import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LineId } from '#protocol';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null });
});
afterAll(() => server.close());

/** Far from the bundled place. */
const door = { lat: 31.2, lng: 121.5 };
const place = (...names: string[]) => ({
  type: 'FeatureCollection',
  features: names.map((name, i) => ({
    type: 'Feature',
    properties: { kind: 'gate', name },
    geometry: { type: 'Point', coordinates: [door.lng, door.lat + i / 1000] },
  })),
});

const put = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/api/v1${path}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${server.apiKey}`, 'content-type': 'application/geo+json', ...headers },
    body,
  });

const drawing = (lineId: LineId, token: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/api/lines/${lineId}/compound`, { headers: { authorization: `Bearer ${token}`, ...headers } });

const namesIn = async (response: Response) =>
  ((await response.json()) as { features: { properties: { name: { zh: string } } }[] }).features.map(
    ({ properties }) => properties.name.zh,
  );

describe("compounds over the operator's API", () => {
  it('are kept, listed, read, and removed', async () => {
    const created = await server.operator('PUT', '/compounds/one', place('北门', '南门'));
    expect(created).toMatchObject({
      status: 201,
      body: { id: 'one', features: 2, positions: 2, box: { south: 31.2, west: 121.5, north: 31.201, east: 121.5 } },
    });
    expect((await server.operator('PUT', '/compounds/one', place('东门'))).status).toBe(200);
    const { status, body } = await server.operator('GET', '/compounds/one');
    expect(status).toBe(200);
    expect(body).toMatchObject({ features: [{ properties: { name: { zh: '东门', en: '东门' } } }] });
    const listed = await server.operator('GET', '/compounds');
    expect(listed.body).toEqual({
      compounds: [
        { id: 'one', box: { south: 31.2, west: 121.5, north: 31.2, east: 121.5 }, updatedAt: expect.any(Number) },
      ],
      next: null,
    });
    expect((await server.operator('DELETE', '/compounds/one')).status).toBe(204);
    expect((await server.operator('DELETE', '/compounds/one')).status).toBe(404);
    expect((await server.operator('GET', '/compounds/one')).status).toBe(404);
    expect((await server.operator('GET', '/compounds/..%2f..%2fetc')).status).toBe(404);
    expect((await server.operator('PUT', '/compounds/a%20b', place('北门'))).status).toBe(400);
  });

  it('reach the lines around, anew as soon as they are others, and nobody else', async () => {
    const { delivery, tokens } = await server.createDelivery({ point: door });
    const far = await server.createDelivery({ point: { lat: 31.3, lng: 121.5 } });
    const empty = await drawing(delivery.id, tokens.recipient);
    expect(empty.headers.get('content-encoding')).toBe('gzip');
    expect(await namesIn(empty)).toEqual([]);
    const plain = await drawing(delivery.id, tokens.recipient, { 'accept-encoding': 'identity' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await namesIn(plain)).toEqual([]);

    await server.operator('PUT', '/compounds/garden', place('北门'));
    const first = await drawing(delivery.id, tokens.courier, { 'if-none-match': empty.headers.get('etag') ?? '' });
    expect(await namesIn(first)).toEqual(['北门']);
    const tag = first.headers.get('etag') ?? '';
    const again = await drawing(delivery.id, tokens.recipient, { 'if-none-match': tag });
    expect([again.status, await again.text()]).toEqual([304, '']);

    await server.operator('PUT', '/compounds/garden', place('南门', '西门'));
    expect(await namesIn(await drawing(delivery.id, tokens.recipient, { 'if-none-match': tag }))).toEqual([
      '南门',
      '西门',
    ]);
    expect(await namesIn(await drawing(far.delivery.id, far.tokens.recipient))).toEqual([]);
    expect((await drawing(delivery.id, far.tokens.recipient)).status).toBe(403);
    expect((await drawing(delivery.id, 'x'.repeat(40))).status).toBe(404);

    await server.operator('DELETE', '/compounds/garden');
    expect(await namesIn(await drawing(delivery.id, tokens.recipient))).toEqual([]);
  });

  it('want the key', async () => {
    expect((await put('/compounds/one', '{}', { authorization: 'Bearer wrong' })).status).toBe(401);
  });

  it.each([
    ['text', 'not at all', 400],
    ['a number that JSON has not', '{"type":"FeatureCollection","features":[NaN]}', 400],
    ['half a file', '{"type":"FeatureCollection","features":[{', 400],
    ['lists without an end', '['.repeat(1_900_000), 400],
    ['nothing', '', 400],
    ['more than two megabytes', `{"a":"${'x'.repeat(2_000_000)}"}`, 413],
    ['faults by the hundred thousand', `{"type":"FeatureCollection","features":[${'{},'.repeat(400_000)}{}]}`, 400],
  ])('refuse %s in words, and others are served meanwhile', async (_what, body, status) => {
    const asked = put('/compounds/broken', body);
    // Collecting every fault of such a body would take longer than this test may.
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    const response = await asked;
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('problem+json');
    expect(((await response.json()) as { detail: string }).detail).toMatch(/expected|cannot be read|too large/);
    expect((await server.operator('GET', '/compounds/broken')).status).toBe(404);
  });

  it('say where the fault is', async () => {
    const response = await put('/compounds/broken', JSON.stringify(place('北门', '门'.repeat(10_000))));
    expect(await response.json()).toMatchObject({
      code: 'bad_request',
      detail: 'features.1.properties.name.zh: expected <=60',
    });
  });
});
