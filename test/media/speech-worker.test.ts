import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Starts the native program, says the bytes when it is ready, closes its stdin, and answers how it ended. */
async function say(bytes: Uint8Array): Promise<{ code: number | null; said: string }> {
  const program = join(root, '.build/native/speech-worker');
  const child = spawn(program, [join(root, 'media/models/ggml-base-q8_0.bin'), '2', '', ''], { env: {} });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stdin.on('error', () => {}); // it may end before it has read all
  await once(child.stdout, 'data');
  child.stdin.end(bytes);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

const head = (...words: number[]) => Buffer.from(Uint32Array.from(words).buffer);
const MAGIC = 0x31_4e_4c_44;

it('ends when its stdin closes, as it does when the server is killed', async () => {
  expect(await say(new Uint8Array())).toEqual({ code: 0, said: '{"ready":true}\n' });
});

it('ends when its stdin closes in the middle of a recording', async () => {
  expect(await say(Buffer.concat([head(MAGIC, 1, 0, 16_000), Buffer.alloc(100)]))).toMatchObject({ code: 0 });
});

it.each([
  ['another magic', head(1, 1, 0, 16_000)],
  ['an unknown language', head(MAGIC, 1, 9, 16_000)],
  ['no samples', head(MAGIC, 1, 0, 0)],
  ['more samples than a note can have', head(MAGIC, 1, 0, 0xff_ff_ff_ff)],
])('refuses %s before it takes any memory for it', async (_, bytes) => {
  expect(await say(bytes)).toMatchObject({ code: 2 });
});

it('answers a recording shorter than a window, and each request under its id', async () => {
  const { code, said } = await say(
    Buffer.concat([head(MAGIC, 7, 1, 100), Buffer.alloc(200), head(MAGIC, 8, 2, 100), Buffer.alloc(200)]),
  );
  expect(code).toBe(0);
  const [, first, second] = said.split('\n').map((line) => (line ? (JSON.parse(line) as { id?: number }) : {}));
  expect([first, second]).toMatchObject([
    { id: 7, language: 'zh' },
    { id: 8, language: 'en' },
  ]);
});
