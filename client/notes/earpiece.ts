import { signal, type ReadonlySignal } from '@preact/signals';
import { rememberedLong } from '../remembered.ts';

/**
 * What systems call it: Chromium on Android, and an iPhone (iOS 26 names its outputs) in English and Chinese. A receiver
 * of another name is a loudspeaker's.
 */
const names = /earpiece|^(iphone )?receiver$|听筒|聽筒|^(iphone )?接收器$/i;

const WANTED = 'note-earpiece';
const found = signal<string | null>(null);
const wanted = signal(rememberedLong.get(WANTED) === 'yes');

/** Whether the phone has an earpiece that its browser lets pages use; most phones tell only who has allowed the microphone. */
export const hasEarpiece = (): boolean => found.value !== null;
/** Notes are heard at the ear, like a phone call. Remembered by the phone. */
export const atTheEar: ReadonlySignal<boolean> = wanted;

/** So many parts of the page want to be heard by who holds no phone to the ear. */
let loud = 0;
/** All is heard through the loudspeaker or the headset, until the returned function is called. */
export function keepLoud(): () => void {
  loud += 1;
  return () => void (loud -= 1);
}

/** What an element that plays may be able to do. */
export interface Routable {
  setSinkId?(id: string): Promise<void>;
  readonly sinkId?: string;
}

export function toggleEarpiece(sound: Routable): Promise<void> {
  wanted.value = !wanted.peek();
  rememberedLong.set(WANTED, wanted.peek() ? 'yes' : null);
  return routeSound(sound);
}

/** Lets it come out where the person wants it, as far as the phone has that now. */
export async function routeSound(sound: Routable): Promise<void> {
  if (!sound.setSinkId) return;
  try {
    const all = (await globalThis.navigator.mediaDevices?.enumerateDevices()) ?? [];
    found.value = all.find(({ kind, label }) => kind === 'audiooutput' && names.test(label))?.deviceId ?? null;
    const to = (loud === 0 && wanted.peek() && found.peek()) || '';
    if (to !== sound.sinkId) await sound.setSinkId(to);
  } catch {
    // Gone since it was listed: the sound stays where it is.
  }
}
