import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { get } from 'node:http';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null });
});
afterAll(() => server.close());

/** The status that the server answers to a browser which asks for a socket from a page of this origin. */
function socketFrom(origin: string): Promise<number | undefined> {
  return new Promise((answered, failed) => {
    const headers = {
      origin,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-version': '13',
    };
    const request = get(`${server.url}/socket.io/?EIO=4&transport=websocket`, { headers });
    request.once('upgrade', (response, socket) => {
      socket.destroy();
      answered(response.statusCode);
    });
    request.once('response', (response) => {
      response.resume();
      answered(response.statusCode);
    });
    request.once('error', failed);
  });
}

describe('A page of no site or of another site', () => {
  it.each(['null', 'nonsense', '', 'https://', 'https://evil.example', 'http://127.0.0.1:9'])(
    'gets no socket (its origin: "%s"), and the server lives on',
    async (origin) => {
      expect(await socketFrom(origin)).toBe(400);
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    },
  );

  it('is told apart from our own', async () => {
    expect(await socketFrom(server.url)).toBe(101);
  });
});

describe('A request for a socket without WebSocket', () => {
  it('is answered once, by the sockets alone', async () => {
    const printed = vi.spyOn(console, 'error');
    const response = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toBeNull();
    expect(printed).not.toHaveBeenCalled();
  });
});
