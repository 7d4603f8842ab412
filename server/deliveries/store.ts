import type { Kysely, Selectable, Transaction } from 'kysely';
import {
  spokenKinds,
  type Delivery,
  type EntryBody,
  type LineId,
  type LineSummary,
  type Member,
  type MemberId,
  type Role,
  type RoundId,
  type Status,
} from '#protocol';
import type { Tables } from '../storage/tables.ts';
import { lastWordsOf } from '../protocol/last-words.ts';

type Row = Selectable<Tables['deliveries']> & { courier_name: string };

const toDelivery = (row: Row): Delivery => ({
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

const one = (row: Row | undefined) => (row ? { delivery: toDelivery(row), roundId: row.round_id as RoundId } : null);

export interface NewDelivery {
  readonly id: LineId;
  readonly reference: string;
  readonly recipientName: string;
  readonly courier: { readonly id: string; readonly name: string };
  readonly day: string;
  readonly address: string;
  readonly addressDetail: string;
  readonly point: { readonly lat: number; readonly lng: number };
  readonly window: { readonly from: number; readonly to: number } | null;
  readonly at: number;
  /** Fresh ids, used where the round is new and for the two members. */
  readonly ids: { readonly round: RoundId; readonly courier: MemberId; readonly recipient: MemberId };
}

export interface DeliveryStore {
  byId(id: string): Promise<{ delivery: Delivery; roundId: RoundId } | null>;
  byReference(reference: string): Promise<{ delivery: Delivery; roundId: RoundId } | null>;
  /** Adds delivery, members, courier and round in one transaction; false where the reference exists. */
  add(delivery: NewDelivery): Promise<boolean>;
  /** Moves `from` → `to` within a transaction; false where the status is no longer `from`. */
  setStatus(trx: Transaction<Tables>, id: LineId, from: Status, to: Status, at: number): Promise<boolean>;
  linesOf(role: Role, scopeId: string): Promise<LineSummary[]>;
  courierOf(id: LineId): Promise<string | null>;
}

export function deliveryStore(db: Kysely<Tables>): DeliveryStore {
  const deliveries = () =>
    db
      .selectFrom('deliveries')
      .innerJoin('rounds', 'rounds.id', 'deliveries.round_id')
      .innerJoin('couriers', 'couriers.id', 'rounds.courier_id')
      .selectAll('deliveries')
      .select('couriers.name as courier_name');

  return {
    async byId(id) {
      return one(await deliveries().where('deliveries.id', '=', id).executeTakeFirst());
    },

    async byReference(reference) {
      return one(await deliveries().where('deliveries.reference', '=', reference).executeTakeFirst());
    },

    add(delivery) {
      return db.transaction().execute(async (trx) => {
        const { courier, day, ids, id, at } = delivery;
        await trx
          .insertInto('couriers')
          .values(courier)
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ name: courier.name }))
          .execute();
        await trx
          .insertInto('rounds')
          .values({ id: ids.round, courier_id: courier.id, day })
          .onConflict((conflict) => conflict.columns(['courier_id', 'day']).doNothing())
          .execute();
        const round = await trx
          .selectFrom('rounds')
          .select('id')
          .where('courier_id', '=', courier.id)
          .where('day', '=', day)
          .executeTakeFirstOrThrow();
        const last = await trx
          .selectFrom('deliveries')
          .select((eb) => eb.fn.max('stop').as('stop'))
          .where('round_id', '=', round.id)
          .executeTakeFirst();
        const inserted = await trx
          .insertInto('deliveries')
          .values({
            id,
            reference: delivery.reference,
            round_id: round.id,
            stop: (last?.stop ?? 0) + 1,
            status: 'assigned',
            status_at: at,
            recipient_name: delivery.recipientName,
            address: delivery.address,
            address_detail: delivery.addressDetail,
            lat: delivery.point.lat,
            lng: delivery.point.lng,
            window_from: delivery.window?.from ?? null,
            window_to: delivery.window?.to ?? null,
            created_at: at,
          })
          .onConflict((conflict) => conflict.column('reference').doNothing())
          .executeTakeFirst();
        if (Number(inserted.numInsertedOrUpdatedRows) === 0) return false;
        await trx
          .insertInto('members')
          .values([
            { id: ids.courier, line_id: id, role: 'courier', name: courier.name, scope_id: round.id },
            { id: ids.recipient, line_id: id, role: 'recipient', name: delivery.recipientName, scope_id: id },
          ])
          .execute();
        return true;
      });
    },

    async setStatus(trx, id, from, to, at) {
      const { numUpdatedRows } = await trx
        .updateTable('deliveries')
        .set({ status: to, status_at: at })
        .where('id', '=', id)
        .where('status', '=', from)
        .executeTakeFirst();
      return Number(numUpdatedRows) === 1;
    },

    async courierOf(id) {
      const row = await db
        .selectFrom('deliveries')
        .innerJoin('rounds', 'rounds.id', 'deliveries.round_id')
        .select('rounds.courier_id')
        .where('deliveries.id', '=', id)
        .executeTakeFirst();
      return row?.courier_id ?? null;
    },

    async linesOf(role, scopeId) {
      const rows = await deliveries()
        .innerJoin('members as mine', 'mine.line_id', 'deliveries.id')
        .leftJoin('marks', (join) =>
          join.onRef('marks.line_id', '=', 'mine.line_id').onRef('marks.member_id', '=', 'mine.id'),
        )
        .select(['mine.id as my_id', 'mine.joined_seq as my_joined_seq', 'marks.read as my_read'])
        .where('mine.role', '=', role)
        .where('mine.scope_id', '=', scopeId)
        .where('mine.left_at', 'is', null)
        .orderBy('deliveries.stop')
        .execute();
      const lineIds = rows.map((row) => row.id);
      if (lineIds.length === 0) return [];
      const members = await db
        .selectFrom('members')
        .selectAll()
        .where('line_id', 'in', lineIds)
        .orderBy('role')
        .execute();
      const lastEntries = await db
        .selectFrom('entries')
        .innerJoin('deliveries', (join) =>
          join.onRef('deliveries.id', '=', 'entries.line_id').onRef('deliveries.seq', '=', 'entries.seq'),
        )
        .select(['entries.line_id', 'entries.by_member', 'entries.at', 'entries.body'])
        .where('entries.line_id', 'in', lineIds)
        .execute();
      const unread = await db
        .selectFrom('entries')
        .innerJoin('members as mine', 'mine.line_id', 'entries.line_id')
        .leftJoin('marks', (join) =>
          join.onRef('marks.line_id', '=', 'mine.line_id').onRef('marks.member_id', '=', 'mine.id'),
        )
        .select((eb) => ['entries.line_id', eb.fn.countAll<number>().as('count')])
        .where('mine.role', '=', role)
        .where('mine.scope_id', '=', scopeId)
        .where('entries.line_id', 'in', lineIds)
        .where('entries.kind', 'in', spokenKinds)
        .whereRef('entries.by_member', '<>', 'mine.id')
        .where((eb) => eb('entries.seq', '>', eb.fn.coalesce('marks.read', 'mine.joined_seq')))
        .groupBy('entries.line_id')
        .execute();
      return rows.map((row) => {
        const here: Member[] = members
          .filter((member) => member.line_id === row.id)
          .map((member) => ({
            id: member.id as MemberId,
            lineId: row.id as LineId,
            role: member.role as Role,
            name: member.name,
            left: member.left_at !== null,
          }));
        const last = lastEntries.find((entry) => entry.line_id === row.id);
        return {
          delivery: toDelivery(row),
          me: row.my_id as MemberId,
          members: here,
          stop: row.stop,
          lastWords: last
            ? lastWordsOf(JSON.parse(last.body) as EntryBody, last.by_member as MemberId | null, last.at)
            : null,
          unread: Number(unread.find((line) => line.line_id === row.id)?.count ?? 0),
        };
      });
    },
  };
}
