import { hueOf } from '../people/hue-of.ts';
import type { Member, MemberId } from '#protocol';

/** In whose hue something of `by` is drawn for this reader. */
export function whose(members: readonly Member[], by: MemberId | null, me: MemberId): 'me' | 'other' | 'joined' {
  const role = (id: MemberId | null) => members.find((member) => member.id === id)?.role;
  return hueOf(role(by), role(me));
}

export const nameOf = (members: readonly Member[], id: MemberId | null): string =>
  members.find((member) => member.id === id)?.name ?? '';
