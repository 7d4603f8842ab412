import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';

const hashNow = () => decodeURIComponent(globalThis.location.hash.slice(1));

/** The address after `#`: the open line. The phone's back button changes it. */
export function useHash(): string {
  const hash = useSignal(hashNow());
  useEffect(() => {
    const read = () => {
      hash.value = hashNow();
    };
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  return hash.value;
}

/** Room for a list and a line beside each other, or for what `fromPx` says; the style sheet draws the line at the same width. */
export function useWide(fromPx = 900): boolean {
  const query = `(min-width: ${fromPx}px)`;
  const wide = useSignal(matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const read = () => {
      wide.value = media.matches;
    };
    media.addEventListener('change', read);
    return () => media.removeEventListener('change', read);
  }, []);
  return wide.value;
}
