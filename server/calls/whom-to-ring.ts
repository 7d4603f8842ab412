import type { Member, MemberId } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';

/**
 * Whom a call rings: those that the caller named, or else the courier and the recipient, or else, where the caller is
 * the only one of these, everybody on the line. Refused where nobody else is there, or one who was named is not.
 */
export function whomToRing(
  members: readonly Member[],
  caller: MemberId,
  named: readonly MemberId[] | undefined,
): MemberId[] {
  const others = members.filter((member) => !member.left && member.id !== caller);
  if (named !== undefined) {
    if (!named.every((id) => others.some((member) => member.id === id)))
      throw new RefusedError('not_found', 'There is no such member on this line to be called');
    return [...new Set(named)];
  }
  if (others.length === 0) throw new RefusedError('conflict', 'Nobody else is on this line');
  const both = others.filter(({ role }) => role === 'courier' || role === 'recipient');
  return (both.length > 0 ? both : others).map(({ id }) => id);
}
