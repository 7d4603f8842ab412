import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SpeechError, type SpeechInput, type SpeechToText } from '../../media/speech-to-text.ts';
import { openSpeech } from '../../media/speech/open-speech.ts';
import { freePort } from '../support/free-port.ts';
import { recordingSamples } from '../support/recordings.ts';
import { type Answering, type SpeechServer, startSpeechServer } from '../support/speech-server.ts';

const chinese = recordingSamples('zh-aishell-guangzhou.wav');
const never = new AbortController().signal;
const sure = { avg_logprob: -0.2, no_speech_prob: 0.01 };

let server: SpeechServer;
let speech: SpeechToText;
let limitMs: number;
let warnings: string[];
beforeEach(async () => {
  limitMs = 20_000;
  warnings = [];
  server = await startSpeechServer();
  speech = open(server.url);
});
afterEach(async () => {
  await speech.close();
  await server[Symbol.asyncDispose]();
});

function open(url: string, model = 'whisper-1'): SpeechToText {
  const opened = openSpeech({
    engine: 'http',
    threads: 1,
    workers: 2,
    server: { url, key: 'a key', model },
    log: { warn: (details) => warnings.push(JSON.stringify(details)) },
    limitMs: () => limitMs,
  });
  if (!opened) throw new Error('The engine is off');
  return opened;
}

const says =
  (answer: object, status = 200, headers: Record<string, string> = {}): Answering =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(answer));
const heard = (more: Partial<SpeechInput> = {}) =>
  speech.transcribe({ samples: chinese, language: null, ...more }, never);
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (error: unknown) => (error instanceof SpeechError ? error.reason : error),
  );

