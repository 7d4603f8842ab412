import type { Kysely } from 'kysely';
import {
  type Entry,
  type EntryId,
  type LineId,
  type MemberId,
  type Role,
  spokenKinds,
  type Status,
  type Suggestion,
  type TimeWindow,
} from '#protocol';
import { isAhead } from '../deliveries/rules.ts';
import type { Tables } from '../storage/tables.ts';

/** A delivery as far as the assistant has to know it. */
export interface Standing {
  readonly status: Status;
  readonly window: TimeWindow | null;
  readonly hasDesk: boolean;
  readonly roundId: string;
}

/** An entry of somebody's. */
export type Spoken = Entry & { readonly by: MemberId };

export interface AssistantStore {
  /** Null where there is no such line. */
  standing(lineId: LineId): Promise<Standing | null>;
  /** Windows of the courier's other deliveries that were put off, and whether anything of the round is still ahead. */
  workOf(lineId: LineId, roundId: string): Promise<{ booked: TimeWindow[]; today: boolean }>;
  /** Who said it; null for nobody of the line. */
  roleOf(memberId: MemberId): Promise<Role | null>;
  /** Suggestions on the line about this member's words that wait for a tap, and where they were said to come without one. */
  heldAbout(lineId: LineId, memberId: MemberId): Promise<{ id: EntryId; isOpen: boolean }[]>;
  /** What people have said themselves on the line from `seq` on, oldest first, without what is gone. */
  saidFrom(lineId: LineId, seq: number): Promise<{ id: string; rev: number; by: string | null }[]>;
  /** Ids of suggestions that were made of an entry. */
  madeOf(lineId: LineId, entryId: EntryId): Promise<EntryId[]>;
}

/** Roles kept in memory: they never change. */
const ROLES_MAX = 20_000;

export function assistantStore(db: Kysely<Tables>): AssistantStore {
  const roles = new Map<MemberId, Role>();

  const suggestions = (lineId: LineId) =>
    db.selectFrom('entries').select(['id', 'body']).where('line_id', '=', lineId).where('kind', '=', 'suggestion');

  return {
    async standing(lineId) {
      const row = await db
        .selectFrom('deliveries')
        .select(['status', 'window_from', 'window_to', 'help_asked_at', 'round_id'])
        .select((eb) =>
          eb
            .exists(
              eb
                .selectFrom('members')
                .select('members.id')
                .whereRef('members.line_id', '=', 'deliveries.id')
                .where('members.role', '=', 'agent')
                .where('members.left_at', 'is', null),
            )
            .as('has_agent'),
        )
        .where('id', '=', lineId)
        .executeTakeFirst();
      if (!row) return null;
      const { window_from: from, window_to: to } = row;
      return {
        status: row.status as Status,
        window: from === null || to === null ? null : { from, to },
        hasDesk: row.help_asked_at !== null || Boolean(row.has_agent),
        roundId: row.round_id,
      };
    },

    async workOf(lineId, roundId) {
      const rows = await db
        .selectFrom('deliveries')
        .innerJoin('rounds', 'rounds.id', 'deliveries.round_id')
        .innerJoin('rounds as mine', 'mine.courier_id', 'rounds.courier_id')
        .select(['deliveries.id', 'deliveries.round_id', 'status', 'window_from', 'window_to'])
        .where('mine.id', '=', roundId)
        .where((eb) => eb.or([eb('deliveries.round_id', '=', roundId), eb('status', '=', 'rescheduled')]))
        .execute();
      return {
        booked: rows.flatMap(({ id, status, window_from: from, window_to: to }) =>
          id !== lineId && status === 'rescheduled' && from !== null && to !== null ? [{ from, to }] : [],
        ),
        today: rows.some(({ round_id, status }) => round_id === roundId && isAhead(status as Status)),
      };
    },

    async roleOf(memberId) {
      const known = roles.get(memberId);
      if (known) return known;
      const row = await db.selectFrom('members').select('role').where('id', '=', memberId).executeTakeFirst();
      if (!row) return null;
      if (roles.size >= ROLES_MAX) roles.clear();
      const role = row.role as Role;
      roles.set(memberId, role);
      return role;
    },

    async heldAbout(lineId, memberId) {
      const rows = await suggestions(lineId).execute();
      // Written from typed bodies.
      return rows
        .map(({ id, body }) => ({ id: id as EntryId, body: JSON.parse(body) as Suggestion }))
        .map(({ id, body: { act, about, state } }) => ({
          id,
          about,
          isOpen: state === 'open',
          isHeld: state === 'applied' && act.do === 'coming',
        }))
        .filter(({ about, isOpen, isHeld }) => about === memberId && (isOpen || isHeld))
        .map(({ id, isOpen }) => ({ id, isOpen }));
    },

    saidFrom: (lineId, seq) =>
      db
        .selectFrom('entries')
        .select(['id', 'rev', 'by_member as by'])
        .where('line_id', '=', lineId)
        .where('seq', '>=', seq)
        .where('kind', 'in', spokenKinds)
        .orderBy('seq')
        .execute(),

    async madeOf(lineId, entryId) {
      const rows = await suggestions(lineId).where('reply_to', '=', entryId).execute();
      return rows.map(({ id }) => id as EntryId);
    },
  };
}

/** The suggestion in an entry; null where it is none. */
export const suggestionIn = ({ body }: Entry): Suggestion | null => (body.kind === 'suggestion' ? body : null);
