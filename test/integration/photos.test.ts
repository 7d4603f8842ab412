import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClientId, Entry, EntryId, LineId } from '#protocol';
import { wavFile } from '../../media/audio/wav-file.ts';
import { newId } from '../../server/new-id.ts';
import { CAMERA, cornersOf, door, markersOf, segment, withExif, withSegments } from '../support/photos.ts';
import { silence } from '../support/recordings.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { TestClock } from '../support/test-clock.ts';

interface Upload {
  server: TestServer;
  token: string;
  lineId: LineId;
  bytes?: Uint8Array;
  clientId?: string;
  replyTo?: string;
  kind?: 'photos' | 'notes';
}

/** Sends a photo, or a recording, as a page does. */
async function upload({ server, token, lineId, bytes = door(), clientId, replyTo, kind = 'photos' }: Upload) {
  const response = await fetch(`${server.url}/api/lines/${lineId}/${kind}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'x-client-id': clientId ?? newId<ClientId>(),
      'content-type': 'image/svg+xml', // what it is called says nothing
      ...(replyTo === undefined ? {} : { 'x-reply-to': replyTo }),
    },
    body: Buffer.from(bytes),
  });
  return { status: response.status, body: (await response.json()) as Entry & { code?: string; detail?: string } };
}

const get = (server: TestServer, token: string, path: string) =>
  fetch(`${server.url}/api${path}`, { headers: { authorization: `Bearer ${token}` } });

function photoOf({ body }: Entry) {
  if (body.kind !== 'photo') throw new Error(`A ${body.kind} is no photo`);
  return body;
}
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

async function filesOf({ dataFolder }: TestServer): Promise<string[]> {
  const files = await readdir(join(dataFolder, 'blobs'), { recursive: true, withFileTypes: true }).catch(() => []);
  return files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
}

describe('a photo', () => {
  it('appears on the other phone, upright, whole and small, and tells nothing of where it was taken', async () => {
    await using server = await startServer({ sfu: null });
    const { tokens, delivery } = await server.createDelivery();
    await using courier = await server.phone(tokens.courier);
    const clientId = newId<ClientId>();
    const taken = withExif(withSegments(door(), segment(0xfe, Buffer.from(CAMERA))), 6);
    const to = { server, token: tokens.recipient, lineId: delivery.id };
    const { status, body: entry } = await upload({ ...to, bytes: taken, clientId });
    expect(status).toBe(201);
    const { photoId, ...size } = photoOf(entry);
    expect(entry).toMatchObject({ clientId, seq: 1 });
    expect(size).toMatchObject({ width: 720, height: 960 });
    expect(await courier.next('timeline.changed', ({ id }) => id === entry.id)).toEqual(entry);

    const whole = await get(server, tokens.courier, `/photos/${photoId}`);
    const thumb = await get(server, tokens.courier, `/photos/${photoId}/thumb`);
    for (const { status, headers } of [whole, thumb]) {
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('image/jpeg');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-disposition')).toBe('inline');
      expect(headers.get('cache-control')).toBe('private, no-store');
    }
    const bytes = await bytesOf(whole);
    expect(await cornersOf(bytes)).toMatchObject({
      width: 720,
      height: 960,
      corners: ['blue', 'red', 'green', 'yellow'],
    });
    expect(await cornersOf(await bytesOf(thumb))).toMatchObject({ width: 240, height: 320 });
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(size.sha256);
    expect(markersOf(bytes).filter((marker) => marker >= 0xe0)).toEqual([]);
    // Nor does anything that was kept.
    const kept = await Promise.all((await filesOf(server)).map((file) => readFile(file)));
    expect(kept).toHaveLength(2);
    expect(kept.some((file) => file.includes(CAMERA) || file.includes('Exif'))).toBe(false);
  });

  it('answers an entry of the line, and no other', async () => {
    await using server = await startServer({ sfu: null });
    const { tokens, delivery } = await server.createDelivery();
    const other = await server.createDelivery();
    const to = { server, token: tokens.recipient, lineId: delivery.id };
    const { body: first } = await upload(to);
    const { body: elsewhere } = await upload({ server, token: other.tokens.recipient, lineId: other.delivery.id });
    const replyTo = first.id;
    const note = { ...to, kind: 'notes' as const, bytes: wavFile(silence(1)) };
    expect((await upload({ ...to, replyTo })).body.replyTo).toBe(replyTo);
    expect((await upload({ ...note, replyTo })).body.replyTo).toBe(replyTo);
    expect((await upload({ ...to, replyTo: elsewhere.id })).body.code).toBe('not_found');
    expect((await upload({ ...note, replyTo: newId<EntryId>() })).body.code).toBe('not_found');
    expect((await upload({ ...to, replyTo: '../x' })).body.code).toBe('bad_request');
    expect(await filesOf(server)).toHaveLength(7); // two a photo, one a note, none of what was refused
  });

  it('sent again is the same photo, even when both arrive at once; another one under its id is not', async () => {
    await using server = await startServer({ sfu: null });
    const { tokens, delivery } = await server.createDelivery();
    const photo = { server, token: tokens.recipient, lineId: delivery.id, clientId: newId<ClientId>() };
    const [first, second] = await Promise.all([upload(photo), upload(photo)]);
    expect(second.body).toEqual(first.body);
    expect((await upload(photo)).body).toEqual(first.body);
    expect((await upload({ ...photo, bytes: withExif(door(), 3) })).body.code).toBe('conflict');
    expect(await filesOf(server)).toHaveLength(2);

    // At once, and one of them as a note: one file is kept under the id, and nobody is told that another one was.
    const contested = { ...photo, clientId: newId<ClientId>() };
    const answers = await Promise.all([
      upload(contested),
      upload({ ...contested, bytes: withExif(door(), 6) }),
      upload({ ...contested, bytes: wavFile(silence(1)), kind: 'notes' }),
    ]);
    expect(answers.map(({ body }) => body.code ?? 'kept').toSorted()).toEqual(['conflict', 'conflict', 'kept']);
    expect(await filesOf(server)).toHaveLength(2 + (answers[2]?.status === 201 ? 1 : 2));

    const note = { ...photo, kind: 'notes' as const, clientId: newId<ClientId>() };
    const before = (await filesOf(server)).length;
    const { body } = await upload({ ...note, bytes: wavFile(silence(1)) });
    expect((await upload({ ...note, bytes: wavFile(silence(1)) })).body).toEqual(body);
    expect((await upload({ ...note, bytes: wavFile(silence(2)) })).body.code).toBe('conflict');
    expect((await upload({ ...photo, clientId: note.clientId })).body.code).toBe('conflict');
    expect(await filesOf(server)).toHaveLength(before + 1);
  });

  it('that is none is refused in words, and leaves nothing behind', async () => {
    await using server = await startServer({ sfu: null });
    const { tokens, delivery } = await server.createDelivery();
    const to = { server, token: tokens.recipient, lineId: delivery.id };
    const huge = Buffer.from(door());
    huge.writeUInt16BE(10_000, huge.indexOf(Buffer.of(0xff, 0xc0)) + 5);
    huge.writeUInt16BE(10_000, huge.indexOf(Buffer.of(0xff, 0xc0)) + 7);
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    const bad: [Uint8Array, string, number][] = [
      [new Uint8Array(), 'photo_unreadable', 422],
      [svg, 'photo_unreadable', 422],
      [Buffer.from('89504e470d0a1a0a', 'hex'), 'photo_unreadable', 422],
      [door().subarray(0, 20_000), 'photo_unreadable', 422],
      [huge, 'too_large', 413],
      [Buffer.alloc(2_000_001, 0xff), 'too_large', 413],
    ];
    for (const [bytes, code, status] of bad) {
      const answer = await upload({ ...to, bytes });
      expect(answer).toMatchObject({ status, body: { code } });
      expect(answer.body.detail).toMatch(/^The (photo|body) /);
    }
    expect((await upload({ ...to, clientId: '../../etc/passwd' })).body.code).toBe('bad_request');
    expect(await filesOf(server)).toEqual([]);
    expect((await upload({ ...to, bytes: Buffer.concat([door(), svg]) })).status).toBe(201);
    const file = (await filesOf(server)).find((name) => !name.endsWith('thumb')) ?? '';
    expect((await readFile(file)).includes('svg')).toBe(false);
  });

  it('is neither taken from nor given to a stranger', async () => {
    await using server = await startServer({ sfu: null });
    const mine = await server.createDelivery();
    const other = await server.createDelivery({ courier: { id: 'courier-2', name: 'Other' } });
    const lineId = mine.delivery.id;
    const { body: entry } = await upload({ server, token: mine.tokens.recipient, lineId });
    const { photoId } = photoOf(entry);
    const paths = [`/photos/${photoId}`, `/photos/${photoId}/thumb`];
    for (const token of [other.tokens.recipient, other.tokens.courier]) {
      expect((await upload({ server, token, lineId })).body.code).toBe('forbidden');
      for (const path of paths) expect((await get(server, token, path)).status).toBe(403);
    }
    for (const path of paths) {
      expect((await get(server, 'rubbish', path)).status).toBe(404);
      expect((await fetch(`${server.url}/api${path}`)).status).toBe(401);
    }
    expect((await get(server, mine.tokens.recipient, `/photos/${newId()}`)).status).toBe(404);
    expect((await server.operator('DELETE', `/links/${mine.linkIds.recipient}`)).status).toBe(204);
    for (const path of paths) expect((await get(server, mine.tokens.recipient, path)).status).toBe(410);
  });

  it('that was taken back is shown to nobody on the line, and is kept for the record', async () => {
    await using server = await startServer({ sfu: null });
    const { tokens, delivery } = await server.createDelivery();
    const sent = { server, token: tokens.recipient, lineId: delivery.id, clientId: newId<ClientId>() };
    const { body: entry } = await upload(sent);
    const { photoId } = photoOf(entry);
    await using phone = await server.phone(tokens.recipient);
    await phone.ask('timeline.take_back', { lineId: delivery.id, entryId: entry.id });
    for (const token of [tokens.recipient, tokens.courier]) {
      for (const path of [`/photos/${photoId}`, `/photos/${photoId}/thumb`])
        expect((await get(server, token, path)).status).toBe(404);
    }
    // Sent again by a page that did not hear of its first answer: it stays taken back.
    expect((await upload(sent)).body).toMatchObject({ id: entry.id, body: { kind: 'taken_back', was: 'photo' } });
    expect(await filesOf(server)).toHaveLength(2);
  });

  it('and a note from before a station was called are not for the station', async () => {
    await using server = await startServer({ sfu: null });
    const { tokens, delivery } = await server.createDelivery();
    const lineId = delivery.id;
    const to = { server, token: tokens.recipient, lineId };
    const note = { ...to, kind: 'notes' as const, bytes: wavFile(silence(1)) };
    const noteIdOf = ({ body }: Entry) => (body.kind === 'voice' ? body.noteId : '');
    const before = { photo: await upload(to), note: await upload(note) };
    const station = await server.operator('PUT', '/stations/gate-3', { name: '3 号驿站' });
    const { link } = station.body as { link: string };
    const keeper = link.split('/l/')[1] ?? '';
    const paths = (said: { photo: { body: Entry }; note: { body: Entry } }) => [
      `/photos/${photoOf(said.photo.body).photoId}`,
      `/photos/${photoOf(said.photo.body).photoId}/thumb`,
      `/notes/${noteIdOf(said.note.body)}/audio`,
    ];
    for (const path of paths(before)) expect((await get(server, keeper, path)).status).toBe(403);
    const asked = { role: 'station', stationId: 'gate-3' };
    expect((await server.operator('POST', `/deliveries/${lineId}/members`, asked)).status).toBe(201);
    for (const path of paths(before)) {
      expect((await get(server, keeper, path)).status).toBe(404);
      expect((await get(server, tokens.courier, path)).status).toBe(200);
    }
    const after = { photo: await upload(to), note: await upload(note) };
    for (const path of paths(after)) expect((await get(server, keeper, path)).status).toBe(200);
    expect((await upload({ ...to, token: keeper })).status).toBe(201);
    // The keeper cannot find out by answering it what was said before.
    expect((await upload({ ...to, token: keeper, replyTo: before.photo.body.id })).body.code).toBe('not_found');
  });

  it('and notes of one link are limited together, and those of others are not slowed', async () => {
    const clock = new TestClock();
    await using server = await startServer({ sfu: null, clock });
    const { tokens, delivery } = await server.createDelivery();
    const to = { server, token: tokens.recipient, lineId: delivery.id, bytes: Buffer.of(0) };
    const codes: (string | undefined)[] = [];
    for (let sent = 0; sent < 61; sent++)
      codes.push((await upload({ ...to, kind: sent % 2 ? 'photos' : 'notes' })).body.code);
    expect(codes.filter((code) => code === 'too_many')).toHaveLength(1);
    const refused = await upload({ ...to, kind: 'photos' });
    expect(refused).toMatchObject({
      status: 429,
      body: { detail: 'Too many notes and photos at once; wait a moment' },
    });
    expect((await upload({ server, token: tokens.courier, lineId: delivery.id })).status).toBe(201);
    clock.pass(2000);
    const kept = await upload({ ...to, bytes: door() });
    expect(kept.status).toBe(201);

    const path = `/photos/${photoOf(kept.body).photoId}/thumb`;
    const shown: number[] = [];
    for (let asked = 0; asked < 301; asked++) shown.push((await get(server, tokens.recipient, path)).status);
    expect(shown.filter((status) => status === 200)).toHaveLength(300);
    expect(shown.at(-1)).toBe(429);
    expect((await get(server, tokens.courier, path)).status).toBe(200);
  });
});
