import { describe, expect, it } from 'vitest';
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
function scripted(recognise: SpeechEngine['recognise'], wholeLimitMs = (_recordingMs: number) => 60_000) {
  const engine: SpeechEngine = { recognise, close: () => Promise.resolve() };
  return transcriber(engine, { workers: 1, wholeLimitMs, readsAhead: true });
}

const said =
  'ask not what your country can do for you, ask what you can do for your country, and so on and so forth, my fellow Americans';

it('a recording as a whole has a time limit, though each of its stretches keeps its own', async () => {
  let stretches = 0;
  const slow = scripted(
    (_, signal) => {
      stretches += 1;
      if (stretches === 1) return Promise.resolve({ text: said, language: 'en', doubts: sure });
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('Given up'))));
    },
    () => 300,
  );
  await expect(slow.transcribe(minute, never)).rejects.toMatchObject({ name: 'SpeechError', reason: 'timed_out' });
});

it.each([1, 2, 3])('a recording whose end is %d samples after a millisecond is read too', async (more) => {
  const clear = scripted(
    () => Promise.resolve({ text: said, language: 'en', doubts: sure }),
    (recordingMs) => 60_000 + 4 * recordingMs,
  );
  const samples = minute.samples.slice(0, 10 * SPEECH_RATE + more);
  expect(await clear.transcribe({ samples, language: null }, never)).toMatchObject({ kind: 'speech' });
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
    return Promise.resolve({ text: seconds > 13 ? 'And so.' : said, language: 'en', doubts: sure });
  });
  const result = await forgetful.transcribe(minute, never);
  expect(result.kind === 'speech' && result.text.split('fellow Americans')).toHaveLength(8);
  expect(lengths).toHaveLength(10);
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

describe('a recording that is read ahead', () => {
  const hints = { language: null, words: ['Wang Fang'] };
  const beginning = (seconds: number): SpeechInput => ({
    samples: minute.samples.slice(0, seconds * SPEECH_RATE),
    ...hints,
  });
  const whole = { samples: minute.samples, ...hints };

  /** An engine that notes what it is asked for, in seconds. */
  function listening(fails = false) {
    const lengths: number[] = [];
    const speech = scripted(({ samples }: Stretch) => {
      lengths.push(samples.length / SPEECH_RATE);
      if (fails && lengths.length === 1) return Promise.reject(new Error('The engine died'));
      return Promise.resolve({ text: said, language: 'en', doubts: sure });
    });
    return { speech, lengths };
  }

  it('has the same text, and only its end is left for when it is whole', async () => {
    const plain = listening();
    const text = await plain.speech.transcribe(whole, never);
    const { speech, lengths } = listening();
    for (const seconds of [10, 24, 29, 41, 58]) await speech.readAhead?.(beginning(seconds), never);
    expect(lengths).toEqual(plain.lengths.slice(0, -1));
    expect(await speech.transcribe(whole, never)).toEqual(text);
    expect(lengths).toEqual(plain.lengths);
  });

  it('is read again where its hints have changed, where it failed, and the second time', async () => {
    const { speech, lengths } = listening(true);
    await expect(speech.readAhead?.(beginning(24), never)).rejects.toThrow('The engine died');
    await speech.readAhead?.(beginning(24), never);
    expect(lengths).toHaveLength(2);
    const all = (await speech.transcribe({ ...whole, language: 'en' }, never), lengths.length - 2);
    await speech.transcribe(whole, never);
    expect(lengths).toHaveLength(2 + all + all - 1);
    await speech.transcribe(whole, never);
    expect(lengths).toHaveLength(2 + all + all - 1 + all);
  });

  it('waits for what is being read', async () => {
    const answer = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    let stretches = 0;
    const slow = scripted(async () => {
      stretches += 1;
      asked.resolve();
      await answer.promise;
      return { text: said, language: 'en', doubts: sure };
    });
    const reading = slow.readAhead?.(beginning(24), never);
    await asked.promise;
    const transcribed = slow.transcribe(beginning(24), never);
    answer.resolve();
    await reading;
    expect(await transcribed).toMatchObject({ kind: 'speech' });
    expect(stretches).toBe(2);
  });
});
