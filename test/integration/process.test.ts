import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type ClientId, type Delivery, type DeviceId, type Entry, PROTOCOL_VERSION } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { API_KEY, descendants, spawnServer, startServerProcess } from '../support/server-process.ts';

let dataFolder: string;
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'doorline-process-'));
});
afterEach(() => rm(dataFolder, { recursive: true, force: true }));

async function operator<T>(url: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await response.json()) as T;
}

const order = {
  reference: 'kill-1',
  courier: { id: 'c-1', name: 'Wang' },
  recipient: { name: 'Li' },
  address: 'Demo Garden',
  point: { lat: 30.28, lng: 120.02 },
};

/** How a start that cannot succeed ends, and what it says of it. */
async function failedStart(environment: Record<string, string>): Promise<{ code: number | null; words: string }> {
  const child = spawnServer(dataFolder, environment);
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, words };
}

describe('killed in the middle of a stream of texts', () => {
  it('has every acknowledged text once and in order after the restart', async () => {
    let said = 0;
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round++) {
      await using server = await startServerProcess(dataFolder);
      const { links } = await operator<Delivery & { links: { courier: string } }>(
        server.url,
        'POST',
        '/deliveries',
        order,
      );
      const socket = io(server.url, {
        auth: {
          token: links.courier.split('/l/')[1],
          deviceId: newId<DeviceId>(),
          version: PROTOCOL_VERSION,
        },
        transports: ['websocket'],
        reconnection: false,
        forceNew: true,
      });
      await once(socket as unknown as NodeJS.EventEmitter, 'connect');
      const { id: lineId } = await operator<Delivery>(server.url, 'POST', '/deliveries', order);
      const before = acknowledged.length;
      const killed = new Promise<void>((done) => {
        const say = () => {
          const text = `text ${said++}`;
          socket.emit('timeline.send', { lineId, clientId: newId<ClientId>(), text }, (answer: Answer<Entry>) => {
            if (answer.ok) acknowledged.push(text);
            // Further texts are under way at this moment: some reached the disk, some did not.
            if (acknowledged.length === before + 60) void server.end('SIGKILL').then(() => done());
          });
        };
        for (let i = 0; i < 200; i++) say();
      });
      await killed;
      socket.close();
    }
    await using again = await startServerProcess(dataFolder);
    const { id } = await operator<Delivery>(again.url, 'POST', '/deliveries', order);
    const entries: Entry[] = [];
    for (;;) {
      const page = await operator<{ entries: Entry[]; more: boolean }>(
        again.url,
        'GET',
        `/deliveries/${id}/timeline?since=${entries.length}`,
      );
      entries.push(...page.entries);
      if (!page.more) break;
    }
    const texts = entries.flatMap(({ body }) => (body.kind === 'text' ? [body.text] : []));
    expect(acknowledged.length).toBeGreaterThanOrEqual(180);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.filter((text) => acknowledged.includes(text))).toEqual(acknowledged);
    expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, i) => i + 1));
  });
});

describe('the program', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('ends in order on %s and leaves no process behind', async (signal) => {
    await using server = await startServerProcess(dataFolder, { DOORLINE_SPEECH_ENGINE: 'whisper' });
    const children = descendants(server.child.pid ?? 0);
    expect(children.length).toBeGreaterThan(0);
    expect(await server.end(signal)).toBe(0);
    await expect.poll(() => children.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
  });

  it('leaves no process behind even when it is killed', async () => {
    await using server = await startServerProcess(dataFolder, { DOORLINE_SPEECH_ENGINE: 'whisper' });
    const children = descendants(server.child.pid ?? 0);
    await server.end('SIGKILL');
    await expect.poll(() => children.filter((pid) => existsSync(`/proc/${pid}`)), { timeout: 5000 }).toEqual([]);
  });

  it('makes an operator key where none is set, prints it once, and prints the demo links', async () => {
    const start = () => startServerProcess(dataFolder, { API_KEY: undefined, DOORLINE_DEMO: 'on' });
    const links = (lines: string[]) => lines.flatMap((line) => /http:\S+(\/l\/\S+)/.exec(line)?.[1] ?? []);
    await using first = await start();
    await expect.poll(() => links(first.lines)).toHaveLength(4);
    expect(first.lines.some((line) => line.startsWith("Operator's API key"))).toBe(true);
    for (const path of links(first.lines)) expect((await fetch(`${first.url}${path}`)).status).toBe(200);
    await first.end('SIGTERM');
    await using second = await start();
    await expect.poll(() => links(second.lines)).toEqual(links(first.lines));
    expect(second.lines.some((line) => line.startsWith("Operator's API key"))).toBe(false);
  });

  it('stops with the name of a wrong setting', async () => {
    const { code, words } = await failedStart({ DOORLINE_MEDIA_PORT: 'high', DOORLINE_SPEACH: 'x' });
    expect(code).toBe(1);
    expect(words).toContain('DOORLINE_MEDIA_PORT must be a whole number');
    expect(words).toContain('DOORLINE_SPEACH is not a setting');
  });

  it.each([
    ['PORT', (port: string) => `Port ${port} is taken`],
    ['DOORLINE_MEDIA_PORT', (port: string) => `ports from ${port} on`],
  ])('says when the port of %s is taken and what to do', async (name, words) => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const ended = await failedStart({ [name]: port });
    holder.close();
    expect(ended.code).toBe(1);
    expect(ended.words).toContain(words(port));
    expect(ended.words).toContain('npm start');
  });

  it('says when its secrets are damaged, rather than voiding every link', async () => {
    await writeFile(join(dataFolder, 'keys.json'), '{"linkSecret":');
    const { code, words } = await failedStart({});
    expect(code).toBe(1);
    expect(words).toContain('keys.json');
  });
});
