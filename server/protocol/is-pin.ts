import type { EntryBody } from './timeline.ts';

/**
 * No schema in this file: pages import it as it is. Whether a place stays on the map: where somebody stood is old as soon as
 * it is said, unless it is where to meet.
 */
export const isPin = (body: EntryBody): body is Extract<EntryBody, { kind: 'place' }> =>
  body.kind === 'place' && (body.source === 'pin' || body.meet === true);
