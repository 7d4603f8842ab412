import type { SpeechEngine } from './speech-engine.ts';

/** Several engines as one: each stretch goes to the one that has least to do. */
export function poolOf(engines: readonly SpeechEngine[]): SpeechEngine {
  const places = engines.map((engine) => ({ engine, busy: 0 }));
  return {
    async recognise(stretch, signal) {
      const place = places.reduce((least, one) => (one.busy < least.busy ? one : least));
      place.busy++;
      try {
        return await place.engine.recognise(stretch, signal);
      } finally {
        place.busy--;
      }
    },
    async close() {
      await Promise.all(engines.map((engine) => engine.close()));
    },
  };
}