describe('a speech server', () => {
  it('is sent the recording as a WAV file, the key, the language and the names of the line', async () => {
    server.answering = says({ text: '我到了', language: 'chinese', segments: [{ text: '我到了', ...sure }] });
    expect(await heard({ language: 'zh', words: ['阳光花园'] })).toEqual({
      kind: 'speech',
      text: '我到了',
      language: 'zh',
    });
    const [{ key, form } = { key: '', form: new FormData() }] = server.asked;
    expect(key).toBe('Bearer a key');
    const fields = Object.fromEntries([...form].filter(([name]) => name !== 'file'));
    expect(fields).toEqual({
      model: 'whisper-1',
      response_format: 'verbose_json',
      temperature: '0',
      language: 'zh',
      prompt: expect.stringContaining('阳光花园'),
    });
    const file = form.get('file');
    expect(file instanceof Blob && file.size).toBe(44 + chinese.byteLength);
  });

  it('has as long as the settings give it for a recording of any length', async () => {
    const patient = openSpeech({
      engine: 'http',
      threads: 1,
      server: { url: server.url, key: null, model: 'whisper-1' },
      log: { warn: () => {} },
    });
    server.answering = says({ text: '我到了' });
    const samples = Int16Array.from([...chinese, 0, 0, 0]);
    expect(await patient?.transcribe({ samples, language: 'zh' }, never)).toMatchObject({ text: '我到了' });
    await patient?.close();
  });

  it('is asked for plain JSON where its model knows no other, without a language that nobody knows', async () => {
    await speech.close();
    speech = open(server.url, 'gpt-4o-mini-transcribe');
    server.answering = says({ text: 'I am here.' });
    expect(await heard()).toEqual({ kind: 'speech', text: 'I am here.', language: 'en' });
    const fields = Object.fromEntries(server.asked[0]?.form ?? []);
    expect(fields).toMatchObject({ model: 'gpt-4o-mini-transcribe', response_format: 'json' });
    expect(Object.keys(fields)).not.toContain('language');
    expect(Object.keys(fields)).not.toContain('prompt');
  });

  it('that refuses the key is told of in the log, and nothing else is', async () => {
    server.answering = says({ text: '我到了', key: 'a key' }, 401);
    expect(await failure(heard({ words: ['阳光花园'] }))).toBe('engine_failed');
    expect(warnings).toEqual(['{"reason":"The speech server answered 401 (see DOORLINE_SPEECH_KEY)"}']);
  });

  it('that doubts its words is not believed', async () => {
    const segments = [{ text: '谢谢', avg_logprob: -0.9, no_speech_prob: 0.8 }];
    server.answering = says({ text: '谢谢', segments });
    expect(await heard()).toEqual({ kind: 'no_speech' });
  });

  it('works on several notes at a time', async () => {
    const waiting: (() => void)[] = [];
    server.answering = (response, nth) => {
      waiting.push(() => says({ text: '我到了' })(response, nth));
      if (waiting.length === 2) for (const answer of waiting) answer();
    };
    expect(speech.workers).toBe(2);
    expect(await Promise.all([heard(), heard()])).toMatchObject([{ kind: 'speech' }, { kind: 'speech' }]);
  });

  it.each([429, 503])('that answers %d is asked once more, after the time that it names', async (status) => {
    server.answering = (response, nth) =>
      nth === 0 ? says({}, status, { 'retry-after': '0.05' })(response, nth) : says({ text: '我到了' })(response, nth);
    expect(await heard()).toMatchObject({ kind: 'speech' });
    server.answering = says({}, status, { 'retry-after': '0' });
    expect(await failure(heard())).toBe('engine_failed');
    expect(server.asked).toHaveLength(4);
  });

  it.each([
    ['wants to be left alone for an hour', says({}, 429, { 'retry-after': '3600' })],
    ['names a date', says({}, 429, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' })],
    ['does not know the key', says({ error: 'who are you?' }, 401)],
    ['is broken', says({}, 500)],
    ['sends us elsewhere', says({}, 307, { location: 'http://127.0.0.1:9/' })],
    ['tells of an error as if it were none', says({ error: 'failed to read WAV file' })],
    ['answers rubbish', (response) => response.end('<html>')],
    ['answers nothing', (response) => response.end()],
    ['hangs up', (response) => response.destroy()],
    [
      'breaks off',
      (response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"text":"我', () => response.destroy());
      },
    ],
    [
      'never ends',
      (response) => {
        const more = () => response.writable && response.write(' '.repeat(100_000), more);
        more();
      },
    ],
  ] satisfies [string, Answering][])('that %s fails the note, and reads the next', async (_, answering) => {
    server.answering = answering;
    expect(await failure(heard())).toBe('engine_failed');
    expect(server.asked).toHaveLength(1);
    server.answering = says({ text: '我到了' });
    expect(await heard()).toMatchObject({ kind: 'speech' });
  });

  it.each([
    ['says nothing', () => undefined],
    ['goes silent in the middle', (response) => response.writeHead(200).write('{"text":')],
    ['asks for more patience than there is', says({}, 429, { 'retry-after': '10' })],
  ] satisfies [string, Answering][])('that %s is given up in time', async (_, answering) => {
    limitMs = 100;
    server.answering = answering;
    expect(await failure(heard())).toBe('timed_out');
    limitMs = 20_000;
    server.answering = says({ text: '我到了' });
    expect(await heard()).toMatchObject({ kind: 'speech' });
  });

  it('that is not there fails each note', async () => {
    await speech.close();
    speech = open(`http://127.0.0.1:${await freePort()}/v1/audio/transcriptions`);
    expect(await failure(heard())).toBe('engine_failed');
  });

  it('is asked nothing any more once the engine is closed, nor after who waited gave up', async () => {
    server.answering = () => undefined;
    const giveUp = new AbortController();
    const given = failure(speech.transcribe({ samples: chinese, language: null }, giveUp.signal));
    giveUp.abort(new Error('enough'));
    expect(await given).toMatchObject({ message: 'enough' });
    const asked = failure(heard());
    await speech.close();
    expect(await asked).toBe('engine_failed');
    expect(await failure(heard())).toBe('engine_failed');
  });
});
