import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';

/** The longest wait that a browser's timer knows, ms. */
const LONGEST_MS = 2 ** 31 - 1;

/** Draws the view anew at `until`: what it shows holds no longer. Both by the server's clock, epoch ms; null: never. */
export function useExpiry(until: number | null, now: number): void {
  const turn = useSignal(0);
  // Read, so that the view follows it.
  const turns = turn.value;
  useEffect(() => {
    if (until === null || until <= now) return;
    const timer = setTimeout(() => (turn.value += 1), Math.min(until - now, LONGEST_MS));
    return () => clearTimeout(timer);
  }, [until, turns]);
}
