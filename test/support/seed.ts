import type { Kysely } from 'kysely';
import type { Delivery, LineId, MemberId, RoundId } from '#protocol';
import { deliveryStore } from '../../server/deliveries/store.ts';
import { newId } from '../../server/new-id.ts';
import type { Tables } from '../../server/storage/tables.ts';

/** A delivery with its two members, straight in the database. */
export async function seedDelivery(
  db: Kysely<Tables>,
  fields: { reference?: string; courierId?: string; recipientId?: string; day?: string; at?: number } = {},
): Promise<{ delivery: Delivery; lineId: LineId; roundId: RoundId; courier: MemberId; recipient: MemberId }> {
  const id = newId<LineId>();
  const ids = { round: newId<RoundId>(), courier: newId<MemberId>(), recipient: newId<MemberId>() };
  const store = deliveryStore(db);
  await store.add({
    id,
    reference: fields.reference ?? `ref-${id}`,
    recipientName: 'Li',
    recipientId: fields.recipientId ?? null,
    courier: { id: fields.courierId ?? `courier-${id}`, name: 'Wang' },
    day: fields.day ?? '2026-03-01',
    address: 'Demo Garden',
    addressDetail: '3-1201',
    point: { lat: 30.28, lng: 120.02 },
    window: null,
    at: fields.at ?? 1_000,
    ids,
  });
  const found = await store.byId(id);
  if (!found) throw new Error('The delivery was not stored');
  return {
    delivery: found.delivery,
    lineId: id,
    roundId: found.roundId,
    courier: ids.courier,
    recipient: ids.recipient,
  };
}
