import type { Selectable } from 'kysely';
import type { Language, LineId, Member, MemberId, Role } from '#protocol';
import type { Tables } from './storage/tables.ts';

type MemberRow = Pick<Selectable<Tables['members']>, 'id' | 'line_id' | 'role' | 'name' | 'left_at' | 'speaks'>;

/** A member as the others on the line see them. */
export const toMember = ({ id, line_id, role, name, left_at, speaks }: MemberRow): Member => ({
  id: id as MemberId,
  lineId: line_id as LineId,
  role: role as Role,
  name,
  left: left_at !== null,
  ...(speaks !== null && { speaks: speaks as Language }),
});
