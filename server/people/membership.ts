import type { Kysely } from 'kysely';
import type { LineId, Member, MemberId, Role } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Membership } from '../parts.ts';
import type { Tables } from '../storage/tables.ts';

/** Answers kept in memory: a courier reports positions every second and is asked for each time. */
const KNOWN_MAX = 20_000;

/** Who is on which line. What a link opens never changes while it lives, so answers may be kept. */
export function openMembership(db: Kysely<Tables>): Membership {
  const known = new Map<string, Member>();
  return {
    async mustBeOn(actor, lineId) {
      const key = `${actor.role} ${actor.scopeId} ${lineId}`;
      const kept = known.get(key);
      if (kept) return kept;
      const row = await db
        .selectFrom('members')
        .innerJoin('deliveries', 'deliveries.id', 'members.line_id')
        .select(['members.id', 'members.name'])
        .where('members.line_id', '=', lineId)
        .where('members.role', '=', actor.role)
        .where(actor.role === 'courier' ? 'deliveries.round_id' : 'deliveries.id', '=', actor.scopeId)
        .executeTakeFirst();
      if (!row) throw new RefusedError('forbidden', 'This link does not open that line');
      const member = { id: row.id as MemberId, lineId, role: actor.role, name: row.name };
      if (known.size >= KNOWN_MAX) known.clear();
      known.set(key, member);
      return member;
    },

    async members(lineId: LineId) {
      const rows = await db
        .selectFrom('members')
        .select(['id', 'role', 'name'])
        .where('line_id', '=', lineId)
        .orderBy('role')
        .execute();
      return rows.map((row) => ({ id: row.id as MemberId, lineId, role: row.role as Role, name: row.name }));
    },
  };
}
