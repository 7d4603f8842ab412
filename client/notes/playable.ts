import type { EntryBody } from '#protocol';
import type { Playable } from './player.ts';

/** What there is to play of an entry; null where it is no note, or none any more. */
export function playableOf(body: EntryBody, mine: boolean): Playable | null {
  if (body.kind !== 'voice') return null;
  return { id: body.noteId, durationMs: body.durationMs, audio: null, from: mine ? 'me' : 'other' };
}
