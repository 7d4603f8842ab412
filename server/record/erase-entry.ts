import { setImmediate } from 'node:timers/promises';
import type { Kysely, Transaction } from 'kysely';
import { type EntryBody, type EntryId, type LineId, type MemberId, spokenKinds } from '#protocol';
import type { Timeline } from '../parts.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { Tables } from '../storage/tables.ts';

type Erased = Extract<EntryBody, { kind: 'erased' }>;

/** Kinds of entries that hold what a person said. */
export const erasableKinds: readonly Erased['was'][] = [...spokenKinds, 'taken_back'];

/** Entries found at once. */
const PAGE = 50;

const asErased = (body: EntryBody, why: Erased['why']): Erased | null => {
  const was = erasableKinds.find((kind) => kind === body.kind);
  return was ? { kind: 'erased', was, why } : null;
};

/** What is left of an earlier state: its sum, which the chain needs and which tells nothing without the salt. */
const blank = { body: 'null', salt: null };

export interface Choice {
  readonly lineId: LineId;
  /** Only this member's. */
  readonly by?: MemberId;
  /** Only what was said before, epoch ms. */
  readonly before?: number;
  readonly why: Erased['why'];
}

export interface Eraser {
  /**
   * Erases what the choice names, one entry after the other, each in one transaction with its earlier states, and lets
   * others work in between: `pause`. Answers how many. Again, or after a crash: what was left.
   */
  erase(choice: Choice, pause?: () => Promise<void>): Promise<number>;
}

export function openEraser(parts: { db: Kysely<Tables>; timeline: Timeline; blobs: Blobs }): Eraser {
  const { db, timeline, blobs } = parts;

  async function forgetFiles(lineId: LineId, entryId: EntryId): Promise<void> {
    const of = (table: 'notes' | 'photos') =>
      db.selectFrom(table).where('line_id', '=', lineId).where('entry_id', '=', entryId);
    const notes = await of('notes').select('blob').execute();
    const photos = await db
      .selectFrom('photos')
      .select(['blob', 'thumb'])
      .where('line_id', '=', lineId)
      .where('entry_id', '=', entryId)
      .execute();
    for (const key of [...notes.map(({ blob }) => blob), ...photos.flatMap(({ blob, thumb }) => [blob, thumb])])
      await blobs.delete(key);
  }

  const forgetRows = (lineId: LineId, entryId: EntryId) => async (trx: Transaction<Tables>) => {
    await trx.updateTable('entry_versions').set(blank).where('entry_id', '=', entryId).execute();
    for (const table of ['notes', 'photos'] as const)
      await trx.deleteFrom(table).where('line_id', '=', lineId).where('entry_id', '=', entryId).execute();
  };

  return {
    async erase({ lineId, by, before, why }, pause = setImmediate) {
      let erased = 0;
      let last = 0;
      for (;;) {
        const entries = await db
          .selectFrom('entries')
          .select(['id', 'seq'])
          .where('line_id', '=', lineId)
          .where('seq', '>', last)
          .where('kind', 'in', erasableKinds)
          .$if(by !== undefined, (query) => query.where('by_member', '=', by ?? null))
          .$if(before !== undefined, (query) => query.where('at', '<', before ?? 0))
          .orderBy('seq')
          .limit(PAGE)
          .execute();
        for (const { id, seq } of entries) {
          const entryId = id as EntryId;
          // The files first: were the server to end between, the rows still say what is to be erased.
          await forgetFiles(lineId, entryId);
          await timeline.change(entryId, (now) => asErased(now.body, why), forgetRows(lineId, entryId));
          erased += 1;
          last = seq;
          await pause();
        }
        if (entries.length < PAGE) return erased;
      }
    },
  };
}
