import type { Status } from './deliveries.ts';
import type { Role } from './member.ts';

// No schema in this file: pages import it as it is, to offer nothing that would be refused.

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
  agent: ['rescheduled', 'refused', 'returned', 'lost', 'failed'],
};

export const mayFollow = (from: Status, to: Status): boolean => next[from].includes(to);

export const mayBeSetBy = (role: Role | 'operator', to: Status): boolean =>
  role === 'operator' || allowedBy[role].includes(to);

/** A courier takes back that they are at the door: a thumb slips, a position errs. */
export const isTakenBack = (from: Status, to: Status): boolean => from === 'arrived' && to === 'out_for_delivery';

/**
 * Whether this role may make this very step. Only the courier takes one back: from a backend it may be the late repetition of
 * an older step.
 */
export const mayMakeStep = (role: Role | 'operator', from: Status, to: Status): boolean =>
  (mayFollow(from, to) && mayBeSetBy(role, to)) || (role === 'courier' && isTakenBack(from, to));

/** The steps that this role may make from here. */
export const stepsOf = (role: Role, from: Status): readonly Status[] => next[from].filter((to) => mayBeSetBy(role, to));
