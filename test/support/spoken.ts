import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wavFile } from '../../media/audio/wav-file.ts';
import { SPEECH_RATE, type SpeechToText } from '../../media/speech-to-text.ts';
import { type Errors, errorsBetween } from './error-rate.ts';
import { recordingSamples, silence, type RecordingName } from './recordings.ts';

/** What a phone says over and over, and how it is judged at the other end. */
export interface Spoken {
  readonly language: 'en' | 'zh';
  /** For the fake microphone. */
  readonly file: string;
  /** From one beginning to the next. */
  readonly seconds: number;
  readonly sentences: readonly { readonly text: string; readonly samples: Int16Array }[];
}

/** Our recordings and what is said in them. */
export const sentences: Record<Spoken['language'], [`${string}.wav` & RecordingName, string][]> = {
  en: [
    [
      'en-jfk.wav',
      'And so, my fellow Americans, ask not what your country can do for you, ask what you can do for your country.',
    ],
    [
      'en-librispeech.wav',
      'It was the first great sorrow of his life; it was not so much the loss of the cotton itself, but the fantasy, the hopes, the dreams built around it.',
    ],
  ],
  zh: [['zh-aishell-guangzhou.wav', '广州市房地产中介协会分析']],
};

/** Between two sentences: longer than any pause within one. s */
const PAUSE_S = 1.5;

/** Real speech in a file of the folder, sentence after sentence. */
export async function spokenFile(folder: string, language: Spoken['language']): Promise<Spoken> {
  const said = sentences[language].map(([name, text]) => ({ text, samples: recordingSamples(name) }));
  const samples = joined(said.flatMap((sentence) => [sentence.samples, silence(PAUSE_S)]));
  const file = join(folder, `spoken-${language}.wav`);
  await writeFile(file, wavFile(samples));
  return { language, file, seconds: samples.length / SPEECH_RATE, sentences: said };
}

/** Of full scale over 20 ms: quieter stretches of a recording are its pauses. */
const QUIET = 0.02;

/** Real speech whose pauses are cut out: to be silent is to be gone. */
export async function steadySpeechFile(folder: string): Promise<string> {
  const samples = recordingSamples('en-jfk.wav');
  const step = SPEECH_RATE / 50;
  const loud: Int16Array[] = [];
  for (let at = 0; at + step <= samples.length; at += step) {
    const part = samples.subarray(at, at + step);
    if (Math.hypot(...part) / Math.sqrt(step) / 32_768 > QUIET) loud.push(part);
  }
  const file = join(folder, 'steady-speech.wav');
  await writeFile(file, wavFile(joined(loud)));
  return file;
}

/**
 * Understands what was heard, each sentence that is in it as a whole by itself, and counts what is wrong. Where a sentence
 * lies is found by its loudness over time, so that one of which no word is left counts too.
 */
export async function errorsOf(heard: Int16Array, spoken: Spoken, speech: SpeechToText): Promise<Errors> {
  const found = spoken.sentences.flatMap(({ text, samples }) =>
    placesOf(samples, heard, spoken.seconds).map((at) => ({ text, at, length: samples.length })),
  );
  if (found.length === 0) throw new Error('No sentence was heard as a whole: listen for longer');
  let [wrong, said] = [0, 0];
  for (const { text, at, length } of found) {
    const margin = SPEECH_RATE / 2;
    const samples = heard.slice(Math.max(0, at - margin), at + length + margin);
    const result = await speech.transcribe({ samples, language: spoken.language }, AbortSignal.timeout(60_000));
    const errors = errorsBetween(text, result.kind === 'speech' ? result.text : '', spoken.language);
    said += errors.said;
    wrong += errors.wrong;
  }
  return { wrong, said };
}

/** Loudness is looked at in steps of so many samples: 20 ms. */
const STEP = SPEECH_RATE / 50;

/** Every place where the sentence lies in what was heard as a whole; it comes once in `period` seconds. Samples. */
function placesOf(sentence: Int16Array, heard: Int16Array, period: number): number[] {
  const [wanted, all] = [loudness(sentence), loudness(heard)];
  const likeness = (at: number) => correlation(wanted, all.subarray(at, at + wanted.length));
  const places = Array.from({ length: Math.max(0, all.length - wanted.length + 1) }, (_, at) => at);
  const best = places.reduce((most, at) => (likeness(at) > likeness(most) ? at : most), 0);
  const around = (middle: number) =>
    places
      .filter((at) => Math.abs(at - middle) <= 25)
      .reduce((most, at) => (likeness(at) > likeness(most) ? at : most), middle);
  const step = (period * SPEECH_RATE) / STEP;
  const found: number[] = [];
  for (let middle = best % step; middle < places.length; middle += step) found.push(around(Math.round(middle)) * STEP);
  return found;
}

const loudness = (samples: Int16Array): Float64Array =>
  Float64Array.from({ length: Math.floor(samples.length / STEP) }, (_, index) =>
    Math.hypot(...samples.subarray(index * STEP, (index + 1) * STEP)),
  );

/** Pearson's, -1 to 1; 0 where one of the two is flat. */
function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [together, ofA, ofB] = [0, 0, 0];
  for (let at = 0; at < a.length; at += 1) {
    const [x, y] = [(a[at] ?? 0) - meanA, (b[at] ?? 0) - meanB];
    together += x * y;
    ofA += x * x;
    ofB += y * y;
  }
  return ofA === 0 || ofB === 0 ? 0 : together / Math.sqrt(ofA * ofB);
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
