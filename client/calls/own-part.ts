import type { Call, CallMember, MemberId } from '#protocol';

/** A call that is not over. */
export type LiveCall = Exclude<Call, { phase: 'ended' }>;

/** The member as the call has them; nothing where it has nothing of them, or is over. */
export const memberIn = (call: Call, memberId: MemberId): CallMember | undefined =>
  call.phase === 'ended' ? undefined : call.members.find((member) => member.memberId === memberId);

export const othersIn = (call: LiveCall, me: MemberId): CallMember[] =>
  call.members.filter(({ memberId }) => memberId !== me);

/** It rings at them. */
export const isRung = (member: CallMember | undefined): boolean =>
  member?.state === 'called' || member?.state === 'ringing';

/** They have taken it, on whichever device. */
export const hasTaken = (member: CallMember | undefined): boolean =>
  member?.state === 'talking' || member?.state === 'reconnecting';
