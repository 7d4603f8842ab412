import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SPEECH_RATE, SpeechError, type SpeechToText } from '../../media/speech-to-text.ts';
import { openSpeech } from '../../media/speech/open-speech.ts';
import { noise, recordingSamples, silence } from '../support/recordings.ts';
import { startWhisperServer, type WhisperServer } from '../support/whisper-server.ts';

const program = join(import.meta.dirname, '../../.build/native/speech-worker');
const chinese = recordingSamples('zh-aishell-guangzhou.wav');
const log = { warn: () => {} };
const never = new AbortController().signal;

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (error: unknown) => (error instanceof SpeechError ? error.reason : error),
  );

// The packaged engine builds its program on its first use and loads the model for each note.
describe.each(['whisper', 'whisper-node', 'http'] as const)('speech to text by %s', { timeout: 400_000 }, (engine) => {
  let speech: SpeechToText;
  let limitMs = 300_000;
  let whisperServer: WhisperServer | null = null;
  beforeAll(async () => {
    // Another server at the other end of the same interface: built when it is first needed.
    whisperServer = engine === 'http' ? await startWhisperServer() : null;
    const server = whisperServer ? { server: { url: whisperServer.url, key: null, model: 'whisper-1' } } : {};
    const opened = openSpeech({ engine, threads: 2, log, limitMs: () => limitMs, ...server });
    if (!opened) throw new Error('The engine is off');
    speech = opened;
  }, 400_000);
  afterAll(async () => {
    await speech.close();
    await whisperServer?.[Symbol.asyncDispose]();
  });
  const heard = (samples: Int16Array) => speech.transcribe({ samples, language: null }, never);

  it('reads Mandarin in simplified script and knows that it is Mandarin', async () => {
    const result = await heard(chinese);
    expect(result).toMatchObject({ kind: 'speech', language: 'zh' });
    const text = result.kind === 'speech' ? result.text : '';
    expect(text).toContain('广州市');
    expect(text).toContain('地产');
    expect(text).toContain('协会');
  });

  it.each([
    ['en-jfk.wav', 'my fellow americans', 'ask what you can do for your country'],
    ['en-librispeech.wav', 'the first great sorrow of his life', 'the hopes, the dreams built around it'],
  ] as const)('reads English: %s', async (name, first, last) => {
    const result = await heard(recordingSamples(name));
    expect(result).toMatchObject({ kind: 'speech', language: 'en' });
    const text = result.kind === 'speech' ? result.text.toLowerCase() : '';
    expect(text).toContain(first);
    expect(text).toContain(last);
  });

  it('is told the language where it is known', async () => {
    const result = await speech.transcribe({ samples: chinese, language: 'zh' }, never);
    expect(result).toMatchObject({ kind: 'speech', language: 'zh', text: expect.stringContaining('广州市') });
  });

  it('invents nothing for silence and hiss', async () => {
    expect(await heard(silence(3))).toEqual({ kind: 'no_speech' });
    expect(await heard(noise(3))).toEqual({ kind: 'no_speech' });
    expect(await heard(silence(0))).toEqual({ kind: 'no_speech' });
  });

  it('gives up on a note that takes too long, and reads the next', async () => {
    limitMs = 5;
    expect(await failure(heard(chinese))).toBe('timed_out');
    limitMs = 300_000;
    expect(await heard(chinese)).toMatchObject({ kind: 'speech' });
  });

  it('gives up at once when told to, and reads the next', async () => {
    const giveUp = new AbortController();
    const given = failure(speech.transcribe({ samples: chinese, language: null }, giveUp.signal));
    setTimeout(() => giveUp.abort(new Error('enough')), 20);
    expect(await given).toMatchObject({ message: 'enough' });
    expect(await heard(chinese)).toMatchObject({ kind: 'speech' });
  });

  it('takes what is asked at once one after the other', async () => {
    const [first, second] = await Promise.all([heard(chinese), heard(recordingSamples('en-jfk.wav'))]);
    expect([first, second]).toMatchObject([{ language: 'zh' }, { language: 'en' }]);
  });
});

