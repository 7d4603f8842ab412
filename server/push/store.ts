import type { Kysely } from 'kysely';
import type { LineId, LinkId, MemberId, Role } from '#protocol';
import type { Actor, Scope } from '../parts.ts';
import type { Tables } from '../storage/tables.ts';
import type { SubscriptionKeys } from './encrypt.ts';

/** Where a browser hears of a line while its page is closed. */
export interface Subscription extends SubscriptionKeys {
  readonly id: string;
  readonly endpoint: string;
  /** What the phone calls the link that it belongs to. */
  readonly handle: string;
}

/** Whom a subscription tells of a line. */
export interface Listener extends Subscription {
  readonly member: { readonly id: MemberId; readonly role: Role };
}

export interface PushStore {
  /** Keeps it for the actor's scope, under the actor's link; the same address again is changed. Of too many the oldest go. */
  put(actor: Actor, subscription: Subscription, at: number): Promise<void>;
  /** Nothing where there is none. */
  remove(scope: Scope, endpoint: string): Promise<void>;
  drop(id: string): Promise<void>;
  /** Every subscription of those who are on the line, by links that are good at `now`. */
  ofLine(lineId: LineId, now: number): Promise<Listener[]>;
  forgetLink(linkId: LinkId): Promise<void>;
  /** Forgets those of links that opened nothing any more at `now`. */
  forgetDead(now: number): Promise<void>;
  any(): Promise<boolean>;
}

/** Browsers of one scope: a family's phones, each with some that were set up anew. */
const SUBSCRIPTIONS_MAX = 10;

export function pushStore(db: Kysely<Tables>): PushStore {
  const ofScope = (from: Kysely<Tables>, { role, scopeId }: Scope) =>
    from.selectFrom('push_subscriptions').where('role', '=', role).where('scope_id', '=', scopeId);

  return {
    async put({ linkId, role, scopeId }, { id, endpoint, p256dh, auth, handle }, at) {
      const told = { link_id: linkId, p256dh, auth, handle, created_at: at };
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto('push_subscriptions')
          .values({ id, role, scope_id: scopeId, endpoint, ...told })
          .onConflict((conflict) => conflict.columns(['endpoint', 'role', 'scope_id']).doUpdateSet(told))
          .execute();
        const kept = await ofScope(trx, { role, scopeId })
          .select('id')
          .orderBy('created_at', 'desc')
          .orderBy('id')
          .execute();
        const old = kept.slice(SUBSCRIPTIONS_MAX).map((row) => row.id);
        if (old.length > 0) await trx.deleteFrom('push_subscriptions').where('id', 'in', old).execute();
      });
    },

    async remove({ role, scopeId }, endpoint) {
      await db
        .deleteFrom('push_subscriptions')
        .where('endpoint', '=', endpoint)
        .where('role', '=', role)
        .where('scope_id', '=', scopeId)
        .execute();
    },

    async drop(id) {
      await db.deleteFrom('push_subscriptions').where('id', '=', id).execute();
    },

    async ofLine(lineId, now) {
      const rows = await db
        .selectFrom('members')
        .innerJoin('push_subscriptions as kept', (join) =>
          join.onRef('kept.role', '=', 'members.role').onRef('kept.scope_id', '=', 'members.scope_id'),
        )
        .innerJoin('links', 'links.id', 'kept.link_id')
        .where('members.line_id', '=', lineId)
        .where('members.left_at', 'is', null)
        .where('links.revoked_at', 'is', null)
        .where('links.expires_at', '>', now)
        .select(['kept.id', 'kept.endpoint', 'kept.p256dh', 'kept.auth', 'kept.handle'])
        .select(['members.id as member_id', 'members.role'])
        .orderBy('kept.id')
        .execute();
      return rows.map(({ id, endpoint, p256dh, auth, handle, member_id, role }) => ({
        id,
        endpoint,
        p256dh,
        auth,
        handle,
        member: { id: member_id as MemberId, role: role as Role },
      }));
    },

    async forgetLink(linkId) {
      await db.deleteFrom('push_subscriptions').where('link_id', '=', linkId).execute();
    },

    async forgetDead(now) {
      await db
        .deleteFrom('push_subscriptions')
        .where(
          'link_id',
          'in',
          db
            .selectFrom('links')
            .select('id')
            .where((eb) => eb.or([eb('revoked_at', 'is not', null), eb('expires_at', '<=', now)])),
        )
        .execute();
    },

    async any() {
      return (await db.selectFrom('push_subscriptions').select('id').limit(1).executeTakeFirst()) !== undefined;
    },
  };
}
