import type { CallMedia, CallMediaEvents } from './call-media.ts';

/** The real sound of a call. Its code is loaded now, with the first call or ring, and not with the page. */
export async function loadCallMedia(events: CallMediaEvents): Promise<CallMedia> {
  const [{ Device }, { openCallMedia }] = await Promise.all([import('mediasoup-client'), import('./media.ts')]);
  return openCallMedia(await Device.factory(), events);
}
