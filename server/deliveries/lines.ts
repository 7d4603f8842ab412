import type { Kysely, Selectable } from 'kysely';
import {
  spokenKinds,
  type Delivery,
  type EntryBody,
  type LineId,
  type LineSummary,
  type Member,
  type MemberId,
  type Status,
  type Topic,
} from '#protocol';
import type { Scope } from '../parts.ts';
import { toMember } from '../member-row.ts';
import type { Tables } from '../storage/tables.ts';
import { lastWordsOf } from '../protocol/last-words.ts';
import { isGuest } from '../people/rules.ts';
import { finalStatuses } from './rules.ts';
import { topicsOf } from './topics.ts';

export type DeliveryRow = Selectable<Tables['deliveries']> & { courier_name: string };

export const toDelivery = (row: DeliveryRow): Delivery => ({
  id: row.id as LineId,
  reference: row.reference,
  status: row.status as Status,
  recipientName: row.recipient_name,
  courierName: row.courier_name,
  address: row.address,
  addressDetail: row.address_detail,
  point: { lat: row.lat, lng: row.lng },
  window: row.window_from === null || row.window_to === null ? null : { from: row.window_from, to: row.window_to },
  statusAt: row.status_at,
});

/** Which lines of a scope are wanted. */
export interface LineChoice {
  readonly scope: Scope;
  /** Only this one. */
  readonly lineId?: LineId;
  /** Without those that reached a final status before this, epoch ms. */
  readonly endedSince?: number;
}

/** The lines that somebody is on. */
export interface Lines {
  /** In the order of the round. */
  summaries(choice: LineChoice): Promise<LineSummary[]>;
  ids(choice: LineChoice): Promise<LineId[]>;
}

