import type { Kysely, Transaction } from 'kysely';
import { type ContactChannel, type EntryBody, type KeptPlace, type LineId, type Role, spokenKinds } from '#protocol';
import type { Tables } from '../../storage/tables.ts';
import { facts, lockedWishes, recipientOf, toFacts } from './rows.ts';
import type { Counts, Moment, Outcome } from './rules.ts';
import { type Facts, lastVisit, type LineEvent, outcomeOf, type Visit, visitOf } from './visits.ts';

/** Outcomes of all recipients that the prior is made of, the newest: a share of them is right to half a percent. */
const PRIOR_OUTCOMES = 20_000;

/** What somebody has agreed or found out; null takes it back. */
export type Noted = { readonly [Fact in keyof Facts]?: Facts[Fact] };

export interface Learning {
  /**
   * Takes down what was `noted` for the line's present visit, and what became of the visit if it has ended: once for each visit,
   * and anew where its steps were corrected. Nothing where the recipient is not known, wants nothing kept, or has deleted
   * it since.
   */
  learn(lineId: LineId, noted: Noted & { readonly at: number }): Promise<void>;
  /** Whether anything was learnt of the line. */
  hasLearnt(lineId: LineId): Promise<boolean>;
  /** What all recipients do. */
  counts(): Promise<Counts>;
}

type Trx = Transaction<Tables>;

/** @param momentOf an epoch as the clocks at the door show it */
export function openLearning(db: Kysely<Tables>, momentOf: (at: number) => Moment): Learning {
  async function eventsOf(trx: Trx, lineId: LineId): Promise<LineEvent[]> {
    const rows = await trx
      .selectFrom('entries')
      .leftJoin('members', 'members.id', 'entries.by_member')
      .select(['entries.at', 'entries.kind', 'entries.body', 'members.role'])
      .where('entries.line_id', '=', lineId)
      .where((eb) =>
        eb.or([
          eb('entries.kind', 'in', ['status', 'call']),
          eb.and([eb('entries.kind', 'in', spokenKinds), eb('members.role', '=', 'recipient')]),
        ]),
      )
      .orderBy('entries.seq')
      .execute();
    const recipient = await trx
      .selectFrom('members')
      .select('id')
      .where('line_id', '=', lineId)
      .where('role', '=', 'recipient')
      .executeTakeFirst();
    return rows.flatMap(({ at, body, role }) => {
      // Written from typed bodies.
      return eventOf({ at, role: role as Role | null, body: JSON.parse(body) as EntryBody }, recipient?.id) ?? [];
    });
  }

  async function factsOf(trx: Trx, lineId: LineId, visit: number): Promise<Facts> {
    const row = await trx
      .selectFrom('preference_facts')
      .select(['place', 'home', 'channel'])
      .where('line_id', '=', lineId)
      .where('visit', '=', visit)
      .executeTakeFirst();
    return row ? toFacts(row) : { place: null, home: null, channel: null };
  }

  async function note(trx: Trx, lineId: LineId, visit: Visit, { at, ...noted }: Noted & { at: number }) {
    for (const fact of facts) {
      const value = noted[fact];
      if (value === undefined) continue;
      const of = visitOf(visit, fact);
      const kept = { [fact]: typeof value === 'boolean' ? Number(value) : value, at };
      await trx
        .insertInto('preference_facts')
        .values({ line_id: lineId, visit: of, place: null, home: null, channel: null, ...kept })
        .onConflict((conflict) => conflict.columns(['line_id', 'visit']).doUpdateSet(kept))
        .execute();
    }
  }

  async function putOutcome(trx: Trx, key: { lineId: LineId; visit: number; recipientId: string }, outcome: Outcome) {
    const { at, weekday, hour, place, home, channel } = outcome;
    const row = { at, weekday, hour, place, home: home === null ? null : Number(home), channel };
    await trx
      .insertInto('preference_outcomes')
      .values({ line_id: key.lineId, visit: key.visit, recipient_id: key.recipientId, ...row })
      .onConflict((conflict) => conflict.columns(['line_id', 'visit']).doUpdateSet(row))
      .execute();
  }

  return {
    learn(lineId, noted) {
      return db.transaction().execute(async (trx) => {
        const recipientId = await recipientOf(trx, lineId);
        if (recipientId === null) return;
        const { remembers, forgotten_at: forgottenAt } = await lockedWishes(trx, recipientId);
        if (remembers === 0) return;
        // Looked at only now that nobody else learns of them: of two steps the later one is seen by whoever comes last.
        const visit = lastVisit(await eventsOf(trx, lineId));
        if (visit.endedAt !== null && visit.endedAt <= forgottenAt) return;
        await note(trx, lineId, visit, noted);
        const found = outcomeOf(visit, await factsOf(trx, lineId, visit.number));
        if (found === null) {
          await trx
            .deleteFrom('preference_outcomes')
            .where('line_id', '=', lineId)
            .where('visit', '=', visit.number)
            .execute();
        } else {
          const key = { lineId, visit: visit.number, recipientId };
          await putOutcome(trx, key, { ...momentOf(found.at), ...found });
        }
      });
    },

    async hasLearnt(lineId) {
      const row = await db
        .selectFrom('preference_outcomes')
        .select('visit')
        .where('line_id', '=', lineId)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    async counts() {
      const rows = await db
        .selectFrom(
          db
            .selectFrom('preference_outcomes')
            .select(['place', 'home', 'channel'])
            .orderBy('at', 'desc')
            .limit(PRIOR_OUTCOMES)
            .as('newest'),
        )
        .select((eb) => ['place', 'home', 'channel', eb.fn.countAll<number>().as('times')])
        .groupBy(['place', 'home', 'channel'])
        .execute();
      const places: Partial<Record<KeptPlace, number>> = {};
      const presence = { home: 0, away: 0 };
      const channels: Partial<Record<ContactChannel, number>> = {};
      for (const { times, ...row } of rows) {
        const { place, home, channel } = toFacts(row);
        if (place !== null) places[place] = (places[place] ?? 0) + times;
        if (home !== null) presence[home ? 'home' : 'away'] += times;
        if (channel !== null) channels[channel] = (channels[channel] ?? 0) + times;
      }
      return { places, presence, channels };
    },
  };
}

function eventOf(
  { at, role, body }: { at: number; role: Role | null; body: EntryBody },
  recipient: string | undefined,
): LineEvent | null {
  if (body.kind === 'status')
    return { at, kind: 'status', status: body.status, byRole: role, takenBack: body.takenBack !== undefined };
  if (body.kind !== 'call') return { at, kind: 'wrote' };
  const talked = body.parts
    ? body.parts.some(({ memberId, talkMs }) => memberId === recipient && talkMs > 0)
    : body.talkMs > 0;
  return talked ? { at, kind: 'talked' } : null;
}
