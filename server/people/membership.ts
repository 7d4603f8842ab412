import type { Kysely } from 'kysely';
import type { LineId } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Membership, OnLine, Scope } from '../parts.ts';
import type { Tables } from '../storage/tables.ts';
import { toMember } from '../member-row.ts';
import { may, seesWholeHistory } from './rules.ts';

/** Answers kept in memory: a courier reports positions every second and is asked for each time. */
const KNOWN_MAX = 20_000;

export interface MembershipSource extends Membership {
  /** Call it after the commit of a member's coming or leaving: what was known of that member holds no longer. */
  forget(scope: Scope, lineId: LineId): void;
}

/** Who is on which line. */
export function openMembership(db: Kysely<Tables>): MembershipSource {
  const known = new Map<string, OnLine>();
  // A look that began before somebody left may end after it: its answer is old by then and is not kept.
  let changes = 0;
  // Ids have no spaces, and the same id may stand for a line, a station and an agent.
  const keyOf = ({ role, scopeId }: Scope, lineId: LineId) => `${role} ${scopeId} ${lineId}`;

  return {
    async mustBeOn(actor, lineId, to = 'read') {
      if (!may(actor.role, to)) throw new RefusedError('forbidden', `A ${actor.role} may not do this`);
      const key = keyOf(actor, lineId);
      const kept = known.get(key);
      if (kept) return kept;
      const before = changes;
      const row = await db
        .selectFrom('members')
        .select(['id', 'line_id', 'role', 'name', 'left_at', 'speaks', 'joined_seq'])
        .where('line_id', '=', lineId)
        .where('role', '=', actor.role)
        .where('scope_id', '=', actor.scopeId)
        .where('left_at', 'is', null)
        .executeTakeFirst();
      if (!row) throw new RefusedError('forbidden', 'This link does not open that line');
      const member: OnLine = {
        ...toMember(row),
        hiddenSeq: seesWholeHistory(actor.role) ? 0 : row.joined_seq,
      };
      if (changes !== before) return member;
      if (known.size >= KNOWN_MAX) known.clear();
      known.set(key, member);
      return member;
    },

    async members(lineId: LineId) {
      const rows = await db
        .selectFrom('members')
        .select(['id', 'line_id', 'role', 'name', 'left_at', 'speaks'])
        .where('line_id', '=', lineId)
        .orderBy('role')
        .orderBy('joined_seq')
        .orderBy('id')
        .execute();
      return rows.map(toMember);
    },

    forget(scope, lineId) {
      changes += 1;
      known.delete(keyOf(scope, lineId));
    },
  };
}
