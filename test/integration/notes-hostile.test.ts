import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wavFile } from '../../media/audio/wav-file.ts';
import type { ClientId, Entry, LineId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { claimingWav, emptyHours, zipOfOne } from '../support/hostile-audio.ts';
import { mp3Of, recordingBytes, recordingSamples } from '../support/recordings.ts';
import { startServer, type TestServer } from '../support/server.ts';

const spoken = recordingBytes('zh-aishell-guangzhou.wav');
const markup = '<html><script>alert(document.domain)</script></html>';

let server: TestServer;
let lineId: LineId;
let token: string;
beforeAll(async () => {
  server = await startServer({ sfu: null });
  const { delivery, tokens } = await server.createDelivery();
  lineId = delivery.id;
  token = tokens.recipient;
});
afterAll(() => server.close());

async function send(bytes: Uint8Array, headers: Record<string, string> = {}, clientId: string = newId<ClientId>()) {
  const response = await fetch(`${server.url}/api/lines/${lineId}/notes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'x-client-id': clientId, ...headers },
    body: Buffer.from(bytes),
  });
  return { status: response.status, body: (await response.json()) as Entry & { code?: string; detail?: string } };
}
const codeOf = async (...sent: Parameters<typeof send>) => (await send(...sent)).body.code;
const noteIdOf = ({ body }: Entry) => (body.kind === 'voice' ? body.noteId : '');
const fetched = (entry: Entry) =>
  fetch(`${server.url}/api/notes/${noteIdOf(entry)}/audio`, { headers: { authorization: `Bearer ${token}` } });

describe('a file that means harm', () => {
  it.each([
    ['$(touch pwned); rm -rf ~ #.mp3', 'a command'],
    ['../../../../etc/passwd', 'a path'],
    ['..\\..\\server\\main.ts', 'a path of Windows'],
    ['note.mp3%00.html', 'an end in the middle'],
  ])('named %s is a recording without a name', async (name) => {
    const entry = await send(spoken, {
      'content-disposition': `attachment; filename="${name}"`,
      'content-type': 'text/html',
    });
    expect(entry.status).toBe(201);
    expect(JSON.stringify(entry.body)).not.toContain(name.slice(0, 10));
    const blobs = await readdir(join(server.dataFolder, 'blobs'), { recursive: true });
    expect(blobs.join(' ')).toContain(noteIdOf(entry.body));
    expect(blobs.filter((file) => !/^[\w/-]+$/.test(file))).toEqual([]);
    expect(await codeOf(spoken, {}, name)).toBe('bad_request');
  });

  it('of two hours in a few bytes is too long, and is not unpacked to find out', async () => {
    const hours = emptyHours(2);
    expect(hours.length).toBeLessThan(300_000);
    expect(await codeOf(hours)).toBe('audio_too_long');
    const minute = await mp3Of(new Int16Array(16_000 * 60), 8);
    expect(await codeOf(Buffer.concat(Array.from({ length: 32 }, () => minute)))).toBe('audio_too_long');
  });

  it('that unpacks to a hundred megabytes on its way is too large', async () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000));
    expect(await codeOf(bomb, { 'content-encoding': 'gzip' })).toBe('too_large');
    expect(await codeOf(bomb)).toBe('audio_unreadable');
  });

  it.each([
    ['channels that nobody has', emptyHours(0.001, 255)],
    ['no channel at all', emptyHours(0.001, 0)],
    ['its first page cut off', recordingBytes('en-jfk.ogg').subarray(40)],
    [
      'a page that claims more than there is',
      Buffer.concat([recordingBytes('en-jfk.ogg').subarray(0, 100), Buffer.alloc(2000, 255)]),
    ],
    ['nothing but page heads', Buffer.concat(Array.from({ length: 2000 }, () => Buffer.from('OggS')))],
  ])('in Ogg with %s is refused in words', async (_, bytes) => {
    const { status, body } = await send(bytes);
    expect(status).toBe(422);
    expect(body.code).toMatch(/^audio_/);
    expect(body.detail).toMatch(/^The recording /);
  });

  it.each([
    { channels: 65_535 },
    { channels: 0 },
    { rate: 0 },
    { rate: 4_000_000_000 },
    { bits: 0 },
    { bits: 65_528 },
    { rate: 1, bytes: 4_294_967_295 },
  ])('in WAV that claims %o is refused in words', async (claims) => {
    const { status, body } = await send(claimingWav(claims));
    expect([status, body.code]).toEqual([422, expect.stringMatching(/^audio_/)]);
  });

  it('that is a page, a picture, a program or an archive first is refused', async () => {
    const speech = await mp3Of(recordingSamples('en-jfk.wav'));
    const others = [markup, 'GIF89a/*', '%PDF-1.7\n', '#!/bin/sh\nrm -rf ~\n', '\x7fELF\x02\x01', 'PK\x03\x04'];
    for (const other of others)
      expect(await codeOf(Buffer.concat([Buffer.from(other, 'latin1'), speech]))).toBe('audio_unreadable');
  });

  it('that is a recording and something else besides is given back as a recording alone', async () => {
    const speech = await mp3Of(recordingSamples('en-jfk.wav'));
    const text = Buffer.from(markup);
    const size = [21, 14, 7, 0].map((shift) => (text.length >> shift) & 0x7f);
    const tagged = Buffer.concat([Buffer.from('ID3\x03\0\0', 'latin1'), Uint8Array.from(size), text, speech]);
    const archived = Buffer.concat([wavFile(recordingSamples('en-jfk.wav')), zipOfOne('run.html', text)]);
    for (const bytes of [tagged, archived]) {
      const { status, body } = await send(bytes);
      if (status === 422) continue;
      const { headers } = await fetched(body);
      expect(headers.get('content-type')).toMatch(/^audio\/(mpeg|wav)$/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    }
  });

  it('leaves the server as it was', async () => {
    const { status, body } = await send(spoken);
    expect(status).toBe(201);
    expect(Buffer.from(await (await fetched(body)).arrayBuffer()).equals(spoken)).toBe(true);
  });
});
