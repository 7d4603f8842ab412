import { type Status, type TimeWindow, WINDOW_AHEAD_MAX_MS } from '#protocol';

/** Nothing follows these: the line stays readable, sharing and calls end. */
export const finalStatuses: ReadonlySet<Status> = new Set(['delivered', 'returned', 'lost']);

const aheadStatuses: ReadonlySet<Status> = new Set(['created', 'assigned', 'out_for_delivery', 'nearby', 'arrived']);

/**
 * A final status that was set by mistake. Only the operator's backend may take it back, and only by saying that it means to:
 * a late repetition of an older step must not open a delivery again.
 */
export const mayBeCorrected = (from: Status, to: Status): boolean => isFinal(from) && !isFinal(to) && to !== 'created';

/** The courier still has to come to this door today. */
export const isAhead = (status: Status): boolean => aheadStatuses.has(status);

/** The courier is there, or as good as. */
export const isAtDoor = (status: Status): boolean => status === 'nearby' || status === 'arrived';

export const isFinal = (status: Status): boolean => finalStatuses.has(status);

/** Whether people can still agree on this window at `now`, epoch ms. */
export function judgeWindow({ from, to }: TimeWindow, now: number): 'good' | 'over' | 'too_far' {
  if (to <= now) return 'over';
  return from > now + WINDOW_AHEAD_MAX_MS ? 'too_far' : 'good';
}

export const isSameWindow = (one: TimeWindow | null, other: TimeWindow | null): boolean =>
  one?.from === other?.from && one?.to === other?.to;
