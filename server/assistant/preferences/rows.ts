import type { Kysely, Selectable, Transaction } from 'kysely';
import type { ContactChannel, KeptPlace, LineId } from '#protocol';
import type { Tables } from '../../storage/tables.ts';
import type { Facts } from './visits.ts';

export const facts = ['place', 'home', 'channel'] as const;
export type Fact = (typeof facts)[number];

/** The operator's own id of the line's recipient; null where it gave none. */
export async function recipientOf(db: Kysely<Tables>, lineId: LineId): Promise<string | null> {
  const row = await db.selectFrom('deliveries').select('recipient_id').where('id', '=', lineId).executeTakeFirst();
  return row?.recipient_id ?? null;
}

/** The recipient's wishes, made where there are none, and theirs alone until the transaction ends. */
export const lockedWishes = (
  trx: Transaction<Tables>,
  recipientId: string,
): Promise<Selectable<Tables['preferences']>> =>
  trx
    .insertInto('preferences')
    .values({ recipient_id: recipientId, remembers: 1, place: null, channel: null, forgotten_at: 0 })
    .onConflict((conflict) =>
      conflict.column('recipient_id').doUpdateSet((eb) => ({ recipient_id: eb.ref('excluded.recipient_id') })),
    )
    .returningAll()
    .executeTakeFirstOrThrow();

export const toFacts = (row: { place: string | null; home: number | null; channel: string | null }): Facts => ({
  // Written from typed facts.
  place: row.place as KeptPlace | null,
  home: row.home === null ? null : row.home === 1,
  channel: row.channel as ContactChannel | null,
});
