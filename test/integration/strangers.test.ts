import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { get, request } from 'node:http';
import { io } from 'socket.io-client';
import { type DeviceId, MIN_CLIENT_VERSION, PROTOCOL_VERSION } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { recordingBytes } from '../support/recordings.ts';
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

/** A recording that is sent piece by piece; `answer` is the status and the code of a refusal. */
function slowUpload(token: string, lineId: string, bytes: Buffer) {
  const asked = request(`${server.url}/api/lines/${lineId}/notes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'x-client-id': newId(), 'content-length': bytes.length },
  });
  const answer = new Promise<{ status: number | undefined; code: string | undefined }>((answered, failed) => {
    asked.once('error', failed);
    asked.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.once('end', () =>
        answered({ status: response.statusCode, code: (JSON.parse(text) as { code?: string }).code }),
      );
    });
  });
  asked.write(bytes.subarray(0, 1000));
  return { answer, finish: () => asked.end(bytes.subarray(1000)) };
}
const recording = Buffer.from(recordingBytes('en-jfk.wav'));
const untilRead = () => new Promise((resolve) => setTimeout(resolve, 200));

describe('Whoever holds a link', () => {
  it('cannot finish the upload of a note once the link is revoked', async () => {
    const { delivery, tokens, linkIds } = await server.createDelivery();
    await using courier = await server.phone(tokens.courier);
    const upload = slowUpload(tokens.recipient, delivery.id, recording);
    await untilRead();
    expect((await server.operator('DELETE', `/links/${linkIds.recipient}`)).status).toBe(204);
    upload.finish();
    expect(await upload.answer).toEqual({ status: 410, code: 'link_revoked' });
    expect(await courier.ask('timeline.since', { lineId: delivery.id, rev: 0 })).toEqual({
      entries: [],
      more: false,
      rev: 0,
      marks: [],
    });
  });

  it('cannot fill the memory with notes sent at once, and may go on when they are through', async () => {
    const { delivery, tokens } = await server.createDelivery();
    const uploads = Array.from({ length: 12 }, () => slowUpload(tokens.recipient, delivery.id, recording));
    await untilRead();
    for (const { finish } of uploads) finish();
    const codes = (await Promise.all(uploads.map(({ answer }) => answer))).map(({ status, code }) => code ?? status);
    expect(codes.filter((code) => code === 'too_many').length).toBe(4);
    expect(codes.filter((code) => code === 201).length).toBe(8);
    const next = slowUpload(tokens.recipient, delivery.id, recording);
    next.finish();
    expect((await next.answer).status).toBe(201);
  });

  it('cannot fill the disk and the queue of the speech engine with notes, and the others are heard', async () => {
    const { delivery, tokens } = await server.createDelivery();
    const send = async (token: string) => {
      const upload = slowUpload(token, delivery.id, recording);
      upload.finish();
      return (await upload.answer).status;
    };
    const sent: (number | undefined)[] = [];
    for (let i = 0; i < 70; i++) sent.push(await send(tokens.recipient));
    expect(sent.slice(0, 60).every((status) => status === 201)).toBe(true);
    expect(sent.at(-1)).toBe(429);
    expect(await send(tokens.courier)).toBe(201);
  });

  it('cannot open sockets without end, and comes in again when one is gone', async () => {
    const { delivery, tokens } = await server.createDelivery();
    const phones = await Promise.all(Array.from({ length: 30 }, () => server.phone(tokens.recipient)));
    await expect(server.phone(tokens.recipient)).rejects.toMatchObject({ code: 'too_many' });
    await using courier = await server.phone(tokens.courier);
    expect(await courier.ask('timeline.since', { lineId: delivery.id, rev: 0 })).toEqual({
      entries: [],
      more: false,
      rev: 0,
      marks: [],
    });

    phones[0]?.close();
    const back = await vi.waitFor(() => server.phone(tokens.recipient));
    expect((await back.ask('people.hello', {})).role).toBe('recipient');
    for (const phone of [back, ...phones]) phone.close();
  });

  it('is told to load the page anew where it is older than the server can speak with', async () => {
    const { tokens } = await server.createDelivery();
    const auth = { token: tokens.recipient, deviceId: newId<DeviceId>(), version: MIN_CLIENT_VERSION - 1 };
    const socket = io(server.url, { auth, transports: ['websocket'], forceNew: true, reconnection: false });
    const refused = await new Promise((told) => socket.once('connect_error', told));
    expect(refused).toMatchObject({ data: { code: 'client_too_old' } });
    socket.close();
  });

  it('is put out who says it many times at once on one connection', async () => {
    const { tokens } = await server.createDelivery();
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    const hello = `40${JSON.stringify({ token: tokens.recipient, deviceId: newId(), version: PROTOCOL_VERSION })}`;
    socket.addEventListener('open', () => {
      for (let i = 0; i < 200; i++) socket.send(hello);
    });
    await new Promise((closed) => socket.addEventListener('close', closed));
    await using phone = await server.phone(tokens.recipient);
    expect((await phone.ask('people.hello', {})).role).toBe('recipient');
  });

  it("cannot come in as another one's device, nor stay in a place through it when his link is revoked", async () => {
    const one = await server.createDelivery();
    const other = await server.createDelivery({ courier: { id: 'courier-2', name: '张师傅' } });
    const lineId = one.delivery.id;
    await using recipient = await server.phone(one.tokens.recipient);
    const deviceId = newId<DeviceId>();
    await using courier = await server.phone(one.tokens.courier, deviceId);
    await courier.ask('location.share', { lineIds: [lineId], forMs: null });
    const accomplice = await server.phone(other.tokens.courier, deviceId);
    await vi.waitFor(() => expect(accomplice.socket.connected).toBe(false));

    await server.operator('DELETE', `/links/${one.linkIds.courier}`);
    await recipient.next('location.sharing_changed', ({ sharing }) => !sharing);
  });
});
