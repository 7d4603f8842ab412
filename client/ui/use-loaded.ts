import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { whenFirstIsHere } from '../late-load.ts';

/** A lost packet is tried again after this, ms. */
const AGAIN_MS = 2000;

/**
 * A part of the page that comes after the first paint. Null while it is on its way; `gone` where it fails a second time
 * although the network is there: a newer version of the page has replaced it.
 */
export function useLoaded<T extends object>(load: () => Promise<T>): T | 'gone' | null {
  const loaded = useSignal<T | 'gone' | null>(null);
  useEffect(() => {
    let failures = 0;
    let closed = false;
    async function attempt() {
      try {
        await whenFirstIsHere();
        const part = await load();
        loaded.value = part;
      } catch {
        failures += navigator.onLine ? 1 : 0;
        if (failures > 1) loaded.value = 'gone';
        else if (!closed) setTimeout(() => void attempt(), AGAIN_MS);
      }
    }
    void attempt();
    return () => {
      closed = true;
    };
  }, []);
  return loaded.value;
}
