import * as v from 'valibot';
import type { Language } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';

/** Who reads waits no longer, ms. */
const LIMIT_MS = 10_000;
/** At once, for all: what the operator's service takes more of than it can do waits there and costs both. */
const AT_ONCE = 8;
/** A text of the longest note, in any language and as JSON with everything escaped, is shorter. */
const ANSWER_MAX_BYTES = 64_000;

const Answer = v.object({ text: v.pipe(v.string(), v.trim(), v.minLength(1)) });

/**
 * Asks the operator's service for the words in another language: POST with `{ text, from, to }` as JSON (`from` null where
 * the language is not known), answered 2xx by `{ text }`. Refuses with `unavailable` where it does not answer so within 10 s,
 * and with `too_many` where it is busy.
 */
export type Translate = (text: string, from: Language | null, to: Language) => Promise<string>;

export function openTranslation(url: string): Translate {
  let underWay = 0;

  async function ask(body: string): Promise<string> {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body,
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of response.body ?? []) {
      size += piece.length;
      // Leaving the loop ends the answer.
      if (size > ANSWER_MAX_BYTES) break;
      pieces.push(piece);
    }
    if (!response.ok || size > ANSWER_MAX_BYTES)
      throw new Error(`The translation was answered with ${response.status}`);
    return v.parse(Answer, JSON.parse(Buffer.concat(pieces).toString())).text;
  }

  return async (text, from, to) => {
    if (underWay >= AT_ONCE) throw new RefusedError('too_many', 'Too many translations at once; wait a moment');
    underWay += 1;
    try {
      return await ask(JSON.stringify({ text, from, to }));
    } catch (cause) {
      throw new RefusedError('unavailable', 'The translation does not come now', { cause });
    } finally {
      underWay -= 1;
    }
  };
}
