import type { ExpressionBuilder, Kysely, Selectable, Transaction } from 'kysely';
import {
  type ContactChannel,
  type KeptPlace,
  type LineId,
  PREFERENCE_NOTES_MAX,
  type PreferenceNote,
  type PreferenceNoteId,
} from '#protocol';
import { finalStatuses } from '../../deliveries/rules.ts';
import type { Tables } from '../../storage/tables.ts';
import { type Fact, facts, lockedWishes, recipientOf, toFacts } from './rows.ts';
import type { Outcome } from './rules.ts';

/** Outcomes of one recipient that are looked at, the newest: a parcel a day for half a year. */
const OUTCOMES_MAX = 200;

/** What is kept of a recipient. */
export interface Kept {
  /** False: they have said that nothing is to be. */
  readonly remembers: boolean;
  /** As they have said themselves. */
  readonly place: KeptPlace | null;
  readonly channel: ContactChannel | null;
  /** Oldest first. */
  readonly notes: readonly PreferenceNote[];
  /** Newest first. */
  readonly outcomes: readonly (Outcome & { readonly deliveryId: LineId })[];
}

const isFact = (what: string): what is Fact => facts.some((fact) => fact === what);

type Forgettable = 'all' | 'notes' | Fact | PreferenceNoteId;

export interface PreferenceStore {
  /** The operator's own id of the line's recipient; null where it gave none. */
  recipientOf(lineId: LineId): Promise<string | null>;
  /** All is null and empty for whom nothing is known of. `most` outcomes. */
  keptOf(recipientId: string, most?: number): Promise<Kept>;
  /** `off`: they want nothing kept. */
  correct(recipientId: string, as: { place?: KeptPlace; channel?: ContactChannel }): Promise<'kept' | 'off'>;
  /** The same words are kept once. */
  addNote(recipientId: string, note: PreferenceNote): Promise<'kept' | 'full' | 'off'>;
  /** `at`: what ended up to now is not learnt again. */
  forget(recipientId: string, what: Forgettable, at: number): Promise<void>;
  /** Off deletes everything. */
  setRemembering(recipientId: string, on: boolean, at: number): Promise<void>;
  /** Deletes everything of the line's recipient, and no longer knows who that is. */
  forgetLine(lineId: LineId, at: number): Promise<void>;
  /** Outcomes from before, epoch ms, and what recipients said themselves who had no delivery since. */
  forgetBefore(before: number): Promise<void>;
}

type Trx = Transaction<Tables>;

