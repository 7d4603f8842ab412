import { join } from 'node:path';
import type { SpeechToText } from '../speech-to-text.ts';
import type { SpeechEngine } from './speech-engine.ts';
import { tidyText } from './tidy-text.ts';
import { openVoiceActivity } from './voice-activity.ts';
import { openWhisperNode } from './whisper-node.ts';
import { openWhisperWorker } from './whisper-worker.ts';

const root = join(import.meta.dirname, '../..');
const model = join(root, 'media/models/ggml-base-q8_0.bin');
/**
 * Keeps whisper at simplified script, and names the things that it would otherwise spell by sound. One natural sentence: a
 * bare list of the same words made it loop.
 */
const prompts = { zh: '以下是普通话的句子，说的是快递、驿站、取件码、丰巢和门卫。', en: '' };

export interface SpeechSettings {
  readonly engine: 'whisper' | 'whisper-node' | 'off';
  readonly threads: number;
  readonly log: { warn(details: object, message: string): void };
  /** The resident program; another one in tests of its faults. */
  readonly program?: string;
  /** Longest wait for a note of so many ms; a test has less patience. */
  readonly limitMs?: (noteMs: number) => number;
}

/** The engine that the settings name, loading from now on; null where they turn it off. */
export function openSpeech(settings: SpeechSettings): SpeechToText | null {
  const { engine, threads, log } = settings;
  switch (engine) {
    case 'off':
      return null;
    case 'whisper':
      return checked(
        openWhisperWorker({
          program: settings.program ?? join(root, '.build/native/speech-worker'),
          model,
          threads,
          prompts,
          log,
          // 60 s take 3 s on two cores of 2024; a machine ten times slower still gets there.
          limitMs: settings.limitMs ?? ((noteMs) => 15_000 + noteMs),
        }),
      );
    case 'whisper-node':
      return checked(
        openWhisperNode({
          model,
          package: join(root, 'node_modules/whisper-node'),
          folder: join(root, '.build/whisper-node'),
          // It loads the model for each note and always encodes 30 s.
          limitMs: settings.limitMs ?? ((noteMs) => 60_000 + 2 * noteMs),
        }),
      );
  }
}

/** Only recordings with a voice in them reach the engine, which would invent words for the others. */
function checked(engine: SpeechEngine): SpeechToText {
  const voice = openVoiceActivity();
  voice.catch(() => {}); // told to whoever asks
  return {
    async transcribe({ samples, language }, signal) {
      if (!(await voice)(samples)) return { kind: 'no_speech' };
      const recognised = await engine.recognise(samples, language, signal);
      const text = recognised.doubtful ? '' : await tidyText(recognised.text, recognised.language);
      return text === '' ? { kind: 'no_speech' } : { kind: 'speech', text, language: recognised.language };
    },
    close: () => engine.close(),
  };
}
