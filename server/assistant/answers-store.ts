import type { Kysely, Transaction } from 'kysely';
import type { EntryBody, EntryId, LineId, MemberId, Role, Suggestion } from '#protocol';
import { seesWholeHistory } from '../people/rules.ts';
import type { Tables } from '../storage/tables.ts';
import type { Made } from './questions.ts';
import { wordsIn } from './words-in.ts';

/** Who reads an answer. */
export interface Audience {
  readonly recipient: MemberId | null;
  readonly hasAgent: boolean;
  readonly hasStation: boolean;
  /** Up to this `seq` somebody on the line sees nothing. */
  readonly hiddenSeq: number;
}

/** What courier or recipient said in words. */
export interface Words {
  readonly id: EntryId;
  readonly at: number;
  readonly role: 'courier' | 'recipient';
  readonly text: string;
}

export interface AnswersStore {
  /** Within a transaction that has written to the line: as it stays until its end. */
  audience(lineId: LineId, trx?: Transaction<Tables>): Promise<Audience>;
  /** Texts and transcripts behind `seq`, newest first. */
  words(lineId: LineId, seq: number, most: number): Promise<Words[]>;
  /** What was made of words of the line behind `seq`, newest first, without those whose words are gone; and every answer. */
  made(lineId: LineId, seq: number): Promise<(Made & { readonly id: EntryId })[]>;
  /** Whether all of these are still what was said. */
  areSaid(trx: Transaction<Tables>, ids: readonly EntryId[]): Promise<boolean>;
}

/** Suggestions of a line that are looked at, the newest. */
const MADE_MAX = 100;

export function answersStore(db: Kysely<Tables>): AnswersStore {
  return {
    async audience(lineId, trx) {
      const rows = await (trx ?? db)
        .selectFrom('members')
        .select(['id', 'role', 'joined_seq'])
        .where('line_id', '=', lineId)
        .where('left_at', 'is', null)
        .execute();
      const here = rows.map(({ id, role, joined_seq }) => ({ id: id as MemberId, role: role as Role, joined_seq }));
      return {
        recipient: here.find(({ role }) => role === 'recipient')?.id ?? null,
        hasAgent: here.some(({ role }) => role === 'agent'),
        hasStation: here.some(({ role }) => role === 'station'),
        hiddenSeq: Math.max(0, ...here.map(({ role, joined_seq }) => (seesWholeHistory(role) ? 0 : joined_seq))),
      };
    },

    async words(lineId, seq, most) {
      const rows = await db
        .selectFrom('entries')
        .innerJoin('members', 'members.id', 'entries.by_member')
        .select(['entries.id', 'entries.at', 'entries.body', 'members.role'])
        .where('entries.line_id', '=', lineId)
        .where('entries.seq', '>', seq)
        .where('entries.kind', 'in', ['text', 'voice'])
        .where('members.role', 'in', ['courier', 'recipient'])
        .orderBy('entries.seq', 'desc')
        .limit(most)
        .execute();
      return rows.flatMap(({ id, at, body, role }) => {
        // Written from typed bodies.
        const text = wordsIn(JSON.parse(body) as EntryBody);
        return text === null ? [] : [{ id: id as EntryId, at, role: role as Words['role'], text }];
      });
    },

    async made(lineId, seq) {
      const rows = await db
        .selectFrom('entries')
        .leftJoin('entries as source', 'source.id', 'entries.reply_to')
        .select(['entries.id', 'entries.seq', 'entries.at', 'entries.body', 'entries.reply_to', 'source.kind'])
        .where('entries.line_id', '=', lineId)
        .where('entries.kind', '=', 'suggestion')
        .orderBy('entries.seq', 'desc')
        .limit(MADE_MAX)
        .execute();
      return rows.flatMap(({ id, seq: madeAs, at, body, reply_to, kind }) => {
        const suggestion = JSON.parse(body) as Suggestion;
        // That there was an answer, and that it was not so, stays known, whatever became of the question.
        const isAnswer = suggestion.act.do === 'answer';
        const holds = madeAs > seq && kind !== 'taken_back' && kind !== 'erased';
        return !isAnswer && !holds ? [] : [{ id: id as EntryId, at, of: reply_to as EntryId | null, suggestion }];
      });
    },

    async areSaid(trx, ids) {
      const wanted = [...new Set(ids)];
      const rows = await trx
        .selectFrom('entries')
        .select('id')
        .where('id', 'in', wanted)
        .where('kind', 'not in', ['taken_back', 'erased'])
        .execute();
      return rows.length === wanted.length;
    },
  };
}
