/**
 * A worker that served calls is replaced almost at once: with its start (30 ms) and the phones' rejoin, people hear each
 * other again before they ask whether the other is still there, ms.
 */
const FIRST_MS = 50;
/** One that dies again and again waits twice as long each time, up to this, ms: no crash loop eats a core. */
const MOST_MS = 30_000;
/** A worker that lived as long as this is no part of a crash loop, ms: a start every 2 s takes 1.5 % of a core. */
const STABLE_AFTER_MS = 2000;

/**
 * How long to wait before a dead worker is replaced, ms.
 *
 * @param livedMs how long it lived; 0 where it did not even start
 * @param beforeMs how long was waited before its own start; null for the first one
 */
export function backOff(livedMs: number, beforeMs: number | null): number {
  return beforeMs === null || livedMs > STABLE_AFTER_MS ? FIRST_MS : Math.min(beforeMs * 2, MOST_MS);
}
