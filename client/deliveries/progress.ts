import type { LineSummary, Status } from '#protocol';

/** How many of the four bars are full: sent out, on the way, nearby, at the door. Null off the plan. */
export function stepsDone(status: Status): number | null {
  switch (status) {
    case 'created':
    case 'assigned':
      return 0;
    case 'out_for_delivery':
      return 1;
    case 'nearby':
      return 2;
    case 'arrived':
      return 3;
    case 'delivered':
      return 4;
    case 'rescheduled':
    case 'left_at_place':
    case 'at_station':
    case 'refused':
    case 'returned':
    case 'lost':
    case 'failed':
      return null;
  }
}

/** The courier still has to come to this door today. */
export type Ahead = 'created' | 'assigned' | 'out_for_delivery' | 'nearby' | 'arrived';

/** True while the courier still has to come to this door today. */
export function isAhead(status: Status): status is Ahead {
  const done = stepsDone(status);
  return done !== null && done < 4;
}

/** The one step a courier takes next by a tap; the server decides whether it may. */
export function nextStep(status: Status): 'out_for_delivery' | 'arrived' | 'delivered' | null {
  if (!isAhead(status)) return null;
  if (status === 'arrived') return 'delivered';
  return status === 'out_for_delivery' || status === 'nearby' ? 'arrived' : 'out_for_delivery';
}

/** The round in the order it is ridden: what is ahead, then what is over. */
export function ordered(lines: readonly LineSummary[]): { ahead: LineSummary[]; over: LineSummary[] } {
  const byStop = [...lines].sort((a, b) => a.stop - b.stop);
  return {
    ahead: byStop.filter((line) => isAhead(line.delivery.status)),
    over: byStop.filter((line) => !isAhead(line.delivery.status)),
  };
}
