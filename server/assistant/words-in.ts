import type { EntryBody } from '#protocol';

/** The words of what somebody said: a text, or a transcript that is there. Null where there are none to read. */
export function wordsIn(body: EntryBody): string | null {
  if (body.kind === 'text') return body.text;
  return body.kind === 'voice' && body.transcript.state === 'done' ? body.transcript.text : null;
}
