import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientId, Entry, LineId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { mp3Of, recordingSamples } from '../support/recordings.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let bytes: Buffer;
let hash: string;
beforeAll(async () => {
  server = await startServer({ sfu: null });
  bytes = await mp3Of(recordingSamples('en-jfk.wav'));
  hash = sha256(bytes);
});
afterAll(() => server.close());

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

/** A page that sends a note as it is spoken. */
async function speaker() {
  const { delivery, tokens, linkIds } = await server.createDelivery();
  const lineId = delivery.id;
  const clientId = newId<ClientId>();
  const headers = (token = tokens.recipient) => ({ authorization: `Bearer ${token}` });
  const at = (line: LineId = lineId) => `${server.url}/api/lines/${line}/notes`;

  const part = async (from: number | string, piece: Uint8Array, token = tokens.recipient) => {
    const url = `${at()}/${clientId}/parts?from=${from}`;
    const response = await fetch(url, { method: 'PUT', headers: headers(token), body: Buffer.from(piece) });
    return { status: response.status, ...((await response.json()) as { have?: number; code?: string }) };
  };
  const finish = async (from: number | null, more: Record<string, string> = { 'x-note-sha256': hash }) => {
    const response = await fetch(at(), {
      method: 'POST',
      headers: {
        ...headers(),
        'x-client-id': clientId,
        ...(from !== null && { 'x-note-from': String(from), ...more }),
      },
      body: Buffer.from(bytes.subarray(from ?? 0)),
    });
    return { status: response.status, entry: (await response.json()) as Entry & { code?: string; detail?: string } };
  };
  const kept = async ({ body }: Entry) => {
    const url = `${server.url}/api/notes/${body.kind === 'voice' ? body.noteId : ''}/audio`;
    return Buffer.from(await (await fetch(url, { headers: headers() })).arrayBuffer());
  };
  const drop = () => fetch(`${at()}/${clientId}/parts`, { method: 'DELETE', headers: headers() });
  return { lineId, tokens, linkIds, part, finish, kept, drop };
}

describe('a note that is sent while it is spoken', () => {
  it('is byte for byte what the page has, however its parts came', async () => {
    const { part, finish, kept } = await speaker();
    expect(await part(0, bytes.subarray(0, 9000))).toEqual({ status: 200, have: 9000 });
    expect(await part(12_000, bytes.subarray(12_000, 15_000))).toEqual({ status: 200, have: 9000 });
    expect(await part(5000, bytes.subarray(5000, 20_000))).toEqual({ status: 200, have: 20_000 });
    expect(await part(0, bytes.subarray(0, 9000))).toEqual({ status: 200, have: 20_000 });
    const { status, entry } = await finish(20_000);
    expect(status).toBe(201);
    expect(entry.body).toMatchObject({ kind: 'voice', sha256: hash });
    expect((await kept(entry)).equals(bytes)).toBe(true);
    // The answer was lost on its way: the page tries as before, is told to send all, and gets the same note.
    expect((await finish(20_000)).entry.code).toBe('parts_missing');
    expect((await finish(null)).entry).toEqual(entry);
  });

  it('is asked for as a whole where its parts are lost or of another recording', async () => {
    const { part, finish, drop } = await speaker();
    expect(await finish(9000)).toMatchObject({ status: 409, entry: { code: 'parts_missing' } });
    await part(0, bytes.subarray(0, 9000));
    expect(await part(0, bytes.subarray(1, 9001))).toMatchObject({ status: 409, code: 'conflict' });
    expect(await finish(9001)).toMatchObject({ status: 409, entry: { code: 'parts_missing' } });
    expect(await finish(9000, { 'x-note-sha256': sha256(bytes.subarray(1)) })).toMatchObject({ status: 409 });
    expect((await drop()).status).toBe(204);
    expect(await finish(9000)).toMatchObject({ status: 409, entry: { code: 'parts_missing' } });
    await part(0, bytes.subarray(0, 9000));
    await server.restart();
    // Connections that fetch has kept for later have ended with the server.
    await expect
      .poll(() =>
        fetch(`${server.url}/healthz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      )
      .toBe(true);
    expect(await finish(9000)).toMatchObject({ status: 409, entry: { code: 'parts_missing' } });
    expect((await finish(null)).status).toBe(201);
  });

  it('is taken from nobody else, and bad input changes nothing', async () => {
    const { part, finish, tokens, linkIds } = await speaker();
    const other = await server.createDelivery({ courier: { id: 'courier-2', name: 'Other' } });
    await part(0, bytes.subarray(0, 9000));
    expect((await part(0, bytes, other.tokens.courier)).code).toBe('forbidden');
    expect((await part(0, bytes, 'rubbish')).code).toBe('link_invalid');
    // The courier of the line has a note of their own under the same id.
    expect(await part(0, bytes.subarray(1, 5), tokens.courier)).toEqual({ status: 200, have: 4 });
    for (const from of ['-1', '1.5', 'x', '', '99999999']) expect((await part(from, bytes)).code).toBe('bad_request');
    expect((await part(9000, Buffer.alloc(1_000_001))).code).toBe('too_large');
    expect((await part(9000, Buffer.alloc(999_999))).code).toBe('too_large');
    expect((await finish(9000, {})).entry).toMatchObject({
      code: 'bad_request',
      detail: expect.stringContaining('x-note-sha256'),
    });
    expect(await part(9000, bytes.subarray(9000, 9001))).toEqual({ status: 200, have: 9001 });
    await server.operator('DELETE', `/links/${linkIds.recipient}`);
    expect((await part(9001, bytes.subarray(9001))).code).toBe('link_revoked');
  });
});
