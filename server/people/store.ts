import type { Kysely, Transaction } from 'kysely';
import type { AgentId, EntryId, Language, LineId, MemberId, Role, Station, StationId } from '#protocol';
import type { Scope } from '../parts.ts';
import type { Tables } from '../storage/tables.ts';

export interface KnownMember {
  readonly id: MemberId;
  readonly scope: Scope;
  readonly left: boolean;
}

export interface PeopleStore {
  /** Names a station or an agent, new or known. True where it is new. */
  name(role: 'station' | 'agent', id: string, name: string): Promise<boolean>;
  /** Null where the operator has named none with this id. */
  nameOf(role: 'station' | 'agent', id: string): Promise<string | null>;
  /** By name. */
  stations(): Promise<Station[]>;
  /** By name. */
  agents(): Promise<{ id: AgentId; name: string }[]>;
  /** Everybody who is on the line now. */
  present(lineId: LineId): Promise<KnownMember[]>;
  /** Who the scope is on the line, or was; null where it never was on it. */
  member(scope: Scope, lineId: LineId): Promise<KnownMember | null>;
  memberById(lineId: LineId, id: string): Promise<KnownMember | null>;
  /**
   * The member is on the line from the entry that says so: a new one, or one that had left. False where somebody else has
   * just done this.
   */
  join(
    trx: Transaction<Tables>,
    member: { id: MemberId; lineId: LineId; scope: Scope; name: string },
    entryId: EntryId,
  ): Promise<boolean>;
  /** The scope's language on all its lines. */
  speak(scope: Scope, language: Language | null): Promise<void>;
  /** False where the member had left already. */
  leave(trx: Transaction<Tables>, id: MemberId, at: number): Promise<boolean>;
}

const tables = { station: 'stations', agent: 'agents' } as const;

export function peopleStore(db: Kysely<Tables>): PeopleStore {
  const members = (lineId: LineId) =>
    db.selectFrom('members').select(['id', 'role', 'scope_id', 'left_at']).where('line_id', '=', lineId);
  const toKnown = (row: { id: string; role: string; scope_id: string; left_at: number | null }): KnownMember => ({
    id: row.id as MemberId,
    scope: { role: row.role as Role, scopeId: row.scope_id },
    left: row.left_at !== null,
  });

  return {
    name(role, id, name) {
      return db.transaction().execute(async (trx) => {
        const inserted = await trx
          .insertInto(tables[role])
          .values({ id, name })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .executeTakeFirst();
        if (Number(inserted.numInsertedOrUpdatedRows) > 0) return true;
        await trx.updateTable(tables[role]).set({ name }).where('id', '=', id).execute();
        return false;
      });
    },

    async nameOf(role, id) {
      const row = await db.selectFrom(tables[role]).select('name').where('id', '=', id).executeTakeFirst();
      return row?.name ?? null;
    },

    async stations() {
      const rows = await db.selectFrom('stations').selectAll().orderBy('name').orderBy('id').execute();
      return rows.map(({ id, name }) => ({ id: id as StationId, name }));
    },

    async agents() {
      const rows = await db.selectFrom('agents').selectAll().orderBy('name').orderBy('id').execute();
      return rows.map(({ id, name }) => ({ id: id as AgentId, name }));
    },

    async present(lineId) {
      return (await members(lineId).where('left_at', 'is', null).execute()).map(toKnown);
    },

    async member({ role, scopeId }, lineId) {
      const query = members(lineId).where('role', '=', role).where('scope_id', '=', scopeId);
      const row = await query.executeTakeFirst();
      return row ? toKnown(row) : null;
    },

    async memberById(lineId, id) {
      const row = await members(lineId).where('id', '=', id).executeTakeFirst();
      return row ? toKnown(row) : null;
    },

    async join(trx, { id, lineId, scope, name }, entryId) {
      // They are to see their own coming, and nothing before it if that is their role's.
      const entry = await trx.selectFrom('entries').select('seq').where('id', '=', entryId).executeTakeFirstOrThrow();
      // They speak as on their other lines.
      const other = await trx
        .selectFrom('members')
        .select('speaks')
        .where('role', '=', scope.role)
        .where('scope_id', '=', scope.scopeId)
        .limit(1)
        .executeTakeFirst();
      const { numInsertedOrUpdatedRows } = await trx
        .insertInto('members')
        .values({
          id,
          line_id: lineId,
          role: scope.role,
          scope_id: scope.scopeId,
          name,
          joined_seq: entry.seq - 1,
          left_at: null,
          speaks: other?.speaks ?? null,
        })
        .onConflict((conflict) =>
          conflict
            .columns(['role', 'scope_id', 'line_id'])
            .doUpdateSet({ name, joined_seq: entry.seq - 1, left_at: null })
            .where('members.left_at', 'is not', null)
            .whereRef('members.id', '=', 'excluded.id'),
        )
        .executeTakeFirst();
      return Number(numInsertedOrUpdatedRows) === 1;
    },

    async speak({ role, scopeId }, language) {
      await db
        .updateTable('members')
        .set({ speaks: language })
        .where('role', '=', role)
        .where('scope_id', '=', scopeId)
        .execute();
    },

    async leave(trx, id, at) {
      const { numUpdatedRows } = await trx
        .updateTable('members')
        .set({ left_at: at })
        .where('id', '=', id)
        .where('left_at', 'is', null)
        .executeTakeFirst();
      return Number(numUpdatedRows) === 1;
    },
  };
}