export function preferenceStore(db: Kysely<Tables>): PreferenceStore {
  /** Facts of visits that have ended: those of one that goes on belong to this delivery, not to what is remembered. */
  const areOfEnded = (recipientId: string) => (eb: ExpressionBuilder<Tables, 'preference_facts'>) =>
    eb.or([
      eb.exists(
        eb
          .selectFrom('preference_outcomes as ended')
          .select('ended.line_id')
          .where('ended.recipient_id', '=', recipientId)
          .whereRef('ended.line_id', '=', 'preference_facts.line_id')
          .whereRef('ended.visit', '=', 'preference_facts.visit'),
      ),
      eb(
        'preference_facts.line_id',
        'in',
        eb
          .selectFrom('deliveries')
          .select('id')
          .where('recipient_id', '=', recipientId)
          .where('status', 'in', [...finalStatuses]),
      ),
    ]);

  async function forgetAll(trx: Trx, recipientId: string): Promise<void> {
    await trx.deleteFrom('preference_facts').where(areOfEnded(recipientId)).execute();
    await trx.deleteFrom('preference_outcomes').where('recipient_id', '=', recipientId).execute();
    await trx.deleteFrom('preference_notes').where('recipient_id', '=', recipientId).execute();
    await trx
      .updateTable('preferences')
      .set({ place: null, channel: null })
      .where('recipient_id', '=', recipientId)
      .execute();
  }

  async function forgetCounted(trx: Trx, recipientId: string, what: Fact): Promise<void> {
    await trx
      .updateTable('preference_facts')
      .set({ [what]: null })
      .where(areOfEnded(recipientId))
      .execute();
    await trx
      .updateTable('preference_outcomes')
      .set({ [what]: null })
      .where('recipient_id', '=', recipientId)
      .execute();
    await trx
      .deleteFrom('preference_outcomes')
      .where('recipient_id', '=', recipientId)
      .where('place', 'is', null)
      .where('home', 'is', null)
      .where('channel', 'is', null)
      .execute();
    if (what === 'home') return;
    await trx
      .updateTable('preferences')
      .set({ [what]: null })
      .where('recipient_id', '=', recipientId)
      .execute();
  }

  /** Does it with the recipient's wishes locked. */
  const forRecipient = <T>(recipientId: string, work: (trx: Trx, remembers: boolean) => Promise<T>): Promise<T> =>
    db.transaction().execute(async (trx) => work(trx, (await lockedWishes(trx, recipientId)).remembers === 1));

  const forgotten = (trx: Trx, recipientId: string, at: number) =>
    trx.updateTable('preferences').set({ forgotten_at: at }).where('recipient_id', '=', recipientId).execute();

  return {
    recipientOf: (lineId) => recipientOf(db, lineId),

    async keptOf(recipientId, most = OUTCOMES_MAX) {
      const wishes = await db
        .selectFrom('preferences')
        .select(['remembers', 'place', 'channel'])
        .where('recipient_id', '=', recipientId)
        .executeTakeFirst();
      const notes = await db
        .selectFrom('preference_notes')
        .select(['id', 'text', 'at'])
        .where('recipient_id', '=', recipientId)
        .orderBy('at')
        .orderBy('id')
        .execute();
      const outcomes = await db
        .selectFrom('preference_outcomes')
        .select(['line_id', 'at', 'weekday', 'hour', 'place', 'home', 'channel'])
        .where('recipient_id', '=', recipientId)
        .orderBy('at', 'desc')
        .limit(most)
        .execute();
      return {
        remembers: wishes?.remembers !== 0,
        place: (wishes?.place ?? null) as KeptPlace | null,
        channel: (wishes?.channel ?? null) as ContactChannel | null,
        notes: notes.map(({ id, text, at }) => ({ id: id as PreferenceNoteId, text, at })),
        outcomes: outcomes.map(toOutcome),
      };
    },

    correct(recipientId, as) {
      return forRecipient(recipientId, async (trx, remembers) => {
        if (!remembers) return 'off';
        await trx.updateTable('preferences').set(as).where('recipient_id', '=', recipientId).execute();
        return 'kept';
      });
    },

    addNote(recipientId, { id, text, at }) {
      return forRecipient(recipientId, async (trx, remembers) => {
        if (!remembers) return 'off';
        const kept = await trx
          .selectFrom('preference_notes')
          .select('text')
          .where('recipient_id', '=', recipientId)
          .execute();
        if (kept.some((one) => one.text === text)) return 'kept';
        if (kept.length >= PREFERENCE_NOTES_MAX) return 'full';
        await trx.insertInto('preference_notes').values({ id, recipient_id: recipientId, text, at }).execute();
        return 'kept';
      });
    },

    async forget(recipientId, what, at) {
      await forRecipient(recipientId, async (trx) => {
        if (what === 'all') await forgetAll(trx, recipientId);
        else if (isFact(what)) await forgetCounted(trx, recipientId, what);
        else {
          const notes = trx.deleteFrom('preference_notes').where('recipient_id', '=', recipientId);
          await (what === 'notes' ? notes : notes.where('id', '=', what)).execute();
          return;
        }
        await forgotten(trx, recipientId, at);
      });
    },

    async setRemembering(recipientId, on, at) {
      await forRecipient(recipientId, async (trx, remembers) => {
        if (remembers && on) return;
        // What ended while nothing was to be kept is not learnt later either.
        await trx
          .updateTable('preferences')
          .set({ remembers: Number(on), forgotten_at: at })
          .where('recipient_id', '=', recipientId)
          .execute();
        if (on) return;
        await forgetAll(trx, recipientId);
        await trx
          .deleteFrom('preference_facts')
          .where('line_id', 'in', (eb) =>
            eb.selectFrom('deliveries').select('id').where('recipient_id', '=', recipientId),
          )
          .execute();
      });
    },

    async forgetLine(lineId, at) {
      const recipientId = await recipientOf(db, lineId);
      if (recipientId === null) return;
      await forRecipient(recipientId, async (trx) => {
        await forgetAll(trx, recipientId);
        await forgotten(trx, recipientId, at);
        await trx.deleteFrom('preference_facts').where('line_id', '=', lineId).execute();
        await trx.updateTable('deliveries').set({ recipient_id: null }).where('id', '=', lineId).execute();
      });
    },

    async forgetBefore(before) {
      await db.deleteFrom('preference_outcomes').where('at', '<', before).execute();
      await db.deleteFrom('preference_facts').where('at', '<', before).execute();
      // One look into the index for each of those few, not all deliveries of two years.
      const since = db.selectFrom('deliveries').select('id').where('created_at', '>=', before).limit(1);
      await db
        .deleteFrom('preference_notes')
        .where('at', '<', before)
        .where((eb) =>
          eb.not(eb.exists(since.whereRef('deliveries.recipient_id', '=', eb.ref('preference_notes.recipient_id')))),
        )
        .execute();
      // Who wants nothing kept is known for that for ever.
      await db
        .deleteFrom('preferences')
        .where('remembers', '=', 1)
        .where('forgotten_at', '<', before)
        .where((eb) =>
          eb.not(eb.exists(since.whereRef('deliveries.recipient_id', '=', eb.ref('preferences.recipient_id')))),
        )
        .execute();
    },
  };
}

function toOutcome({
  line_id,
  at,
  weekday,
  hour,
  ...row
}: Omit<Selectable<Tables['preference_outcomes']>, 'visit' | 'recipient_id'>) {
  return { deliveryId: line_id as LineId, at, weekday, hour, ...toFacts(row) };
}
