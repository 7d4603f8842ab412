import { expect, it } from 'vitest';
import { SPEECH_RATE, type SpeechInput } from '../../media/speech-to-text.ts';
import type { SpeechEngine, Stretch } from '../../media/speech/speech-engine.ts';
import { transcriber } from '../../media/speech/transcriber.ts';
import { recordingSamples } from '../support/recordings.ts';

const never = new AbortController().signal;
const sure = { noSpeech: 0.01, meanLogProbability: -0.1 };
const jfk = recordingSamples('en-jfk.wav');
const minute: SpeechInput = {
  samples: Int16Array.from({ length: 60 * SPEECH_RATE }, (_, i) => jfk[i % jfk.length] ?? 0),
  language: null,
};

/** An engine that says what it is told to: real ones do not fail at will. */
function scripted(recognise: SpeechEngine['recognise'], wholeLimitMs = 60_000) {
  const engine: SpeechEngine = { recognise, close: () => Promise.resolve() };
  return transcriber(engine, { workers: 1, wholeLimitMs: () => wholeLimitMs });
}

const said =
  'ask not what your country can do for you, ask what you can do for your country, and so on and so forth, my fellow Americans';

it('a recording as a whole has a time limit, though each of its stretches keeps its own', async () => {
  let stretches = 0;
  const slow = scripted((_, signal) => {
    stretches += 1;
    if (stretches === 1) return Promise.resolve({ text: said, language: 'en', doubts: sure });
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('Given up'))));
  }, 300);
  await expect(slow.transcribe(minute, never)).rejects.toMatchObject({ name: 'SpeechError', reason: 'timed_out' });
});

it('who gives up is told their own reason', async () => {
  const giveUp = new AbortController();
  const asked = Promise.withResolvers<void>();
  const waiting = scripted((_, signal) => {
    asked.resolve();
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  }).transcribe(minute, giveUp.signal);
  await asked.promise;
  giveUp.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});

it('a stretch whose text is far too short is read again in halves, and what has more words counts', async () => {
  const lengths: number[] = [];
  const forgetful = scripted(({ samples }: Stretch) => {
    const seconds = samples.length / SPEECH_RATE;
    lengths.push(seconds);
    return Promise.resolve({ text: seconds > 15 ? 'And so.' : said, language: 'en', doubts: sure });
  });
  const result = await forgetful.transcribe(minute, never);
  expect(result.kind === 'speech' && result.text.split('fellow Americans')).toHaveLength(7);
  expect(lengths).toHaveLength(9);
});

it('one failed stretch fails the recording: a part of a note would be taken for all of it', async () => {
  let stretches = 0;
  const dying = scripted(() => {
    stretches += 1;
    if (stretches === 2) return Promise.reject(new Error('The engine died'));
    return Promise.resolve({ text: said, language: 'en', doubts: sure });
  });
  const told: string[] = [];
  await expect(dying.transcribe(minute, never, (text) => told.push(text))).rejects.toThrow('The engine died');
  expect(told).toEqual([said]);
});

it('the text so far has no credits of films, and says nothing after the end', async () => {
  let late: (() => void) | null = null;
  const told: string[] = [];
  const chatty = scripted(({ onPartial }) => {
    onPartial?.('Thank you for watching.');
    onPartial?.('ask not what your country');
    late = () => onPartial?.('ask not');
    return Promise.resolve({ text: said, language: 'en', doubts: sure });
  });
  await chatty.transcribe(minute, never, (text) => told.push(text));
  const before = told.length;
  (late as (() => void) | null)?.();
  await Promise.resolve();
  expect(told.join(' ')).not.toContain('watching');
  expect(told).toHaveLength(before);
});
