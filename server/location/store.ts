import type { Kysely } from 'kysely';
import type { Fix, LineId, MemberId, Point, Role } from '#protocol';
import { finalStatuses } from '../deliveries/rules.ts';
import type { Scope } from '../parts.ts';
import type { Tables } from '../storage/tables.ts';
import type { TrailPoint } from './rules.ts';

/** A member who shares with their line. */
export interface ShareKey {
  readonly lineId: LineId;
  readonly memberId: MemberId;
}

/** A share's terms. */
export interface KeptShare extends ShareKey {
  readonly scope: Scope;
  /** When it ends by itself, epoch ms; null: with the delivery. */
  readonly endsAt: number | null;
  /** Since when the line sees the way, epoch ms; null: it does not. */
  readonly since: number | null;
}

/** Where somebody is and was. */
export interface Way {
  readonly fix: Fix | null;
  readonly trail: readonly TrailPoint[];
}

export interface KeptWay extends Way {
  readonly scope: Scope;
}

/** What is to be written of one person. */
export interface WayToKeep extends KeptWay {
  /** Shares whose `since` has changed. */
  readonly shares: readonly Pick<KeptShare, 'lineId' | 'memberId' | 'since'>[];
}

export interface PositionStore {
  /**
   * Everybody who shares at `at`, epoch ms: on lines that are not over, by a link that is still good. Ends what a crash left of all
   * others, and forgets their ways.
   */
  all(at: number): Promise<{ shares: KeptShare[]; ways: KeptWay[] }>;
  /** Marks members as sharing until `endsAt`; those who already share keep what is known of them. */
  begin(scope: Scope, shares: readonly ShareKey[], endsAt: number | null, at: number): Promise<void>;
  /** Writes where people are; of one who stopped in the meantime nothing is written. */
  keep(ways: readonly WayToKeep[], at: number): Promise<void>;
  /** Ends a share, and writes what the line was shown last, where it is kept beyond the delivery's end. */
  keepLast(share: ShareKey, shown: Pick<Way, 'fix'> & { readonly trail: readonly Point[] }, at: number): Promise<void>;
  /** Forgets that they share, and `whole` ways with them: those that are shared with nobody any more. */
  forget(shares: readonly ShareKey[], whole: readonly Scope[]): Promise<void>;
}

const lineIdsOf = (shares: readonly ShareKey[]) => shares.map(({ lineId }) => lineId);
const memberIdsOf = (shares: readonly ShareKey[]) => shares.map(({ memberId }) => memberId);

