import type { Kysely } from 'kysely';
import { type Fix, type LineId, type MemberId, statuses } from '#protocol';
import { isFinal } from '../deliveries/rules.ts';
import type { Tables } from '../storage/tables.ts';
import type { TrailPoint } from './rules.ts';

/** A member who shares with their line. */
export interface ShareKey {
  readonly lineId: LineId;
  readonly memberId: MemberId;
}

/** What is known of a person's way. */
export interface KnownPath {
  readonly fix: Fix | null;
  readonly trail: readonly TrailPoint[];
}

export interface KeptShare extends ShareKey, KnownPath {
  /** When it was last written, epoch ms. */
  readonly updatedAt: number;
}

/** One person's way, for all the lines it is shared with. */
export interface PathToKeep extends KnownPath {
  readonly shares: readonly ShareKey[];
}

export interface PositionStore {
  /** Everybody who shares on lines that are not over. */
  all(): Promise<KeptShare[]>;
  /** Marks members as sharing; those who already share keep what is known of them. */
  begin(shares: readonly ShareKey[], at: number): Promise<void>;
  /** Writes the ways of members who share; of one who stopped in the meantime nothing is written. */
  keep(paths: readonly PathToKeep[], at: number): Promise<void>;
  /** Forgets that they share, the fix and the trail. */
  forget(shares: readonly ShareKey[]): Promise<void>;
  /** Forgets everybody's on a line. */
  forgetLine(lineId: LineId): Promise<void>;
}

const finals = statuses.filter((status) => isFinal(status));
const lineIdsOf = (shares: readonly ShareKey[]) => shares.map(({ lineId }) => lineId);
const memberIdsOf = (shares: readonly ShareKey[]) => shares.map(({ memberId }) => memberId);

export function positionStore(db: Kysely<Tables>): PositionStore {
  return {
    async all() {
      const rows = await db
        .selectFrom('positions')
        .innerJoin('deliveries', 'deliveries.id', 'positions.line_id')
        .selectAll('positions')
        // What is kept beyond a delivery's end is shared with nobody.
        .where('deliveries.status', 'not in', finals)
        .execute();
      return rows.map((row) => ({
        lineId: row.line_id as LineId,
        memberId: row.member_id as MemberId,
        // Written by `keep` alone, so what comes back is of the type that went in.
        fix: row.fix === null ? null : (JSON.parse(row.fix) as Fix),
        trail: JSON.parse(row.trail) as TrailPoint[],
        updatedAt: row.updated_at,
      }));
    },

    async begin(shares, at) {
      const rows = shares.map(({ lineId, memberId }) => ({
        line_id: lineId,
        member_id: memberId,
        fix: null,
        trail: '[]',
        updated_at: at,
      }));
      await db
        .insertInto('positions')
        .values(rows)
        .onConflict((conflict) => conflict.columns(['line_id', 'member_id']).doNothing())
        .execute();
    },

    async keep(paths, at) {
      await db.transaction().execute(async (trx) => {
        for (const { shares, fix, trail } of paths) {
          await trx
            .updateTable('positions')
            .set({ fix: fix && JSON.stringify(fix), trail: JSON.stringify(trail), updated_at: at })
            .where('line_id', 'in', lineIdsOf(shares))
            .where('member_id', 'in', memberIdsOf(shares))
            .execute();
        }
      });
    },

    async forget(shares) {
      await db
        .deleteFrom('positions')
        .where('line_id', 'in', lineIdsOf(shares))
        .where('member_id', 'in', memberIdsOf(shares))
        .execute();
    },

    async forgetLine(lineId) {
      await db.deleteFrom('positions').where('line_id', '=', lineId).execute();
    },
  };
}
