/**
 * Speaks the sentences of `sentences.jsonl` by synthetic voices, in the noise of a street, to the speech engine, and
 * writes what it heard, one line of JSON for each: `node test/spoken/main.ts [ID...] > heard.jsonl`. Voice, speed, noise
 * and loudness follow from the sentence's place in the file, so that a run on the same engine says the same again.
 * Needs Debian's packages espeak-ng, flite and sox.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { openSpeech } from '../../media/speech/open-speech.ts';
import { SPEECH_RATE } from '../../media/speech-to-text.ts';
import { inNoise } from '../support/harder-speech.ts';

const Sentence = v.strictObject({ id: v.string(), language: v.picklist(['zh', 'en']), text: v.string() });
type Sentence = v.InferOutput<typeof Sentence>;

/** A busy machine may take its time: a sentence left out would change the result. */
const PATIENCE_MS = 900_000;

const mandarin = 'cmn-latn-pinyin';
/** Programs that speak the text of their standard input, or of `text`, into `file`. */
type Voice = (text: string, file: string) => readonly [program: string, options: readonly string[], input: string];
const espeak =
  (voice: string, wordsPerMinute: number): Voice =>
  (text, file) => ['espeak-ng', ['-v', voice, '-s', String(wordsPerMinute), '-a', '60', '-w', file, '--stdin'], text];
const flite =
  (voice: string, stretch: number): Voice =>
  (text, file) => ['flite', ['-voice', voice, '--setf', `duration_stretch=${stretch}`, '-t', text, '-o', file], ''];

/** Of espeak's Mandarin only these two voices are understood at all. */
const voices = {
  zh: [espeak(`${mandarin}+Annie`, 150), espeak(`${mandarin}+f3`, 150), espeak(`${mandarin}+Annie`, 140)],
  en: [flite('slt', 0.95), flite('rms', 0.9), flite('awb', 1), espeak('en-gb-scotland', 165), flite('kal16', 1)],
} satisfies Record<Sentence['language'], readonly Voice[]>;

/** Noises of `sounds.ts`, and how much weaker than the voice they are, dB; null is a quiet room. */
const places = {
  zh: [null, ['passing traffic', 20], null, ['rain', 25]],
  en: [
    ['passing traffic', 4],
    ['rain', 2],
    ['horns in traffic', 0],
    ['wind at the microphone', 2],
    null,
    ['a band', 3],
  ],
} satisfies Record<Sentence['language'], readonly (readonly [string, number] | null)[]>;

function nth<Of>(list: readonly Of[], at: number): Of {
  const one = list[at % list.length];
  if (one === undefined) throw new Error('An empty list');
  return one;
}

/** The sentence as a phone would record it: mono samples at `SPEECH_RATE`. */
function spoken({ language, text }: Sentence, place: number, folder: string): Int16Array {
  const [said, file] = [join(folder, 'said.wav'), join(folder, 'phone.wav')];
  const [program, options, input] = nth<Voice>(voices[language], place)(text, said);
  execFileSync(program, options, { input });
  execFileSync('sox', ['-D', '-V1', said, '-r', String(SPEECH_RATE), '-c', '1', '-b', '16', file, 'gain', '-n', '-6']);
  const bytes = readFileSync(file);
  const from = bytes.indexOf('data') + 8;
  const clean = new Int16Array(bytes.buffer.slice(bytes.byteOffset + from, bytes.byteOffset + bytes.length));
  const noise = nth<readonly [string, number] | null>(places[language], place);
  return noise === null ? clean : inNoise(clean, ...noise);
}

const wanted = process.argv.slice(2);
const lines = readFileSync(join(import.meta.dirname, 'sentences.jsonl'), 'utf8')
  .trimEnd()
  .split('\n');
const sentences = lines.map((line) => v.parse(Sentence, JSON.parse(line)));
const speech = openSpeech({
  engine: 'whisper',
  threads: 2,
  log: { warn: (details, message) => console.error(message, details) },
  limitMs: () => PATIENCE_MS,
});
if (!speech) throw new Error('There is no speech engine');
const folder = mkdtempSync(join(tmpdir(), 'spoken-'));
try {
  for (const [place, sentence] of sentences.entries()) {
    if (wanted.length > 0 && !wanted.includes(sentence.id)) continue;
    const samples = spoken(sentence, place, folder);
    const heard = await speech.transcribe(
      { samples, language: sentence.language },
      AbortSignal.timeout(4 * PATIENCE_MS),
    );
    console.log(
      JSON.stringify({ id: sentence.id, said: sentence.text, heard: heard.kind === 'speech' ? heard.text : null }),
    );
  }
} finally {
  rmSync(folder, { recursive: true });
  await speech.close();
}
