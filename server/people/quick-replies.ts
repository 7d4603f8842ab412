import type { Kysely } from 'kysely';
import type { Clock } from '../parts.ts';
import type { QuickReplies } from '../protocol/operator-quick-replies.ts';
import type { Tables } from '../storage/tables.ts';
import { defaultQuickReplies } from './default-quick-replies.ts';

/** A change made through another process is known here after this, ms; one made here at once. */
const KNOWN_MS = 10_000;
const KEY = 'quick_replies';

export interface QuickReplyList {
  /** The operator's own, or the defaults. */
  all(): Promise<QuickReplies>;
  /** Puts a whole list in the place of what there was. */
  set(replies: QuickReplies): Promise<void>;
  /** Back to the defaults. */
  reset(): Promise<void>;
}

/** Answers that need no typing. Pages have the new ones when they next ask who they are. */
export function openQuickReplies({ db, clock }: { db: Kysely<Tables>; clock: Clock }): QuickReplyList {
  let known: { readonly replies: QuickReplies; readonly until: number } | null = null;
  return {
    async all() {
      if (known && clock.now() < known.until) return known.replies;
      const row = await db.selectFrom('operator_data').select('value').where('key', '=', KEY).executeTakeFirst();
      // Written by `set` alone, so what comes back is of the type that went in.
      const replies = row ? (JSON.parse(row.value) as QuickReplies) : defaultQuickReplies;
      known = { replies, until: clock.now() + KNOWN_MS };
      return replies;
    },

    async set(replies) {
      const value = JSON.stringify(replies);
      await db
        .insertInto('operator_data')
        .values({ key: KEY, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute();
      known = null;
    },

    async reset() {
      await db.deleteFrom('operator_data').where('key', '=', KEY).execute();
      known = null;
    },
  };
}
