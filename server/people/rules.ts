import type { Role } from '#protocol';

/** What a member may do on a line; which steps of the delivery they may make is in server/deliveries/rules.ts. */
export const actions = [
  'read',
  'write',
  'call',
  'share_position',
  'invite_agent',
  'invite_station',
  'leave',
  'search',
] as const;
export type Action = (typeof actions)[number];

const allowed: Record<Role, readonly Action[]> = {
  courier: ['read', 'write', 'call', 'share_position', 'invite_agent', 'invite_station', 'search'],
  recipient: ['read', 'write', 'call', 'share_position', 'invite_agent', 'search'],
  station: ['read', 'write', 'call', 'invite_agent', 'leave', 'search'],
  agent: ['read', 'write', 'call', 'invite_station', 'leave', 'search'],
};

export const may = (role: Role, action: Action): boolean => allowed[role].includes(action);

/**
 * A keeper is called for what comes next and need not know the gate's code; an agent is called to settle what was said
 * before.
 */
export const seesWholeHistory = (role: Role): boolean => role !== 'station';
