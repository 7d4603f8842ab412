import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClientId, Delivery, Entry, LineId, Member } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { verifyExport } from '../../server/record/verify.ts';
import { wavFile } from '../../media/audio/wav-file.ts';
import { download, fullLine, secret, sendFile } from '../support/record.ts';
import { noise, recordingBytes } from '../support/recordings.ts';
import { API_KEY, startServerProcess } from '../support/server-process.ts';
import { openPhone, startServer, type TestServer } from '../support/server.ts';
import { TestClock } from '../support/test-clock.ts';

const root = join(import.meta.dirname, '../..');

/** The program as a person runs it. */
async function runVerify(...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [join(root, 'server/setup/verify-export.mjs'), ...args], {
    env: { PATH: process.env['PATH'] ?? '', INIT_CWD: tmpdir() },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, said };
}

/** Every byte that the server keeps on disk. */
async function diskOf(folder: string): Promise<Buffer> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const kept = files.filter((file) => file.isFile() && !file.name.startsWith('export-'));
  return Buffer.concat(await Promise.all(kept.map((file) => readFile(join(file.parentPath, file.name)))));
}

const timelineOf = async (server: TestServer, lineId: LineId) =>
  ((await server.operator('GET', `/deliveries/${lineId}/timeline`)).body as { entries: Entry[] }).entries;

describe('the export', () => {
  it('holds everything that was said, with the originals of what was taken back, and proves it', async () => {
    await using server = await startServer({ sfu: null });
    const { lineId, note, photo, slip, tokens } = await fullLine(server);
    const { path, headers, record, bytes } = await download(server, lineId, '?timeZone=Asia/Shanghai');
    expect(headers.get('content-type')).toBe('application/zip');
    expect(headers.get('content-disposition')).toContain(`doorline-${lineId}.zip`);
    const chain = (await server.operator('GET', `/deliveries/${lineId}/chain`)).body;
    expect(chain).toEqual({ lineId, rev: 15, seq: 13, head: headers.get('x-chain-head') });
    expect(headers.get('x-chain-rev')).toBe('15');

    expect(record.delivery).toMatchObject({ id: lineId, status: 'at_station', recipientName: '李女士' });
    expect(record.members.map(({ role }) => role).sort()).toEqual(['courier', 'recipient', 'station']);
    const kinds = record.states.map(({ content }) => content?.kind);
    for (const kind of ['text', 'voice', 'photo', 'place', 'status', 'member', 'taken_back'])
      expect(kinds).toContain(kind);
    const taken = record.states.filter(({ entryId }) => entryId === slip.id).map(({ content }) => content);
    expect(taken).toMatchObject([
      { kind: 'text', text: 'sorry, wrong parcel' },
      { kind: 'taken_back', was: 'text' },
    ]);
    expect(record.missing).toEqual([]);

    // The very bytes that were sent, and the very ones that people see.
    expect(bytes.includes(recordingBytes('zh-aishell-guangzhou.wav'))).toBe(true);
    const photoId = photo.body.kind === 'photo' ? photo.body.photoId : '';
    const seen = await fetch(`${server.url}/api/photos/${photoId}`, {
      headers: { authorization: `Bearer ${tokens.courier}` },
    });
    expect(bytes.includes(Buffer.from(await seen.arrayBuffer()))).toBe(true);
    expect(record.files.map(({ entryId }) => entryId)).toContain(note.id);

    const kept = [headers.get('x-chain-head') ?? '', headers.get('x-record-digest') ?? ''];
    expect(await verifyExport(path, kept)).toMatchObject({ problems: [] });
    const { code, said } = await runVerify(path, '--head', kept[0] ?? '', kept[1] ?? '');
    expect(code).toBe(0);
    expect(said).toContain('NOTHING WAS CHANGED');
    expect(said).toContain('The link that was kept is the last');
    expect((await runVerify(path, '--head', 'nonsense')).code).toBe(2);
    await writeFile(path, bytes.fill(0x41, 5000, 5001));
    const changed = await runVerify(path);
    expect(changed.code).toBe(1);
    expect(changed.said).toContain('CHANGED OR DAMAGED');
    expect((await runVerify('no-such-file.zip')).code).toBe(2);
    expect((await runVerify()).said).toContain('Usage');
  });

  it('is for the operator alone, and of a delivery that there is', async () => {
    await using server = await startServer({ sfu: null });
    const { delivery, tokens } = await server.createDelivery();
    for (const path of ['export', 'chain']) {
      const at = `${server.url}/api/v1/deliveries/${delivery.id}/${path}`;
      expect((await fetch(at)).status).toBe(401);
      expect((await fetch(at, { headers: { authorization: `Bearer ${tokens.courier}` } })).status).toBe(401);
      expect((await server.operator('GET', `/deliveries/${newId()}/${path}`)).status).toBe(404);
    }
    expect(await server.operator('GET', `/deliveries/${delivery.id}/export?timeZone=Mars`)).toMatchObject({
      status: 400,
      body: { code: 'bad_request', detail: expect.stringContaining('Asia/Shanghai') },
    });
    expect((await server.operator('POST', `/deliveries/${delivery.id}/erase`, { member: 'courier' })).status).toBe(400);
    expect((await server.operator('POST', `/deliveries/${delivery.id}/erase`, { member: newId() })).status).toBe(404);
    const empty = await download(server, delivery.id);
    expect(await verifyExport(empty.path)).toMatchObject({ problems: [] });
  });

  it('that nobody waits for any more ends, and the next one is whole', async () => {
    await using server = await startServer({ sfu: null });
    const { delivery, tokens } = await server.createDelivery();
    const lineId = delivery.id;
    for (let i = 0; i < 6; i++)
      await sendFile(server, { token: tokens.courier, lineId, kind: 'notes', bytes: wavFile(noise(55)) });
    for (let i = 0; i < 5; i++) {
      const gone = new AbortController();
      const { body } = await fetch(`${server.url}/api/v1/deliveries/${lineId}/export`, {
        headers: { authorization: `Bearer ${server.apiKey}` },
        signal: gone.signal,
      });
      const reader = body?.getReader();
      await reader?.read();
      gone.abort();
      await reader?.read().catch(() => undefined);
    }
    const { path, bytes } = await download(server, lineId);
    expect(bytes.length).toBeGreaterThan(10_000_000);
    expect(await verifyExport(path)).toMatchObject({ problems: [] });
  });
});

