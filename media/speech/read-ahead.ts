import { createHash } from 'node:crypto';
import type { Recognised, SpeechEngine, Stretch } from './speech-engine.ts';

/** As long as a note may take from its first word until it is sent, and no longer: these are people's words. */
const KEEP_MS = 120_000;

/** An engine that may be given a stretch before anybody asks for its words. */
export interface ForesightedEngine extends SpeechEngine {
  /**
   * Recognises a stretch that will be asked for, and keeps its words until then, two minutes at most. The same again is done
   * once. Rejects as `recognise`; then nothing is kept.
   */
  foresee(stretch: Stretch, signal: AbortSignal): Promise<Recognised>;
}

/** Gives an engine foresight: who asks for what is foreseen gets it at once, or as soon as it is there. */
export function foresighted(engine: SpeechEngine): ForesightedEngine {
  const foreseen = new Map<string, { recognised: Promise<Recognised>; timer: NodeJS.Timeout }>();

  function forget(key: string): void {
    clearTimeout(foreseen.get(key)?.timer);
    foreseen.delete(key);
  }

  return {
    async foresee(stretch, signal) {
      const key = keyOf(stretch);
      const known = foreseen.get(key);
      if (known) return known.recognised;
      const recognised = engine.recognise(stretch, signal);
      foreseen.set(key, { recognised, timer: setTimeout(() => forget(key), KEEP_MS).unref() });
      try {
        return await recognised;
      } catch (error) {
        forget(key);
        throw error;
      }
    },

    async recognise(stretch, signal) {
      const key = foreseen.size > 0 ? keyOf(stretch) : '';
      const known = foreseen.get(key);
      forget(key);
      const recognised = await known?.recognised.catch(() => null);
      signal.throwIfAborted();
      return recognised ?? engine.recognise(stretch, signal);
    },

    async close() {
      for (const key of foreseen.keys()) forget(key);
      await engine.close();
    },
  };
}

/** The same sound with the same hints has the same words. */
function keyOf({ samples, language, prompt }: Stretch): string {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  return createHash('sha256')
    .update(JSON.stringify([language, prompt]))
    .update(bytes)
    .digest('base64');
}