describe('the resident speech program', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doorline-speech-test-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** The engine on a script in the program's place. */
  async function withScript(name: string, script: string, limitMs = 60_000): Promise<SpeechToText> {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o700 });
    const speech = openSpeech({ engine: 'whisper', threads: 2, log, program: path, limitMs: () => limitMs });
    if (!speech) throw new Error('The engine is off');
    return speech;
  }
  const heard = (speech: SpeechToText, samples = chinese) => speech.transcribe({ samples, language: null }, never);

  it('killed in the middle of a note fails that note and reads the next', async () => {
    const pidFile = join(folder, 'pid');
    const speech = await withScript('remembered.sh', `echo $$ >'${pidFile}'\nexec '${program}' "$@"`);
    await heard(speech);
    const killed = Number(await readFile(pidFile, 'utf8'));
    const long = new Int16Array(chinese.length * 12);
    for (let i = 0; i < 12; i++) long.set(chinese, i * chinese.length);
    const reading = failure(heard(speech, long));
    setTimeout(() => process.kill(killed, 'SIGKILL'), 200);
    expect(await reading).toBe('engine_failed');
    expect(await heard(speech)).toMatchObject({ kind: 'speech' });
    expect(Number(await readFile(pidFile, 'utf8'))).not.toBe(killed);

    const living = Number(await readFile(pidFile, 'utf8'));
    await speech.close();
    await speech.close();
    expect(() => process.kill(living, 0)).toThrow('ESRCH');
    expect(await failure(heard(speech))).toBe('engine_failed');
  });

  it('killed beside another one fails its own note alone', async () => {
    const pidFile = join(folder, 'pids');
    const path = join(folder, 'two.sh');
    await writeFile(path, `#!/bin/sh\necho $$ >>'${pidFile}'\nexec '${program}' "$@"\n`, { mode: 0o700 });
    const speech = openSpeech({ engine: 'whisper', threads: 1, workers: 2, log, program: path });
    if (!speech) throw new Error('The engine is off');
    expect(speech.workers).toBe(2);
    await Promise.all([heard(speech), heard(speech)]);
    const pids = (await readFile(pidFile, 'utf8')).trim().split('\n').map(Number);
    expect(pids).toHaveLength(2);
    const reading = Promise.allSettled([heard(speech), heard(speech)]);
    // Stopped, both have a note and neither can have ended it; then one of them goes on.
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    process.kill(pids[0] ?? 0, 'SIGKILL');
    process.kill(pids[1] ?? 0, 'SIGCONT');
    expect((await reading).map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await Promise.all([heard(speech), heard(speech)])).toMatchObject([{ kind: 'speech' }, { kind: 'speech' }]);
    expect((await readFile(pidFile, 'utf8')).trim().split('\n')).toHaveLength(3);
    await speech.close();
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('that hangs is replaced', async () => {
    const hung = join(folder, 'hung');
    const script = `[ -e '${hung}' ] && exec '${program}' "$@"\n: >'${hung}'\necho '{"ready":true}'\nexec sleep 60`;
    const speech = await withScript('hangs.sh', script, 4000);
    expect(await failure(heard(speech))).toBe('timed_out');
    expect(await heard(speech)).toMatchObject({ kind: 'speech' });
    await speech.close();
  });

  it('that answers rubbish fails the note', async () => {
    const speech = await withScript(
      'rubbish.sh',
      `echo '{"ready":true}'\nhead -c 100 >/dev/null\necho rubbish\nexec sleep 60`,
    );
    expect(await failure(heard(speech))).toBe('engine_failed');
    await speech.close();
  });

  it('that cannot start fails each note and nothing else', async () => {
    const absent = openSpeech({ engine: 'whisper', threads: 1, log, program: join(folder, 'absent') });
    if (!absent) throw new Error('The engine is off');
    expect(await failure(heard(absent))).toBe('engine_failed');
    expect(await failure(heard(absent))).toBe('engine_failed');
    await absent.close();
    const ends = await withScript('ends.sh', 'exit 3');
    expect(await failure(heard(ends))).toBe('engine_failed');
    await ends.close();
  });

  it.each([19, 23, 24.4, 26, 27.4, 28.9, 29.1, 30, 45])('reads a note of %d s', async (seconds) => {
    const speech = openSpeech({ engine: 'whisper', threads: 2, log });
    if (!speech) throw new Error('The engine is off');
    const jfk = recordingSamples('en-jfk.wav');
    const note = new Int16Array(seconds * SPEECH_RATE);
    note.set(jfk.subarray(0, note.length));
    const result = await heard(speech, note);
    expect(result.kind === 'speech' && result.text.toLowerCase()).toContain('ask what you can do for your country');
    await speech.close();
  });

  it('reads a whole minute, over the end of a window', async () => {
    const speech = openSpeech({ engine: 'whisper', threads: 2, log });
    if (!speech) throw new Error('The engine is off');
    const jfk = recordingSamples('en-jfk.wav');
    const minute = new Int16Array(60 * SPEECH_RATE);
    for (let at = 0; at + jfk.length <= minute.length; at += jfk.length) minute.set(jfk, at);
    const result = await heard(speech, minute);
    const times = result.kind === 'speech' ? result.text.split(/fellow Americans/i).length - 1 : 0;
    expect(times).toBeGreaterThanOrEqual(4);
    expect(times).toBeLessThanOrEqual(6);
    await speech.close();
  });
});

it('is off where the settings say so', () => {
  expect(openSpeech({ engine: 'off', threads: 1, log })).toBeNull();
});
