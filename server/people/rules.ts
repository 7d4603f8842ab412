import type { Role } from '#protocol';

/** What a member may do on a line; which steps of the delivery they may make is in server/protocol/steps.ts. */
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
  /** Leave because what the desk was called for is settled. */
  'resolve',
  /** Give the line to another of the desk. */
  'hand_over',
  /** See who has the line's page open. */
  'see_who_is_here',
  /** See how the line stands, put together from what was understood, with replies to choose from. */
  'see_summary',
  /** Take the record out, as a file, and see whether it is whole. */
  'export',
  /** See what the recipient's past deliveries say of this one. */
  'see_preferences',
  /** See, correct and delete what is remembered of oneself. */
  'own_preferences',
] as const;
export type Action = (typeof actions)[number];

const allowed: Record<Role, readonly Action[]> = {
  courier: ['read', 'write', 'call', 'share_position', 'search', 'invite_agent', 'invite_station', 'see_preferences'],
  recipient: ['read', 'write', 'call', 'share_position', 'search', 'invite_agent', 'own_preferences'],
  station: ['read', 'write', 'call', 'search', 'invite_agent', 'leave'],
  agent: actions.filter((action) => !['share_position', 'invite_agent', 'own_preferences'].includes(action)),
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
