import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SPEECH_RATE, type SpeechToText } from '../../media/speech-to-text.ts';
import { openSpeech } from '../../media/speech/open-speech.ts';
import { errorsBetween } from '../support/error-rate.ts';
import { clipped, far, inNoise, quiet, whispered } from '../support/harder-speech.ts';
import { recordingSamples, silence } from '../support/recordings.ts';
import { sounds } from '../support/sounds.ts';
import { sentences } from '../support/spoken.ts';

const log = { warn: () => {} };
const never = new AbortController().signal;

let speech: SpeechToText;
beforeAll(() => {
  const opened = openSpeech({ engine: 'whisper', threads: 2, log });
  if (!opened) throw new Error('The engine is off');
  speech = opened;
});
afterAll(() => speech.close());
const heard = (samples: Int16Array, words: readonly string[] = []) =>
  speech.transcribe({ samples, language: null, words }, never);

function joined(...parts: Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

describe('where nobody speaks', () => {
  it.each(sounds)('has no words for $name', async ({ samples }) => {
    expect(await heard(samples)).toEqual({ kind: 'no_speech' });
  });

  it.each(sounds)('has no words for $name from afar, nor any name of the line', async ({ samples }) => {
    expect(await heard(quiet(samples), ['王芳', '阳光花园', 'Roosevelt'])).toEqual({ kind: 'no_speech' });
  });

  // Whisper has words for each of these, and believes them.
  it.each([
    ['a siren', 'clicks'],
    ['rain', 'a lorry going backwards'],
    ['white noise', 'a lorry going backwards'],
    ['a fan', 'a barking dog'],
    ['a car horn', 'a door bell'],
    ['the keys of a lift', 'knocks at a door'],
    ['passing traffic', 'a band'],
    ['wind at the microphone', 'an engine that starts'],
  ])('has no words for %s and %s at once', async (one, other) => {
    const samples = sounds.find(({ name }) => name === one)?.samples ?? silence(1);
    expect(await heard(inNoise(samples, other, 0))).toEqual({ kind: 'no_speech' });
  });

  it('has no words for a minute of nothing, nor of a street', async () => {
    const street = sounds.find(({ name }) => name === 'passing traffic')?.samples ?? silence(1);
    const minute = Int16Array.from({ length: 60 * SPEECH_RATE }, (_, i) => street[i % street.length] ?? 0);
    expect(await heard(silence(60))).toEqual({ kind: 'no_speech' });
    expect(await heard(minute)).toEqual({ kind: 'no_speech' });
  });
});

const english = sentences.en;
const chinese = sentences.zh;

/** Share of words or characters that are wrong. */
async function wrongShare(text: string, samples: Int16Array, language: 'en' | 'zh', words: readonly string[] = []) {
  const result = await heard(samples, words);
  const { wrong, said } = errorsBetween(text, result.kind === 'speech' ? result.text : '', language);
  return wrong / said;
}

// The bounds are what was measured, and one word or character more.
describe('where somebody speaks', () => {
  it.each([
    ['as it was recorded', (samples: Int16Array) => samples, 0.05],
    ['quietly', quiet, 0.05],
    ['whispering', whispered, 0.1],
    ['too loud for the microphone', clipped, 0.1],
    ['far away', far, 0.1],
    ['beside traffic', (samples: Int16Array) => inNoise(samples, 'passing traffic', 10), 0.1],
    ['over music', (samples: Int16Array) => inNoise(samples, 'a band', 10), 0.1],
  ])('reads English spoken %s', async (_, change, bound) => {
    for (const [name, text] of english)
      expect(await wrongShare(text, change(recordingSamples(name)), 'en'), name).toBeLessThanOrEqual(bound);
  });

  it.each([
    ['as it was recorded', (samples: Int16Array) => samples, 0.17],
    ['too loud for the microphone', clipped, 0.25],
    ['far away', far, 0.34],
    // 26 dB less leaves a few of its 16 bits.
    ['quietly', quiet, 0.67],
    ['whispering', whispered, 0.67],
  ])('reads Mandarin spoken %s', async (_, change, bound) => {
    for (const [name, text] of chinese)
      expect(await wrongShare(text, change(recordingSamples(name)), 'zh'), name).toBeLessThanOrEqual(bound);
  });

  it('spells what it is given as words of the line', async () => {
    for (const [name, text] of chinese)
      expect(await wrongShare(text, recordingSamples(name), 'zh', ['阳光花园', '房地产中介协会'])).toBe(0);
  });

  it('hears no name that nobody says', async () => {
    const words = ['王芳', '阳光花园', '李师傅', '建国路', 'Roosevelt', 'Mary Smith'];
    for (const [name] of [...english, ...chinese]) {
      const result = await heard(recordingSamples(name), words);
      const text = result.kind === 'speech' ? result.text : '';
      expect(words.filter((word) => text.includes(word))).toEqual([]);
      expect(text).not.toBe('');
    }
  });

  it('reads both languages of one note', async () => {
    const [jfk, zh] = [recordingSamples('en-jfk.wav'), recordingSamples('zh-aishell-guangzhou.wav')];
    const result = await heard(joined(jfk, silence(0.5), zh, silence(0.5), zh, recordingSamples('en-librispeech.wav')));
    const text = result.kind === 'speech' ? result.text.toLowerCase() : '';
    expect(text).toContain('what your country can do for you');
    expect(text.split('协会')).toHaveLength(3);
    expect(text).toContain('the dreams built around it');
  });

  it('reads what is said again and again', async () => {
    const zh = recordingSamples('zh-aishell-guangzhou.wav');
    const result = await heard(joined(zh, zh, zh, zh, zh, zh));
    expect(result.kind === 'speech' && result.text.split('协会')).toHaveLength(7);
  });
});

describe('the text so far', () => {
  it('grows with a long note, and ends as the text', async () => {
    const long = joined(
      recordingSamples('en-jfk.wav'),
      recordingSamples('en-librispeech.wav'),
      recordingSamples('en-jfk.wav'),
    );
    const told: string[] = [];
    const result = await speech.transcribe({ samples: long, language: null }, never, (text) => told.push(text));
    expect(told.length).toBeGreaterThan(5);
    expect(told[0]?.length).toBeLessThan(60);
    expect(told.at(-1)).toBe(result.kind === 'speech' && result.text);
  });

  it('is not told of a short note', async () => {
    const told: string[] = [];
    await speech.transcribe({ samples: recordingSamples('zh-aishell-guangzhou.wav'), language: null }, never, (text) =>
      told.push(text),
    );
    expect(told).toEqual([]);
  });
});
