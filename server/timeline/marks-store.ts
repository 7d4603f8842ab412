import type { ExpressionBuilder, Kysely } from 'kysely';
import type { LineId, Mark, MemberId } from '#protocol';
import type { Tables } from '../storage/tables.ts';

export interface LineMark extends Mark {
  readonly lineId: LineId;
}

export interface MarksStore {
  /** Marks of everybody on these lines who has one. */
  of(lineIds: readonly LineId[]): Promise<LineMark[]>;
  /** The last `seq` of each line. */
  endsOf(lineIds: readonly LineId[]): Promise<Map<LineId, number>>;
  /** Moves marks forward, all in one transaction; one that is further on already stays. */
  write(marks: readonly LineMark[]): Promise<void>;
}

/** Marks in one statement: SQLite takes 32,766 values at most, PostgreSQL 65,535. */
const WRITE_MAX = 1000;

type Conflict = ExpressionBuilder<Tables & { excluded: Tables['marks'] }, 'marks' | 'excluded'>;
// "The larger of two" is `max` in one engine and `greatest` in the other.
const further = (eb: Conflict, column: 'delivered' | 'read') =>
  eb
    .case()
    .when(`excluded.${column}`, '>', eb.ref(`marks.${column}`))
    .then(eb.ref(`excluded.${column}`))
    .else(eb.ref(`marks.${column}`))
    .end();

export function marksStore(db: Kysely<Tables>): MarksStore {
  return {
    async of(lineIds) {
      const rows = await db.selectFrom('marks').selectAll().where('line_id', 'in', lineIds).execute();
      return rows.map(({ line_id, member_id, delivered, read }) => ({
        lineId: line_id as LineId,
        memberId: member_id as MemberId,
        delivered,
        read,
      }));
    },

    async endsOf(lineIds) {
      const rows = await db.selectFrom('deliveries').select(['id', 'seq']).where('id', 'in', lineIds).execute();
      return new Map(rows.map(({ id, seq }) => [id as LineId, seq]));
    },

    async write(marks) {
      // In one order for everybody: two servers that write the same two marks wait, and never for each other.
      const rows = marks
        .map(({ lineId, memberId, delivered, read }) => ({ line_id: lineId, member_id: memberId, delivered, read }))
        .sort((a, b) => (`${a.line_id} ${a.member_id}` < `${b.line_id} ${b.member_id}` ? -1 : 1));
      await db.transaction().execute(async (trx) => {
        for (let from = 0; from < rows.length; from += WRITE_MAX) {
          await trx
            .insertInto('marks')
            .values(rows.slice(from, from + WRITE_MAX))
            .onConflict((conflict) =>
              conflict
                .columns(['line_id', 'member_id'])
                .doUpdateSet((eb) => ({ delivered: further(eb, 'delivered'), read: further(eb, 'read') })),
            )
            .execute();
        }
      });
    },
  };
}
