import * as v from 'valibot';
import type { Language, LinkId } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';

/** Who reads waits no longer, ms. */
const LIMIT_MS = 10_000;
/** At once, for all: what the operator's service takes more of than it can do waits there and costs both. */
const AT_ONCE = 8;
/** At once, for one link: a page asks for one at a tap. */
const AT_ONCE_EACH = 2;
/** A text of the longest note, in any language and as JSON with everything escaped, is shorter. */
const ANSWER_MAX_BYTES = 64_000;

const Answer = v.object({ text: v.pipe(v.string(), v.trim(), v.minLength(1)) });

/**
 * Asks the operator's service for the words in another language: POST with `{ text, from, to }` as JSON (`from` null where
 * the language is not known), answered 2xx by `{ text }`. Refuses with `unavailable` where it does not answer so within 10 s,
 * and with `too_many` where it is busy, or `reader` waits for two already.
 */
export type Translate = (reader: LinkId, text: string, from: Language | null, to: Language) => Promise<string>;

export function openTranslation(url: string): Translate {
  /** Who waits, once for each. */
  const readers: LinkId[] = [];

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

  return async (reader, text, from, to) => {
    if (readers.length >= AT_ONCE || readers.filter((other) => other === reader).length >= AT_ONCE_EACH)
      throw new RefusedError('too_many', 'Too many translations at once; wait a moment');
    readers.push(reader);
    try {
      return await ask(JSON.stringify({ text, from, to }));
    } catch (cause) {
      throw new RefusedError('unavailable', 'The translation does not come now', { cause });
    } finally {
      readers.splice(readers.indexOf(reader), 1);
    }
  };
}
