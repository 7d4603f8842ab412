import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { descendants, spawnServer, startServerProcess } from '../support/server-process.ts';

let dataFolder: string;
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'doorline-process-'));
});
afterEach(() => rm(dataFolder, { recursive: true, force: true }));

/** How a start that cannot succeed ends, and what it says of it. */
async function failedStart(environment: Record<string, string>): Promise<{ code: number | null; words: string }> {
  const child = spawnServer(dataFolder, environment);
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, words };
}

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

  it.each<[string, Record<string, string>, boolean]>([
    ['warns', { PUBLIC_URL: 'https://door.example.com' }, true],
    ['has nothing to say', { DOORLINE_MEDIA_ADDRESS: '203.0.113.7', PUBLIC_URL: 'https://door.example.com' }, false],
    ['has nothing to say on this machine alone', {}, false],
  ])('%s of the address for calls', async (_, environment, warns) => {
    const child = spawnServer(dataFolder, environment);
    let words = '';
    child.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()));
    // Its first line is that it is ready.
    if (child.stdout) await once(child.stdout, 'data');
    child.kill('SIGTERM');
    await once(child, 'close');
    expect(words.match(/^Warning: .*$/gm)).toEqual(
      warns ? [expect.stringContaining('Phones are told to send call media to 127.0.0.1')] : null,
    );
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
