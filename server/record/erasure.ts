import type { Kysely, Transaction } from 'kysely';
import type { LineId, LinkId, MemberId } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Parts } from '../parts.ts';
import type { Erasure } from '../protocol/operator-record.ts';
import { scrub } from '../storage/scrub.ts';
import type { Tables } from '../storage/tables.ts';
import type { Eraser } from './erase-entry.ts';

export interface Erasures {
  /**
   * Erases everything that the member has said, their name, and where they are; a recipient's links open the line no more.
   * Done when it resolves. Again: whatever was said since, and the same answer. `not_found` where there is no such member.
   */
  erase(lineId: LineId, who: MemberId | 'recipient'): Promise<Erasure>;
  /** Goes on with what the last run of the server left undone. */
  resume(): Promise<void>;
}

interface Needs extends Pick<Parts, 'announce' | 'clock' | 'deliveries' | 'membership' | 'notify'> {
  db: Kysely<Tables>;
  eraser: Eraser;
  /** Voids the recipient's links for ever; answers all there are. */
  revokeLinks: (lineId: LineId) => Promise<readonly LinkId[]>;
  /** Puts out, at once, everybody who came in by the link. */
  shutOut: (linkId: LinkId) => void;
  /** Forgets the browsers that were to be told of what happens on the line; done when it resolves. */
  forgetPush: (linkId: LinkId) => Promise<void>;
  /** Ends the member's sharing and forgets where they are and were. */
  forgetPosition: (lineId: LineId, memberId: MemberId) => Promise<void>;
  /** Forgets what the member has said in a call that goes on: it is in no entry yet. */
  forgetCaptions: (lineId: LineId, memberId: MemberId) => Promise<void>;
  /** Deletes what is remembered of the line's recipient. */
  forgetPreferences: (lineId: LineId) => Promise<void>;
}

export function openErasures(parts: Needs): Erasures {
  const { db, clock, deliveries, membership, notify, eraser } = parts;
  const { revokeLinks, shutOut, forgetPush, forgetPosition, forgetCaptions, forgetPreferences } = parts;

  async function memberOf(lineId: LineId, who: MemberId | 'recipient') {
    const found = await db
      .selectFrom('members')
      .select(['id', 'role'])
      .where('line_id', '=', lineId)
      .where((eb) => (who === 'recipient' ? eb('role', '=', who) : eb('id', '=', who)))
      .executeTakeFirst();
    if (!found) throw new RefusedError('not_found', 'There is no such member on a line of this id');
    return { id: found.id as MemberId, isRecipient: found.role === 'recipient' };
  }

  /** On record before anything is done, together with the name that goes at once. */
  async function begin(lineId: LineId, member: { id: MemberId; isRecipient: boolean }): Promise<void> {
    await db.transaction().execute(async (trx) => {
      await trx
        .insertInto('erasures')
        .values({ line_id: lineId, member_id: member.id, asked_at: clock.now(), done_at: null })
        .onConflict((conflict) => conflict.columns(['line_id', 'member_id']).doUpdateSet({ done_at: null }))
        .execute();
      await trx.updateTable('members').set({ name: '' }).where('id', '=', member.id).execute();
      if (!member.isRecipient) return;
      await trx
        .updateTable('deliveries')
        .set({ recipient_name: '', address_detail: '' })
        .where('id', '=', lineId)
        .execute();
    });
  }

  /** Told to the operator's backend once, though two processes may have done it. */
  async function noteDone(trx: Transaction<Tables>, lineId: LineId, memberId: MemberId): Promise<void> {
    const at = clock.now();
    const { numUpdatedRows } = await trx
      .updateTable('erasures')
      .set({ done_at: at })
      .where('line_id', '=', lineId)
      .where('member_id', '=', memberId)
      .where('done_at', 'is', null)
      .executeTakeFirst();
    if (Number(numUpdatedRows) === 0) return;
    await parts.announce(trx, { id: null, lineId, at, by: null, body: { kind: 'contents_erased', why: 'request' } });
  }

  async function finish(lineId: LineId, member: { id: MemberId; isRecipient: boolean }): Promise<void> {
    if (member.isRecipient) {
      // Links first: who is shut out says nothing more.
      for (const linkId of await revokeLinks(lineId)) {
        shutOut(linkId);
        await forgetPush(linkId);
      }
      await forgetPreferences(lineId);
    }
    await forgetPosition(lineId, member.id);
    await forgetCaptions(lineId, member.id);
    await eraser.erase({ lineId, by: member.id, why: 'request' });
    await scrub(db);
    await db.transaction().execute((trx) => noteDone(trx, lineId, member.id));
    notify.line(lineId, 'deliveries.changed', await deliveries.get(lineId));
    notify.line(lineId, 'people.members_changed', { lineId, members: await membership.members(lineId) });
  }

  return {
    async erase(lineId, who) {
      const member = await memberOf(lineId, who);
      await begin(lineId, member);
      await finish(lineId, member);
      const { asked_at: askedAt } = await db
        .selectFrom('erasures')
        .select('asked_at')
        .where('line_id', '=', lineId)
        .where('member_id', '=', member.id)
        .executeTakeFirstOrThrow();
      return { lineId, memberId: member.id, askedAt, entries: await eraser.erasedOf(lineId, member.id) };
    },

    async resume() {
      const undone = await db.selectFrom('erasures').selectAll().where('done_at', 'is', null).execute();
      for (const row of undone) {
        const lineId = row.line_id as LineId;
        await finish(lineId, await memberOf(lineId, row.member_id as MemberId));
      }
    },
  };
}
