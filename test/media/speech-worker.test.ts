import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recordingSamples } from '../support/recordings.ts';

const root = join(import.meta.dirname, '../..');

/** Starts the native program, says the bytes when it is ready, closes its stdin, and answers how it ended. */
async function say(bytes: Uint8Array): Promise<{ code: number | null; said: string }> {
  const program = join(root, '.build/native/speech-worker');
  const models = ['ggml-base-q8_0.bin', 'silero-vad-v6.bin'].map((name) => join(root, 'media/models', name));
  const child = spawn(program, [models[0] ?? '', '2', models[1] ?? ''], { env: {} });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stdin.on('error', () => {}); // it may end before it has read all
  await once(child.stdout, 'data');
  child.stdin.end(bytes);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

const head = (...words: [magic: number, id: number, how: number, samples: number, leastLetters?: number]) =>
  Buffer.from(Uint32Array.from({ length: 5 }, (_, i) => words[i] ?? 0).buffer);
/** Language (0 find it, 1 Chinese, 2 English), whether to tell the text so far, and the bytes of the prompt, as one word. */
const how = (language: number, tells: 0 | 1, prompt: number) => language + tells * 0x1_00 + prompt * 0x1_00_00;
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
  ["a prompt of a letter's length", head(MAGIC, 1, how(1, 0, 5000), 16_000)],
  ['more samples than a stretch can have', head(MAGIC, 1, 0, 0xff_ff_ff_ff)],
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

it('takes a prompt for each language, tells the text so far under its id, and has both only where asked', async () => {
  const jfk = recordingSamples('en-jfk.wav');
  const samples = Buffer.from(jfk.buffer, jfk.byteOffset, jfk.byteLength);
  const prompt = Buffer.from('以下是普通话的句子。\nThey talk about Roosevelt.');
  const { code, said } = await say(
    Buffer.concat([
      head(MAGIC, 7, how(0, 1, prompt.length), jfk.length),
      prompt,
      samples,
      head(MAGIC, 8, how(2, 0, 0), jfk.length),
      samples,
    ]),
  );
  expect(code).toBe(0);
  const lines = said
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line) as { id: number; partial?: string; text?: string });
  const partials = lines.filter(({ partial }) => partial !== undefined);
  expect(partials.length).toBeGreaterThan(2);
  expect(partials.every(({ id }) => id === 7)).toBe(true);
  expect(lines.filter(({ text }) => text?.includes('your country')).map(({ id }) => id)).toEqual([7, 8]);
  expect(lines.find(({ text }) => text)?.text).not.toContain('Roosevelt');
});

it('cuts a prompt that is longer than the decoder has room for', async () => {
  const prompt = Buffer.from('快递'.repeat(600));
  const { code, said } = await say(
    Buffer.concat([head(MAGIC, 9, how(1, 0, prompt.length), 100), prompt, Buffer.alloc(200)]),
  );
  expect(code).toBe(0);
  expect(said).toContain('"id":9');
});
