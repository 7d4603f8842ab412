import type { ClientId } from '#protocol';

/** How many bytes of a note were at the server before its speaker had ended it, from its start. Tried once. */
export const sentAhead = new Map<ClientId, number>();
