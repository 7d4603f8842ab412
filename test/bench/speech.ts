import { readFileSync } from 'node:fs';
import { SPEECH_RATE, type SpeechToText } from '../../media/speech-to-text.ts';
import { openSpeech, type SpeechSettings } from '../../media/speech/open-speech.ts';
import { errorsBetween } from '../support/error-rate.ts';
import { recordingSamples } from '../support/recordings.ts';
import { descendants } from '../support/server-process.ts';
import { sentences } from '../support/spoken.ts';
import type { Measurement, Size } from './main.ts';

const sizes = { full: { rounds: 10, notes: 60 }, small: { rounds: 2, notes: 6 } } satisfies Record<Size, object>;
/** whisper-node's program has as many threads as the machine has cores: held to fewer, each note takes a minute. */
const PATIENCE_MS = 400_000;
const THREADS = 2;
/** When the server reads a growing note ahead. */
const AHEAD_FROM_S = 24;
const AHEAD_STEP_S = 5;

const never = new AbortController().signal;
const spoken = Object.entries(sentences).flatMap(([language, list]) =>
  list.map(([name, text]) => ({ name, text, language: language === 'zh' ? ('zh' as const) : ('en' as const) })),
);

function open(settings: Pick<SpeechSettings, 'engine'>): SpeechToText {
  const speech = openSpeech({ ...settings, threads: THREADS, log: { warn: () => {} }, limitMs: () => PATIENCE_MS });
  if (!speech) throw new Error('The engine is off');
  return speech;
}

const inOneLanguage = ['en-librispeech.wav', 'en-jfk.wav'] as const;
const inTwo = ['zh-aishell-guangzhou.wav', ...inOneLanguage] as const;

/** Speech of so many seconds: the recordings one after the other, with the pauses that they have. */
function noteOf(seconds: number, parts: typeof inOneLanguage | typeof inTwo = inOneLanguage): Int16Array {
  const note = new Int16Array(seconds * SPEECH_RATE);
  for (let at = 0, i = 0; at < note.length; i++) {
    const part = recordingSamples(parts[i % parts.length] ?? 'en-jfk.wav').subarray(0, note.length - at);
    note.set(part, at);
    at += part.length;
  }
  return note;
}

const notesToRead = [
  ...[3, 5, 10, 30, 60].map((seconds) => [seconds, inOneLanguage] as const),
  ...[30, 60].map((seconds) => [seconds, inTwo] as const),
];

async function timed(work: () => Promise<unknown>): Promise<number> {
  const at = performance.now();
  await work();
  return performance.now() - at;
}

/** Each recording by one engine: how long it takes, and the share of words or characters that are wrong. */
async function recordings(speech: SpeechToText, engine: string, rounds: number): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  for (const { name, text, language } of spoken) {
    const samples = recordingSamples(name);
    const times: number[] = [];
    const wrong: number[] = [];
    for (let i = 0; i < rounds; i++) {
      times.push(
        await timed(async () => {
          const result = await speech.transcribe({ samples, language: null }, never);
          const errors = errorsBetween(text, result.kind === 'speech' ? result.text : '', language);
          wrong.push((errors.wrong / errors.said) * 100);
        }),
      );
    }
    const note = `${(samples.length / SPEECH_RATE).toFixed(1)} s, model base q8_0, ${THREADS} threads`;
    measured.push(
      { name: `${name} by ${engine}`, unit: 'ms', samples: times, note },
      { name: `its ${language === 'zh' ? 'characters' : 'words'} that are wrong`, unit: '%', samples: wrong, note },
    );
  }
  return measured;
}

/** The speech engine by itself, beside the npm package as it is shipped, on the same recordings. */
export async function run(size: Size): Promise<Measurement[]> {
  const { rounds, notes } = sizes[size];
  const speech = open({ engine: 'whisper' });
  const transcribe = (samples: Int16Array) => speech.transcribe({ samples, language: null }, never);
  await transcribe(noteOf(3)); // the model is loaded, the first note's memory is there
  const measured = await recordings(speech, 'whisper', rounds);

  for (const [seconds, parts] of notesToRead) {
    const note = noteOf(seconds, parts);
    const first: number[] = [];
    const times: number[] = [];
    for (let i = 0; i < rounds; i++) {
      const at = performance.now();
      let heardAt = 0;
      const tell = () => (heardAt ||= performance.now() - at);
      await speech.transcribe({ samples: note, language: null }, never, tell);
      times.push(performance.now() - at);
      if (heardAt > 0) first.push(heardAt);
    }
    const said = parts === inTwo ? 'English and Mandarin in turn' : 'English';
    const conditions = `engine alone, ${said}, no gaps, ${THREADS} threads`;
    measured.push({ name: `a note of ${seconds} s`, unit: 'ms', samples: times, note: conditions });
    if (first.length > 0) measured.push({ name: `its first words`, unit: 'ms', samples: first, note: conditions });
    if (seconds < AHEAD_FROM_S) continue;
    const ahead: number[] = [];
    for (let i = 0; i < rounds; i++) {
      // As the server does while it is spoken.
      for (let s = AHEAD_FROM_S; s < seconds; s += AHEAD_STEP_S)
        await speech.readAhead?.({ samples: note.slice(0, s * SPEECH_RATE), language: null }, never);
      ahead.push(await timed(() => transcribe(note)));
    }
    measured.push({ name: 'it, read ahead while it was spoken', unit: 'ms', samples: ahead, note: conditions });
  }

  const short = noteOf(5);
  const tookMs = await timed(() => Promise.all(Array.from({ length: notes }, () => transcribe(short))));
  measured.push({
    name: 'notes of 5 s, one after the other',
    unit: '/s',
    samples: [(notes * 1000) / tookMs],
    note: `${notes} at once, 1 worker of ${THREADS} threads`,
  });
  measured.push({
    name: 'memory of the worker, at most',
    unit: 'MB',
    samples: workersPeaksMb(),
    note: 'after all of these',
  });
  await speech.close();

  const packaged = open({ engine: 'whisper-node' });
  await packaged.transcribe({ samples: short, language: null }, never); // it builds its program
  measured.push(...(await recordings(packaged, 'whisper-node', rounds)));
  await packaged.close();
  return measured;
}

/** The most memory that each speech worker of this process ever had. */
const workersPeaksMb = (): number[] =>
  descendants(process.pid)
    .map((pid) => readFileSync(`/proc/${pid}/status`, 'utf8'))
    .filter((status) => status.startsWith('Name:\tspeech-worker'))
    .map((status) => Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1000);
