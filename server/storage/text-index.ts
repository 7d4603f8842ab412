import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { EntryBody } from '#protocol';
import { engineOf } from './engine-of.ts';
import type { Tables } from './tables.ts';
import { folded, gramsToFind } from './text-grams.ts';
import { postgresPieces, sqlitePieces } from './text-pieces.ts';

/**
 * Finds entries by any part of their words. The words of every entry are kept, folded, in `texts`, numbered in the order of
 * adding, beside an index of their pieces (`text-grams.ts`, `text-pieces.ts`). The pieces only narrow the search: each text
 * is compared itself, so what is found is exact. All of it is written in the transaction of the entry, some 15 µs a text on
 * SQLite where a hundred share a commit: neither ever knows of something that the other does not.
 */
export interface TextIndex {
  /** Takes in entries that were just added, in their order, also those without words. */
  added(trx: Kysely<Tables>, entries: readonly IndexedEntry[]): Promise<void>;
  /** Follows an entry that was just changed: new words replace the old ones; what was taken back or erased is forgotten. */
  changed(trx: Kysely<Tables>, entry: IndexedEntry): Promise<void>;
  /** The newest entries with the words, newest first. Words of less than two letters or digits find nothing. */
  find(search: TextSearch): Promise<FoundRow[]>;
}

export interface IndexedEntry {
  readonly lineId: string;
  readonly seq: number;
  readonly body: EntryBody;
}

export interface TextSearch {
  readonly text: string;
  /** One line after a `seq`; the lines that an agent is or was on; or all. */
  readonly where: { readonly lineId: string; readonly afterSeq: number } | 'desk' | 'all';
  /** Only what was added before the entry of this `position`; null: from the newest on. */
  readonly before: number | null;
  readonly limit: number;
}

export type FoundRow = Selectable<Tables['entries']> & {
  /** Place in the order of adding: what `before` takes. */
  readonly position: number;
  readonly reference: string;
  readonly recipient_name: string;
};

/** Above every position, and still a number that both engines and JavaScript hold. */
const NEWEST = Number.MAX_SAFE_INTEGER;

/** What can be searched for in an entry; null where there is nothing and never will be. */
function wordsOf(body: EntryBody): string | null {
  switch (body.kind) {
    case 'text':
      return body.text;
    case 'place':
      return body.name || null;
    case 'voice':
      // Its place in the order is taken now; the words come when the note was heard.
      return body.transcript.state === 'done' ? body.transcript.text : '';
    case 'call':
      return (
        body.captions
          ?.map(({ text }) => text)
          .join('\n')
          .trim() || null
      );
    case 'photo':
    case 'status':
    case 'member':
    case 'exported':
    case 'suggestion':
    case 'taken_back':
    case 'erased':
      return null;
  }
}

const agentCame = ({ body }: IndexedEntry): boolean =>
  body.kind === 'member' && body.role === 'agent' && body.change === 'joined';

export function textIndex(db: Kysely<Tables>): TextIndex {
  const pieces = engineOf(db) === 'postgres' ? postgresPieces : sqlitePieces;

  async function added(trx: Kysely<Tables>, entries: readonly IndexedEntry[]): Promise<void> {
    const texts = entries.flatMap(({ lineId, seq, body }) => {
      const words = wordsOf(body);
      return words === null ? [] : [{ lineId, seq, folded: folded(words) }];
    });
    if (texts.length > 0) await pieces.add(trx, texts);
    for (const entry of entries) if (agentCame(entry)) await pieces.showToDesk(trx, entry.lineId);
  }

  return {
    added,

    async changed(trx, entry) {
      const words = wordsOf(entry.body);
      const known = await trx
        .selectFrom('texts')
        .selectAll()
        .where('line_id', '=', entry.lineId)
        .where('seq', '=', entry.seq)
        .executeTakeFirst();
      if (!known) return added(trx, [entry]);
      if (words === null) await pieces.remove(trx, known);
      else if (folded(words) !== known.folded) await pieces.replace(trx, known, folded(words));
    },

    async find({ text, where, before, limit }) {
      const words = folded(text);
      const position = before ?? NEWEST;
      let hits: RawBuilder<unknown>;
      if (typeof where === 'object') {
        if (words === '') return [];
        hits = sql`select id, line_id, seq from texts
          where line_id = ${where.lineId} and seq > ${where.afterSeq} and id < ${position} and ${pieces.contains(words)}
          order by seq desc limit ${limit}`;
      } else {
        if (Array.from(words).length < 2) return [];
        hits = pieces.find({ words, ...gramsToFind(words), desk: where === 'desk', before: position, limit });
      }
      const { rows } = await sql<FoundRow>`with hits as (${hits})
        select entries.*, hits.id as position, deliveries.reference, deliveries.recipient_name from hits
        join entries on entries.line_id = hits.line_id and entries.seq = hits.seq
        join deliveries on deliveries.id = hits.line_id
        order by hits.id desc`.execute(db);
      return rows;
    },
  };
}
