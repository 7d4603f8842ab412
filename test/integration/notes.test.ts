import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClientId, Entry, LineId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { mp3Of, noise, recordingBytes, recordingSamples, silence } from '../support/recordings.ts';
import { audioFormat } from '../../media/audio/audio-format.ts';
import { openBlobs } from '../../server/storage/blobs.ts';
import { download } from '../support/record.ts';
import { wavFile } from '../../media/audio/wav-file.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

const spoken = recordingBytes('zh-aishell-guangzhou.wav');

interface Upload {
  server: TestServer;
  token: string;
  lineId: LineId;
  bytes: Uint8Array;
  clientId?: string;
}

/** Sends a recording as a page does. */
async function upload({ server, token, lineId, bytes, clientId = newId<ClientId>() }: Upload) {
  const response = await fetch(`${server.url}/api/lines/${lineId}/notes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'x-client-id': clientId, 'content-type': 'application/octet-stream' },
    body: Buffer.from(bytes),
  });
  const body = (await response.json()) as Entry & { code?: string };
  return { status: response.status, body };
}

const listen = (server: TestServer, token: string, noteId: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/api/notes/${noteId}/audio`, { headers: { authorization: `Bearer ${token}`, ...headers } });

const noteIdOf = ({ body }: Entry) => (body.kind === 'voice' ? body.noteId : 'no note');
const stateOf = ({ body }: Entry) => (body.kind === 'voice' ? body.transcript.state : 'no note');

/** The transcript of an entry, once it is there. */
async function transcript(phone: Phone, entryId: string) {
  const { body } = await phone.next(
    'timeline.changed',
    (entry) => entry.id === entryId && stateOf(entry) !== 'pending',
  );
  return body.kind === 'voice' ? body.transcript : null;
}

describe('a voice note', () => {
  it('appears on the other phone, plays there, and its words follow by themselves', async () => {
    await using server = await startServer({ speech: 'whisper', sfu: null });
    const { tokens, delivery } = await server.createDelivery();
    await using courier = await server.phone(tokens.courier);
    const clientId = newId<ClientId>();
    const { status, body: entry } = await upload({
      server,
      token: tokens.recipient,
      lineId: delivery.id,
      bytes: spoken,
      clientId,
    });
    expect(status).toBe(201);
    expect(entry).toMatchObject({
      clientId,
      seq: 1,
      body: { kind: 'voice', durationMs: 4281, transcript: { state: 'pending' } },
    });
    const there = await courier.next('timeline.changed', (changed) => changed.id === entry.id);
    expect(there).toEqual(entry);
    const peaks = entry.body.kind === 'voice' ? entry.body.peaks : [];
    expect(peaks).toHaveLength(64);
    expect(Math.max(...peaks)).toBeGreaterThan(10);

    const words = await transcript(courier, entry.id);
    expect(words).toMatchObject({ state: 'done', language: 'zh', text: expect.stringContaining('广州市') });

    const audio = await listen(server, tokens.courier, noteIdOf(entry));
    expect(audio.status).toBe(200);
    expect(audio.headers.get('content-type')).toBe('audio/wav');
    expect(audio.headers.get('x-content-type-options')).toBe('nosniff');
    expect(audio.headers.get('content-disposition')).toBe('inline');
    expect(Buffer.from(await audio.arrayBuffer()).equals(spoken)).toBe(true);
  });

  it.each(['webm', 'ogg'] as const)('in %s plays on every phone, and is kept as it came', async (format) => {
    await using server = await startServer({ sfu: null });
    const { tokens, delivery } = await server.createDelivery();
    const bytes = recordingBytes(`zh-aishell-guangzhou.${format}`);
    const { body: entry } = await upload({ server, token: tokens.courier, lineId: delivery.id, bytes });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(entry.body).toMatchObject({ kind: 'voice', sha256 });
    const audio = await listen(server, tokens.recipient, noteIdOf(entry));
    expect(audio.headers.get('content-type')).toBe('audio/mpeg');
    expect(audioFormat(Buffer.from(await audio.arrayBuffer()))).toBe('mp3');
    const { record, bytes: zip } = await download(server, delivery.id);
    expect(record.missing).toEqual([]);
    expect(zip.includes(bytes)).toBe(true);

    // Where the MP3 is gone the original is still there; erased, neither is.
    const kept = openBlobs(join(server.dataFolder, 'blobs'));
    await kept.delete(`${noteIdOf(entry)}-mp3`);
    const original = await listen(server, tokens.recipient, noteIdOf(entry));
    expect(original.headers.get('content-type')).toBe(`audio/${format}`);
    expect(Buffer.from(await original.arrayBuffer()).equals(bytes)).toBe(true);
    const { body: other } = await upload({ server, token: tokens.courier, lineId: delivery.id, bytes });
    await server.operator('POST', `/deliveries/${delivery.id}/erase`, { member: other.by });
    await expect.poll(() => kept.get(`${noteIdOf(other)}-mp3`), { timeout: 15_000 }).toBeNull();
    expect(await kept.get(noteIdOf(other))).toBeNull();
  });

  it('is given in parts to a player that asks for parts', async () => {
    await using server = await startServer({ sfu: null });
    const { tokens, delivery } = await server.createDelivery();
    const { body: entry } = await upload({ server, token: tokens.courier, lineId: delivery.id, bytes: spoken });
    const part = await listen(server, tokens.courier, noteIdOf(entry), { range: 'bytes=100-199' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 100-199/${spoken.length}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(spoken.subarray(100, 200))).toBe(true);
    const beyond = await listen(server, tokens.courier, noteIdOf(entry), { range: 'bytes=99999999-' });
    expect(beyond.status).toBe(416);
    const end = await listen(server, tokens.courier, noteIdOf(entry), { range: 'bytes=-100' });
    expect(Buffer.from(await end.arrayBuffer()).equals(spoken.subarray(-100))).toBe(true);
    for (const headers of [
      { range: 'bytes=0-0,-1' },
      { range: 'lines=1-2' },
      { range: 'bytes=0-9', 'if-range': '"another"' },
    ]) {
      const all = await listen(server, tokens.courier, noteIdOf(entry), headers);
      expect(all.status).toBe(200);
      expect((await all.arrayBuffer()).byteLength).toBe(spoken.length);
    }
    const head = await fetch(`${server.url}/api/notes/${noteIdOf(entry)}/audio`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${tokens.courier}`, range: 'bytes=0-9' },
    });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(spoken.length)]);
    expect(head.headers.get('cache-control')).toBe('private, no-store');
  });

  it('sent again is the same note, even when both arrive at once', async () => {
    await using server = await startServer({ sfu: null });
    const { tokens, delivery } = await server.createDelivery();
    await using phone = await server.phone(tokens.courier);
    const note = { server, token: tokens.recipient, lineId: delivery.id, bytes: spoken, clientId: newId() };
    const [first, second] = await Promise.all([upload(note), upload(note)]);
    const third = await upload(note);
    expect(second.body).toEqual(first.body);
    expect(third.body).toEqual(first.body);
    const { entries } = await phone.ask('timeline.since', { lineId: delivery.id, rev: 0 });
    expect(entries).toHaveLength(1);
  });

  it('says that nothing was said', async () => {
    await using server = await startServer({ speech: 'whisper', sfu: null });
    const { tokens, delivery } = await server.createDelivery();
    await using courier = await server.phone(tokens.courier);
    for (const bytes of [wavFile(silence(2)), await mp3Of(noise(2))]) {
      const { body: entry } = await upload({ server, token: tokens.recipient, lineId: delivery.id, bytes });
      expect(await transcript(courier, entry.id)).toEqual({ state: 'no_speech' });
    }
  });

  it('says that transcripts are off, where they are', async () => {
    await using server = await startServer({ speech: 'off', sfu: null });
    const { tokens, delivery } = await server.createDelivery();
    const { body } = await upload({ server, token: tokens.recipient, lineId: delivery.id, bytes: spoken });
    expect(body.body).toMatchObject({ transcript: { state: 'failed', reason: 'engine_off' } });
  });

  it('that no one can play is refused in words, and leaves nothing behind', async () => {
    await using server = await startServer({ sfu: null });
    const { tokens, delivery } = await server.createDelivery();
    await using phone = await server.phone(tokens.recipient);
    const to = { server, token: tokens.recipient, lineId: delivery.id };
    const code = async (bytes: Uint8Array) => (await upload({ ...to, bytes })).body.code;
    expect(await code(new Uint8Array())).toBe('audio_empty');
    expect(await code(Buffer.from('<script>alert(1)</script>'))).toBe('audio_unreadable');
    expect(await code(wavFile(silence(0.2)))).toBe('audio_too_short');
    expect(await code(await mp3Of(silence(63)))).toBe('audio_too_long');
    expect(await code(Buffer.alloc(2_000_001))).toBe('too_large');
    expect((await upload({ ...to, bytes: spoken, clientId: '../../etc/passwd' })).body.code).toBe('bad_request');
    const { entries } = await phone.ask('timeline.since', { lineId: delivery.id, rev: 0 });
    expect(entries).toEqual([]);
    expect((await upload({ ...to, bytes: spoken })).status).toBe(201);
  });

  it('is neither taken from nor given to a stranger', async () => {
    await using server = await startServer({ sfu: null });
    const mine = await server.createDelivery();
    const other = await server.createDelivery({ courier: { id: 'courier-2', name: 'Other' } });
    const lineId = mine.delivery.id;
    const { body: entry } = await upload({ server, token: mine.tokens.recipient, lineId, bytes: spoken });
    for (const token of [other.tokens.recipient, other.tokens.courier]) {
      expect((await upload({ server, token, lineId, bytes: spoken })).body.code).toBe('forbidden');
      expect((await listen(server, token, noteIdOf(entry))).status).toBe(403);
    }
    expect((await upload({ server, token: 'rubbish', lineId, bytes: spoken })).body.code).toBe('link_invalid');
    expect((await listen(server, 'rubbish', noteIdOf(entry))).ok).toBe(false);
    expect((await fetch(`${server.url}/api/notes/${noteIdOf(entry)}/audio`)).ok).toBe(false);
    expect((await listen(server, mine.tokens.recipient, newId())).status).toBe(404);
  });

  it('gets its words after a restart that came before them', async () => {
    await using server = await startServer({ speech: 'whisper', sfu: null });
    const { tokens, delivery } = await server.createDelivery();
    const lineId = delivery.id;
    const said = recordingSamples('en-jfk.wav');
    const sent = await Promise.all(
      [1, 2, 3, 4].map(() => upload({ server, token: tokens.recipient, lineId, bytes: wavFile(said) })),
    );
    await server.restart();
    await using courier = await server.phone(tokens.courier);
    const { entries } = await courier.ask('timeline.since', { lineId, rev: 0 });
    expect(entries).toHaveLength(4);
    const pending = entries.filter((entry) => stateOf(entry) === 'pending');
    expect(pending.length).toBeGreaterThan(0);
    for (const { id } of pending) {
      expect(await transcript(courier, id)).toMatchObject({ state: 'done', language: 'en' });
    }
    expect(sent.every(({ status }) => status === 201)).toBe(true);
  });
});
