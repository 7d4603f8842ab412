import { expect, it } from 'vitest';
import { openAudioCodec } from '../../media/audio/open-audio-codec.ts';
import { transcriber } from '../../media/speech/transcriber.ts';
import { SPEECH_RATE } from '../../media/speech-to-text.ts';
import { mp3Of, recordingSamples } from '../support/recordings.ts';

const never = new AbortController().signal;
const sure = { noSpeech: 0.01, meanLogProbability: -0.1 };
const parts = (['en-librispeech.wav', 'en-jfk.wav', 'zh-aishell-guangzhou.wav'] as const).map(recordingSamples);
const said = `it was the first great sorrow of his life; ${'it was not so much the loss of the cotton itself, '.repeat(3)}`;

/** 58 s of speech, as a page sends it. */
function recorded() {
  const samples = new Int16Array(58 * SPEECH_RATE);
  for (let at = 0, i = 0; at < samples.length; i++) {
    const part = (parts[i % parts.length] ?? samples).subarray(0, samples.length - at);
    samples.set(part, at);
    at += part.length;
  }
  return mp3Of(samples);
}

it('the beginning of an MP3 has the very stretches that the whole has, wherever it is cut off', async () => {
  const codec = openAudioCodec();
  const asked: number[] = [];
  const engine = transcriber(
    {
      async recognise({ samples }) {
        asked.push(samples.length / SPEECH_RATE);
        return { text: said, language: 'en', doubts: sure };
      },
      close: async () => {},
    },
    { workers: 1, wholeLimitMs: () => 60_000, readsAhead: true },
  );
  const mp3 = await recorded();
  for (const bytes of [96_123, 116_001, 137_777, 150_000, 179_999, 200_500, 224_321]) {
    const { samples } = await codec.decode(mp3.subarray(0, bytes));
    await engine.readAhead?.({ samples, language: null }, never);
  }
  const ahead = [...asked];
  expect(ahead.length).toBeGreaterThan(1);
  const { samples } = await codec.decode(mp3);
  expect(await engine.transcribe({ samples, language: null }, never)).toMatchObject({ kind: 'speech' });
  expect(asked.length - ahead.length).toBe(1);
  expect(asked.at(-1)).toBeLessThanOrEqual(23);
  await codec.close();
});