export function positionStore(db: Kysely<Tables>): PositionStore {
  const openLines = db
    .selectFrom('deliveries')
    .select('id')
    .where('status', 'not in', [...finalStatuses]);
  return {
    async all(at) {
      await db
        .deleteFrom('positions')
        .where('line_id', 'in', openLines)
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('members')
                .innerJoin('links', (join) =>
                  join.onRef('links.role', '=', 'members.role').onRef('links.scope_id', '=', 'members.scope_id'),
                )
                .select('members.id')
                .whereRef('members.id', '=', 'positions.member_id')
                .where('links.revoked_at', 'is', null)
                .where('links.expires_at', '>', at),
            ),
          ),
        )
        .execute();
      // Were the delivery opened again, they would share without having said so.
      await db
        .updateTable('positions')
        .set({ ends_at: at, since: null })
        .where('line_id', 'not in', openLines)
        .where((eb) => eb.or([eb('ends_at', 'is', null), eb('ends_at', '>', at)]))
        .execute();
      await db
        .deleteFrom('ways')
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('positions')
                .innerJoin('deliveries', 'deliveries.id', 'positions.line_id')
                .innerJoin('members', 'members.id', 'positions.member_id')
                .select('positions.line_id')
                .where('deliveries.status', 'not in', [...finalStatuses])
                .whereRef('members.role', '=', 'ways.role')
                .whereRef('members.scope_id', '=', 'ways.scope_id'),
            ),
          ),
        )
        .execute();
      const shares = await db
        .selectFrom('positions')
        .innerJoin('deliveries', 'deliveries.id', 'positions.line_id')
        .innerJoin('members', 'members.id', 'positions.member_id')
        // What is kept beyond a delivery's end is shared with nobody.
        .where('deliveries.status', 'not in', [...finalStatuses])
        .select([
          'positions.line_id',
          'positions.member_id',
          'positions.ends_at',
          'positions.since',
          'members.role',
          'members.scope_id',
        ])
        .execute();
      const ways = await db.selectFrom('ways').selectAll().execute();
      return {
        shares: shares.map((row) => ({
          scope: toScope(row),
          lineId: row.line_id as LineId,
          memberId: row.member_id as MemberId,
          endsAt: row.ends_at,
          since: row.since,
        })),
        ways: ways.map((row) => ({
          scope: toScope(row),
          // Written by `keep` alone, so what comes back is of the type that went in.
          fix: row.fix === null ? null : (JSON.parse(row.fix) as Fix),
          trail: JSON.parse(row.trail) as TrailPoint[],
        })),
      };
    },

    async begin({ role, scopeId }, shares, endsAt, at) {
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto('ways')
          .values({ role, scope_id: scopeId, fix: null, trail: '[]', updated_at: at })
          .onConflict((conflict) => conflict.columns(['role', 'scope_id']).doNothing())
          .execute();
        // Of a delivery that was over and is not any more.
        await trx
          .deleteFrom('positions')
          .where('line_id', 'in', lineIdsOf(shares))
          .where('member_id', 'in', memberIdsOf(shares))
          .where('ends_at', '<=', at)
          .execute();
        await trx
          .insertInto('positions')
          .values(
            shares.map(({ lineId, memberId }) => ({
              line_id: lineId,
              member_id: memberId,
              fix: null,
              trail: '[]',
              updated_at: at,
              ends_at: endsAt,
            })),
          )
          .onConflict((conflict) => conflict.columns(['line_id', 'member_id']).doUpdateSet({ ends_at: endsAt }))
          .execute();
      });
    },

    async keep(ways, at) {
      await db.transaction().execute(async (trx) => {
        for (const { scope, fix, trail, shares } of ways) {
          await trx
            .updateTable('ways')
            .set({ fix: fix && JSON.stringify(fix), trail: JSON.stringify(trail), updated_at: at })
            .where('role', '=', scope.role)
            .where('scope_id', '=', scope.scopeId)
            .execute();
          for (const [since, changed] of Map.groupBy(shares, (share) => share.since)) {
            await trx
              .updateTable('positions')
              .set({ since })
              .where('line_id', 'in', lineIdsOf(changed))
              .where('member_id', 'in', memberIdsOf(changed))
              .execute();
          }
        }
      });
    },

    async keepLast({ lineId, memberId }, { fix, trail }, at) {
      await db
        .updateTable('positions')
        .set({
          fix: fix && JSON.stringify(fix),
          trail: JSON.stringify(trail),
          updated_at: at,
          ends_at: at,
          since: null,
        })
        .where('line_id', '=', lineId)
        .where('member_id', '=', memberId)
        .execute();
    },

    async forget(shares, whole) {
      await db.transaction().execute(async (trx) => {
        if (shares.length > 0)
          await trx
            .deleteFrom('positions')
            .where('line_id', 'in', lineIdsOf(shares))
            .where('member_id', 'in', memberIdsOf(shares))
            .execute();
        for (const { role, scopeId } of whole)
          await trx.deleteFrom('ways').where('role', '=', role).where('scope_id', '=', scopeId).execute();
      });
    },
  };
}

const toScope = (row: { role: string; scope_id: string }): Scope => ({
  role: row.role as Role,
  scopeId: row.scope_id,
});
