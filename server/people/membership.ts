import type { Kysely } from 'kysely';
import type { LineId, MemberId, Role } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Membership, OnLine } from '../parts.ts';
import type { Tables } from '../storage/tables.ts';
import { may, seesWholeHistory } from './rules.ts';

/** Answers kept in memory: a courier reports positions every second and is asked for each time. */
const KNOWN_MAX = 20_000;

/** Who is on which line. */
export function openMembership(db: Kysely<Tables>): Membership {
  const known = new Map<string, OnLine>();
  return {
    async mustBeOn(actor, lineId, to = 'read') {
      if (!may(actor.role, to)) throw new RefusedError('forbidden', `A ${actor.role} may not do this`);
      const key = `${actor.role} ${actor.scopeId} ${lineId}`;
      const kept = known.get(key);
      if (kept) return kept;
      const row = await db
        .selectFrom('members')
        .select(['id', 'name', 'joined_seq'])
        .where('line_id', '=', lineId)
        .where('role', '=', actor.role)
        .where('scope_id', '=', actor.scopeId)
        .where('left_at', 'is', null)
        .executeTakeFirst();
      if (!row) throw new RefusedError('forbidden', 'This link does not open that line');
      const member: OnLine = {
        id: row.id as MemberId,
        lineId,
        role: actor.role,
        name: row.name,
        left: false,
        hiddenSeq: seesWholeHistory(actor.role) ? 0 : row.joined_seq,
      };
      if (known.size >= KNOWN_MAX) known.clear();
      known.set(key, member);
      return member;
    },

    async members(lineId: LineId) {
      const rows = await db
        .selectFrom('members')
        .select(['id', 'role', 'name', 'left_at'])
        .where('line_id', '=', lineId)
        .orderBy('role')
        .execute();
      return rows.map((row) => ({
        id: row.id as MemberId,
        lineId,
        role: row.role as Role,
        name: row.name,
        left: row.left_at !== null,
      }));
    },
  };
}
