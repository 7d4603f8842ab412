import type { CallMedia, CallMediaEvents } from './call-media.ts';

const load = () => Promise.all([import('mediasoup-client'), import('./media.ts')]);

/** The real sound of a call. Its code comes with the first call or ring, or was fetched before. */
export async function loadCallMedia(events: CallMediaEvents): Promise<CallMedia> {
  const [{ Device }, { openCallMedia }] = await load();
  return openCallMedia(await Device.factory(), events);
}

/** Fetches the code of the sound, so that the first call need not wait for it. Says nothing where that fails. */
export function prefetchCallMedia(): void {
  load().catch(() => undefined);
}