export function openLines(db: Kysely<Tables>): Lines {
  const chosen = ({ scope, lineId, endedSince }: LineChoice) => {
    const mine = db
      .selectFrom('members as mine')
      .innerJoin('deliveries', 'deliveries.id', 'mine.line_id')
      .where('mine.role', '=', scope.role)
      .where('mine.scope_id', '=', scope.scopeId)
      .where('mine.left_at', 'is', null);
    const one = lineId === undefined ? mine : mine.where('mine.line_id', '=', lineId);
    return endedSince === undefined
      ? one
      : one.where((eb) =>
          eb.or([eb('deliveries.status', 'not in', [...finalStatuses]), eb('deliveries.status_at', '>=', endedSince)]),
        );
  };

  /** What others have said themselves on each line since the scope's member came and read, by line. */
  async function unreadOf({ role, scopeId }: Scope, lineIds: readonly LineId[]): Promise<Map<string, number>> {
    const counts = await db
      .selectFrom('members as mine')
      .leftJoin('marks', (join) =>
        join.onRef('marks.line_id', '=', 'mine.line_id').onRef('marks.member_id', '=', 'mine.id'),
      )
      .innerJoin('entries', (join) =>
        join
          .onRef('entries.line_id', '=', 'mine.line_id')
          .on((eb) => eb('entries.seq', '>', eb.fn.coalesce('marks.read', 'mine.joined_seq'))),
      )
      .select((eb) => ['mine.line_id', eb.fn.countAll<number>().as('count')])
      .where('mine.role', '=', role)
      .where('mine.scope_id', '=', scopeId)
      .where('mine.line_id', 'in', lineIds)
      // Who was away and has come back may have read less than what is hidden from him.
      .whereRef('entries.seq', '>', 'mine.joined_seq')
      .where('entries.kind', 'in', spokenKinds)
      .whereRef('entries.by_member', '<>', 'mine.id')
      .groupBy('mine.line_id')
      .execute();
    return new Map(counts.map(({ line_id, count }) => [line_id, count]));
  }

  /** Since when each line waits for a word of its guest's side, by line: see `LineSummary`. */
  async function waitsOf({ role, scopeId }: Scope, lineIds: readonly LineId[]): Promise<Map<string, number>> {
    const rows = await db
      .with('mine', (cte) =>
        cte
          .selectFrom('members')
          .select(['line_id', 'joined_seq'])
          .where('role', '=', role)
          .where('scope_id', '=', scopeId)
          .where('line_id', 'in', lineIds),
      )
      .with('answered', (cte) =>
        cte
          .selectFrom('mine')
          .innerJoin('entries', (join) =>
            join.onRef('entries.line_id', '=', 'mine.line_id').onRef('entries.seq', '>', 'mine.joined_seq'),
          )
          .leftJoin('members as speaker', 'speaker.id', 'entries.by_member')
          .select((eb) => ['mine.line_id', eb.fn.max('entries.seq').as('seq')])
          .where((eb) =>
            eb.or([
              // A call that nobody took answers nobody.
              eb.and([
                eb('entries.kind', '=', 'call'),
                eb('entries.body', 'not like', '%"talkMs":0,%'),
                eb('entries.body', 'not like', '%"talkMs":0}%'),
              ]),
              eb.and([eb('entries.kind', 'in', spokenKinds), eb('speaker.role', '=', role)]),
            ]),
          )
          .groupBy('mine.line_id'),
      )
      .selectFrom('mine')
      .leftJoin('answered', 'answered.line_id', 'mine.line_id')
      .innerJoin('entries', (join) =>
        join
          .onRef('entries.line_id', '=', 'mine.line_id')
          .onRef('entries.seq', '>', 'mine.joined_seq')
          .on((eb) => eb('entries.seq', '>', eb.fn.coalesce('answered.seq', eb.lit(0)))),
      )
      .leftJoin('members as speaker', 'speaker.id', 'entries.by_member')
      .select((eb) => ['mine.line_id', eb.fn.min('entries.at').as('since')])
      .where((eb) =>
        eb.or([
          // They see from their own coming on: it is the first entry after `joined_seq`.
          eb.and([eb('entries.kind', '=', 'member'), eb('entries.seq', '=', eb('mine.joined_seq', '+', 1))]),
          eb.and([eb('entries.kind', 'in', spokenKinds), eb('speaker.role', '<>', role)]),
        ]),
      )
      .groupBy('mine.line_id')
      .execute();
    return new Map(rows.map(({ line_id, since }) => [line_id, since]));
  }

  async function membersOf(lineIds: readonly LineId[]): Promise<Map<string, Member[]>> {
    const rows = await db
      .selectFrom('members')
      .selectAll()
      .where('line_id', 'in', lineIds)
      .orderBy('role')
      .orderBy('joined_seq')
      .orderBy('id')
      .execute();
    return Map.groupBy(rows.map(toMember), ({ lineId }) => lineId);
  }

  async function lastWordsByLine(lineIds: readonly LineId[]): Promise<Map<string, LineSummary['lastWords']>> {
    const rows = await db
      .selectFrom('deliveries')
      .innerJoin('entries', (join) =>
        join.onRef('entries.line_id', '=', 'deliveries.id').onRef('entries.seq', '=', 'deliveries.seq'),
      )
      .select(['entries.line_id', 'entries.by_member', 'entries.at', 'entries.body'])
      .where('deliveries.id', 'in', lineIds)
      .execute();
    return new Map(
      rows.map((row) => [
        row.line_id,
        lastWordsOf(JSON.parse(row.body) as EntryBody, row.by_member as MemberId | null, row.at),
      ]),
    );
  }

  return {
    async summaries(choice) {
      const rows = await chosen(choice)
        .innerJoin('members as courier', (join) =>
          join.onRef('courier.line_id', '=', 'deliveries.id').on('courier.role', '=', 'courier'),
        )
        .selectAll('deliveries')
        .select(['courier.name as courier_name', 'mine.id as my_id'])
        .orderBy('deliveries.stop')
        .orderBy('deliveries.created_at')
        .execute();
      const lineIds = rows.map((row) => row.id as LineId);
      if (lineIds.length === 0) return [];
      const [members, lastWords, unread, waits, topics] = await Promise.all([
        membersOf(lineIds),
        lastWordsByLine(lineIds),
        unreadOf(choice.scope, lineIds),
        isGuest(choice.scope) ? waitsOf(choice.scope, lineIds) : new Map<string, number>(),
        choice.scope.role === 'agent' ? topicsOf(db, lineIds) : new Map<LineId, Topic>(),
      ]);
      return rows.map((row) => ({
        delivery: toDelivery(row),
        me: row.my_id as MemberId,
        members: members.get(row.id) ?? [],
        stop: row.stop,
        lastWords: lastWords.get(row.id) ?? null,
        unread: unread.get(row.id) ?? 0,
        helpAskedAt: row.help_asked_at ?? undefined,
        waitsSince: waits.get(row.id) ?? null,
        topic: topics.get(row.id as LineId),
      }));
    },

    async ids(choice) {
      const rows = await chosen(choice).select('mine.line_id').execute();
      return rows.map((row) => row.line_id as LineId);
    },
  };
}
