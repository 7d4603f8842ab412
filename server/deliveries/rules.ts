import type { Role, Status } from '#protocol';

/** Nothing follows these: the line stays readable, sharing and calls end. */
export const finalStatuses: ReadonlySet<Status> = new Set(['delivered', 'returned', 'lost']);

const aheadStatuses: ReadonlySet<Status> = new Set(['created', 'assigned', 'out_for_delivery', 'nearby', 'arrived']);

const detours = ['rescheduled', 'left_at_place', 'at_station', 'refused', 'returned', 'lost', 'failed'] as const;

/** Which status may follow which: the plan forward (steps may be skipped), and the detours from its middle. */
const next: Record<Status, readonly Status[]> = {
  created: ['assigned', 'out_for_delivery', 'failed', 'lost'],
  assigned: ['out_for_delivery', 'nearby', 'arrived', ...detours],
  out_for_delivery: ['nearby', 'arrived', 'delivered', ...detours],
  nearby: ['arrived', 'delivered', ...detours],
  arrived: ['delivered', ...detours],
  delivered: [],
  rescheduled: ['assigned', 'out_for_delivery', 'at_station', 'returned', 'lost', 'failed'],
  left_at_place: ['delivered', 'lost'],
  at_station: ['delivered', 'out_for_delivery', 'returned', 'lost'],
  refused: ['returned', 'lost'],
  returned: [],
  lost: [],
  failed: ['assigned', 'out_for_delivery', 'rescheduled', 'at_station', 'returned', 'lost'],
};

/** Statuses a person on the line may set; the operator's backend may set any that the table allows. */
const allowedBy: Record<Role, readonly Status[]> = {
  courier: ['out_for_delivery', 'nearby', 'arrived', 'delivered', 'left_at_place', 'at_station', 'refused', 'failed'],
  recipient: [],
  station: ['at_station', 'delivered'],
  agent: ['rescheduled', 'failed'],
};

export const mayFollow = (from: Status, to: Status): boolean => next[from].includes(to);

export const mayBeSetBy = (role: Role | 'operator', to: Status): boolean =>
  role === 'operator' || allowedBy[role].includes(to);

/** Whether this role may make this very step. */
export const mayMakeStep = (role: Role | 'operator', from: Status, to: Status): boolean =>
  mayFollow(from, to) && mayBeSetBy(role, to);

/**
 * A final status that was set by mistake. Only the operator's backend may take it back, and only by saying that it means to:
 * a late repetition of an older step must not open a delivery again.
 */
export const mayBeCorrected = (from: Status, to: Status): boolean => isFinal(from) && !isFinal(to) && to !== 'created';

/** The courier still has to come to this door today. */
export const isAhead = (status: Status): boolean => aheadStatuses.has(status);

export const isFinal = (status: Status): boolean => finalStatuses.has(status);