describe('erasing what a person said', () => {
  it('leaves nothing of it, of their name or of their links, anywhere; and the chain stays whole', async () => {
    await using server = await startServer({ sfu: null });
    const { lineId, tokens, delivery, note } = await fullLine(server);
    await using courier = await server.phone(tokens.courier);
    await using recipient = await server.phone(tokens.recipient);
    await recipient.ask('location.share', { lineIds: [lineId], forMs: null });
    const before = await download(server, lineId);
    const mine = before.record.members.find(({ role }) => role === 'recipient')?.id ?? '';
    const seqs = [...new Set(before.record.states.filter(({ by }) => by === mine).map(({ seq }) => seq))];

    const gone = new Promise((out) => recipient.socket.once('disconnect', out));
    const erased = await server.operator('POST', `/deliveries/${lineId}/erase`, { member: 'recipient' });
    expect(erased).toMatchObject({ status: 200, body: { lineId, memberId: mine, entries: seqs } });
    expect(await recipient.next('people.shut_out')).toEqual({ code: 'link_revoked' });
    await gone;
    await expect(server.phone(tokens.recipient)).rejects.toMatchObject({ code: 'link_revoked' });

    for (const seq of seqs)
      expect(
        await courier.next('timeline.changed', (entry) => entry.seq === seq && entry.body.kind === 'erased'),
      ).toBeTruthy();
    expect(await courier.next('location.sharing_changed', ({ sharing }) => !sharing)).toMatchObject({ memberId: mine });
    const told = await courier.next('deliveries.changed', ({ recipientName }) => recipientName === '');
    expect(told).toMatchObject({ addressDetail: '', address: delivery.address });
    const { members } = await courier.next('people.members_changed', ({ members: all }) =>
      all.some((member: Member) => member.role === 'recipient' && member.name === ''),
    );
    expect(members.find(({ role }) => role === 'courier')?.name).toBe('王师傅');
    const noteId = note.body.kind === 'voice' ? note.body.noteId : '';
    const audio = await fetch(`${server.url}/api/notes/${noteId}/audio`, {
      headers: { authorization: `Bearer ${tokens.courier}` },
    });
    expect(audio.status).toBe(404);
    const { found } = await courier.ask('timeline.search', { lineId, text: 'blue pot', after: null });
    expect(found).toEqual([]);
    expect((await server.operator('GET', `/deliveries/${lineId}`)).body).toMatchObject({
      recipientName: '',
      links: { recipient: null },
    });

    // Nowhere on disk: not in a table, not in what the database has let go of, not in its log, not in a file.
    const disk = await diskOf(server.dataFolder);
    for (const words of [secret, 'blue pot', '东门保安亭', '30.28114', '李女士', '3 号楼 2 单元'])
      expect(disk.includes(words), words).toBe(false);
    expect(disk.includes(recordingBytes('zh-aishell-guangzhou.wav').subarray(1000, 2000))).toBe(false);
    expect(disk.includes('您好，快递到楼下了')).toBe(true);

    expect((await server.operator('POST', `/deliveries/${lineId}/erase`, { member: mine })).body).toEqual(erased.body);
    const after = await download(server, lineId);
    const { problems, notices } = await verifyExport(after.path, [before.headers.get('x-chain-head') ?? '']);
    expect(problems).toEqual([]);
    expect(notices[0]).toContain('Erased for good');
    expect(after.bytes.includes('blue pot')).toBe(false);
    expect(after.bytes.includes('李女士')).toBe(false);
  });

  it('is finished after the server was killed in the middle', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'doorline-erase-'));
    const call = async (url: string, method: string, path: string, body?: unknown) => {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return (await response.json()) as unknown;
    };
    const left = async (url: string, id: string) => {
      const { entries } = (await call(url, 'GET', `/deliveries/${id}/timeline`)) as { entries: Entry[] };
      return entries.filter(({ body }) => body.kind !== 'erased').length;
    };
    try {
      let id: string;
      {
        await using server = await startServerProcess(dataFolder);
        const order = { reference: 'r', courier: { id: 'c', name: 'Wang' }, recipient: { name: 'Li' }, address: 'x' };
        const made = (await call(server.url, 'POST', '/deliveries', {
          ...order,
          point: { lat: 30, lng: 120 },
        })) as Delivery & { links: { recipient: string } };
        ({ id } = made);
        await using phone = await openPhone(server.url, made.links.recipient.split('/l/')[1] ?? '', newId());
        for (let i = 0; i < 150; i++)
          await phone.ask('timeline.send', { lineId: made.id, clientId: newId<ClientId>(), text: `blue pot ${i}` });
        const asked = call(server.url, 'POST', `/deliveries/${id}/erase`, { member: 'recipient' }).catch(() => null);
        // Some of it is erased by then and some is not.
        await expect.poll(() => left(server.url, id), { interval: 1, timeout: 20_000 }).toBeLessThan(140);
        await server.end('SIGKILL');
        await asked;
      }
      await using server = await startServerProcess(dataFolder);
      await expect.poll(() => left(server.url, id), { timeout: 20_000 }).toBe(0);
      await expect.poll(async () => (await diskOf(dataFolder)).includes('blue pot'), { timeout: 20_000 }).toBe(false);
      const answer = await call(server.url, 'POST', `/deliveries/${id}/erase`, { member: 'recipient' });
      expect((answer as { entries: number[] }).entries).toHaveLength(150);
      expect(await timelineLength(server.url, id)).toBe(150);
    } finally {
      await rm(dataFolder, { recursive: true, force: true });
    }

    async function timelineLength(url: string, id: string): Promise<number> {
      const { entries } = (await call(url, 'GET', `/deliveries/${id}/timeline`)) as { entries: Entry[] };
      return entries.length;
    }
  });
});

describe('what was kept long enough', () => {
  it('is erased by the server itself, and people see that it was', async () => {
    const clock = new TestClock();
    await using server = await startServer({
      sfu: null,
      clock,
      settings: { DOORLINE_KEEP_DAYS: '3', DOORLINE_LINK_DAYS: '30' },
    });
    const { lineId, tokens } = await fullLine(server);
    await server.operator('POST', `/deliveries/${lineId}/status`, { status: 'delivered' });
    await using courier = await server.phone(tokens.courier);
    clock.pass(3 * 86_400_000);
    const left = async () => {
      // A sweep sets the clock for the next one when it ends.
      clock.pass(3_600_000);
      return (await timelineOf(server, lineId)).filter(({ body }) => body.kind !== 'erased').map(({ seq }) => seq);
    };
    await expect.poll(left, { timeout: 10_000 }).toEqual([9, 11, 12, 13, 14]);
    const seen = await courier.next('timeline.changed', ({ seq, body }) => seq === 1 && body.kind === 'erased');
    expect(seen.body).toEqual({ kind: 'erased', was: 'text', why: 'retention' });
    const { path } = await download(server, lineId);
    expect(await verifyExport(path)).toMatchObject({ problems: [] });
  });
});
