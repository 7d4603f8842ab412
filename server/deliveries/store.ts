import type { Kysely, Transaction } from 'kysely';
import type { Delivery, LineId, MemberId, RoundId, Status } from '#protocol';
import type { Stop } from '../parts.ts';
import type { Tables } from '../storage/tables.ts';
import { type DeliveryRow, toDelivery } from './lines.ts';

const one = (row: DeliveryRow | undefined) =>
  row ? { delivery: toDelivery(row), roundId: row.round_id as RoundId } : null;

export interface NewDelivery {
  readonly id: LineId;
  readonly reference: string;
  readonly recipientName: string;
  /** The operator's own id of them; null where it gives none. */
  readonly recipientId: string | null;
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

/** What of a delivery changes. */
export type Standing = Pick<Delivery, 'status' | 'window'>;

export interface DeliveryStore {
  byId(id: string): Promise<{ delivery: Delivery; roundId: RoundId } | null>;
  byReference(reference: string): Promise<{ delivery: Delivery; roundId: RoundId } | null>;
  /** Adds delivery, members, courier and round in one transaction; false where the reference exists. */
  add(delivery: NewDelivery): Promise<boolean>;
  /** Gives the delivery another status and window; false where it has no longer those that were seen. */
  move(trx: Transaction<Tables>, id: LineId, from: Standing, to: Standing & { readonly at: number }): Promise<boolean>;
  courierOf(id: LineId): Promise<string | null>;
  roundOf(id: LineId): Promise<RoundId | null>;
  stopsOf(roundId: string): Promise<Stop[]>;
}

export function deliveryStore(db: Kysely<Tables>): DeliveryStore {
  const deliveries = () =>
    db
      .selectFrom('deliveries')
      .innerJoin('members as courier', (join) =>
        join.onRef('courier.line_id', '=', 'deliveries.id').on('courier.role', '=', 'courier'),
      )
      .selectAll('deliveries')
      .select('courier.name as courier_name');

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
            recipient_id: delivery.recipientId,
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
        // They speak as on their last round.
        const before = await trx
          .selectFrom('rounds')
          .innerJoin('members', 'members.scope_id', 'rounds.id')
          .select('members.speaks')
          .where('rounds.courier_id', '=', courier.id)
          .where('members.role', '=', 'courier')
          .orderBy('rounds.day', 'desc')
          .limit(1)
          .executeTakeFirst();
        const speaks = before?.speaks ?? null;
        await trx
          .insertInto('members')
          .values([
            { id: ids.courier, line_id: id, role: 'courier', name: courier.name, scope_id: round.id, speaks },
            {
              id: ids.recipient,
              line_id: id,
              role: 'recipient',
              name: delivery.recipientName,
              scope_id: id,
              speaks: null,
            },
          ])
          .execute();
        return true;
      });
    },

    async move(trx, id, from, to) {
      const { numUpdatedRows } = await trx
        .updateTable('deliveries')
        .set({
          status: to.status,
          status_at: to.at,
          window_from: to.window?.from ?? null,
          window_to: to.window?.to ?? null,
        })
        .where('id', '=', id)
        .where('status', '=', from.status)
        .where('window_from', from.window ? '=' : 'is', from.window?.from ?? null)
        .where('window_to', from.window ? '=' : 'is', from.window?.to ?? null)
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

    async roundOf(id) {
      const row = await db.selectFrom('deliveries').select('round_id').where('id', '=', id).executeTakeFirst();
      return row ? (row.round_id as RoundId) : null;
    },

    async stopsOf(roundId) {
      const rows = await db
        .selectFrom('deliveries')
        .select(['id', 'stop', 'status', 'lat', 'lng'])
        .where('round_id', '=', roundId)
        .orderBy('stop')
        .orderBy('created_at')
        .execute();
      return rows.map(({ id, stop, status, lat, lng }) => ({
        lineId: id as LineId,
        stop,
        status: status as Status,
        point: { lat, lng },
      }));
    },
  };
}
