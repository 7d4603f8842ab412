import type { ClientId } from '#protocol';

/** Photos that this page has shown before they were sent: they neither blink nor are loaded back when they are. */
const shown = new Map<ClientId, Blob>();
/** 0.5 MB each. */
const KEPT_MAX = 12;

export function keepOwnPhoto(clientId: ClientId, photo: Blob): void {
  shown.set(clientId, photo);
  const [oldest] = shown.keys();
  if (shown.size > KEPT_MAX && oldest !== undefined) shown.delete(oldest);
}

/** Null where it was sent by another page, or long ago. */
export const ownPhoto = (clientId: ClientId | null): Blob | null => (clientId && shown.get(clientId)) ?? null;
