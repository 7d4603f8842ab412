import type { AssistantAnswer, Away, Status } from '#protocol';

/** Where somebody was this long ago says little about now, ms. */
const FRESH_MS = 120_000;

/**
 * Where the courier is, as this line is told it; null: silence. `away` null: they do not share with it. `stopsBefore`: doors before
 * this one, null where it is not among those that are still ahead.
 */
export function whereAnswer(
  status: Status,
  { away, stopsBefore, now }: { away: Away | null; stopsBefore: number | null; now: number },
): AssistantAnswer | null {
  if (status !== 'out_for_delivery' && status !== 'nearby') return null;
  if (!away) return status === 'nearby' || stopsBefore === null ? null : { to: 'where', stopsBefore };
  const { distanceM, leftMs, stopsLeft, at } = away;
  const isFresh = at !== null && now - at <= FRESH_MS;
  return {
    to: 'where',
    ...(isFresh && distanceM !== null && { distanceM }),
    ...(isFresh && leftMs !== null && { minutes: leftMs / 60_000 }),
    stopsBefore: stopsLeft,
  };
}
