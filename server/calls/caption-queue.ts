import type { CallId } from '#protocol';
import { SpeechError, type SpeechToText } from '../../media/speech-to-text.ts';
import { FairQueue } from '../fair-queue.ts';
import type { Parts } from '../parts.ts';

/** What still waits after this is no caption of what is being said any more, ms. */
const STALE_MS = 15_000;
/** An engine that took longer for the last one has no time for words that are soon replaced, ms. */
const QUICK_MS = 2000;
/** More would be stale before its turn. */
const WAITING_MAX = 100;

/** `lost`: it came to no turn in time, or the engine failed. */
export type Heard = { readonly kind: 'words'; readonly text: string } | { readonly kind: 'nothing' | 'lost' };

export interface CaptionQueue {
  /** Nobody waits, nothing is being recognised, and the engine is quick. */
  readonly idle: boolean;
  /** What is said in it, mono at 16 kHz; `lost` also where nobody wants it any more when its turn has come. Never rejects. */
  recognise(callId: CallId, samples: Int16Array, isWanted: () => boolean): Promise<Heard>;
  /** What waits is lost. */
  close(): Promise<void>;
}

interface Item {
  readonly samples: Int16Array;
  readonly isWanted: () => boolean;
  readonly since: number;
  readonly done: (heard: Heard) => void;
}

/**
 * Recognises one utterance at a time, the calls in turn. The engine takes what it is asked in the order of asking, and voice
 * notes ask for one at a time too: so where both are busy they take turns, and neither waits for more than one of the other.
 */
export function openCaptionQueue(parts: Pick<Parts, 'clock' | 'report'> & { speech: SpeechToText }): CaptionQueue {
  const { clock, report, speech } = parts;
  const waiting = new FairQueue<Item>(WAITING_MAX);
  const closing = new AbortController();
  const { signal } = closing;
  let working: Promise<void> | null = null;
  let lastMs = 0;

  async function heardIn({ samples, isWanted, since }: Item): Promise<Heard> {
    if (signal.aborted || !isWanted() || clock.now() - since > STALE_MS) return { kind: 'lost' };
    const began = clock.now();
    try {
      const result = await speech.transcribe({ samples, language: null }, signal);
      return result.kind === 'speech' ? { kind: 'words', text: result.text } : { kind: 'nothing' };
    } catch (error) {
      if (!(error instanceof SpeechError) && !signal.aborted) report('captions', error);
      return { kind: 'lost' };
    } finally {
      lastMs = clock.now() - began;
    }
  }

  async function work(): Promise<void> {
    for (let item = waiting.next(); item !== undefined; item = waiting.next()) item.done(await heardIn(item));
    working = null;
  }

  return {
    get idle() {
      return working === null && lastMs < QUICK_MS;
    },
    recognise(callId, samples, isWanted) {
      const { promise, resolve } = Promise.withResolvers<Heard>();
      const taken = !signal.aborted && waiting.push(callId, { samples, isWanted, since: clock.now(), done: resolve });
      if (!taken) return Promise.resolve({ kind: 'lost' });
      working ??= work();
      return promise;
    },
    async close() {
      closing.abort(new Error('The server ends'));
      await working;
    },
  };
}
