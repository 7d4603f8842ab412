import type { Role } from '#protocol';

/** What a member may do on a line; which steps of the delivery they may make is in server/deliveries/rules.ts. */
export const actions = [
  'read',
  'write',
  /** Put right the transcript of another's note; one's own is everybody's who may write. */
  'correct',
  'call',
  /** Come to a call only to hear it, where the operator allows it. */
  'listen',
  'share_position',
  'search',
  'invite_agent',
  'invite_station',
  /** Come by oneself to a line that the desk was called to, and see which ones wait. */
  'join',
  'leave',
] as const;
export type Action = (typeof actions)[number];

const allowed: Record<Role, readonly Action[]> = {
  courier: ['read', 'write', 'call', 'share_position', 'search', 'invite_agent', 'invite_station'],
  recipient: ['read', 'write', 'call', 'share_position', 'search', 'invite_agent'],
  station: ['read', 'write', 'call', 'search', 'invite_agent', 'leave'],
  agent: ['read', 'write', 'correct', 'call', 'listen', 'search', 'invite_station', 'join', 'leave'],
};

export const may = (role: Role, action: Action): boolean => allowed[role].includes(action);

/** Who comes to a line after its beginning, and may leave it. */
export type GuestRole = Extract<Role, 'station' | 'agent'>;

export const isGuest = <Holder extends { readonly role: Role }>(
  holder: Holder,
): holder is Holder & { readonly role: GuestRole } => holder.role === 'station' || holder.role === 'agent';

/**
 * A keeper is called for what comes next and need not know the gate's code; an agent is called to settle what was said
 * before.
 */
export const seesWholeHistory = (role: Role): boolean => role !== 'station';
