import type { Kysely } from 'kysely';
import type { LineId, LinkId, RoundId } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Actor, Clock } from '../parts.ts';
import type { Tables } from '../storage/tables.ts';
import { linkToken, readLinkToken } from './link-token.ts';

export interface OpenLink {
  readonly actor: Actor;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** Whom a link makes its holder: a recipient of one line, or the courier of one round. */
export type LinkHolder = { role: 'recipient'; scopeId: LineId } | { role: 'courier'; scopeId: RoundId };

export interface MadeLink {
  readonly id: LinkId;
  readonly url: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

export interface Links {
  make(holder: LinkHolder): Promise<MadeLink>;
  /**
   * The newest link of the holder. Where there never was one it is made. Where it was revoked or has expired: null, or a
   * fresh one if `renew`.
   */
  current(holder: LinkHolder, renew: boolean): Promise<MadeLink | null>;
  /** Who the token's holder is. Refused with `link_invalid`, `link_expired` or `link_revoked`. */
  open(token: string): Promise<OpenLink>;
  /** Voids the link for ever; false where there is none. Again: still true. */
  revoke(linkId: string): Promise<boolean>;
}

/** Links are the only way to be somebody. */
export function openLinks(parts: {
  db: Kysely<Tables>;
  clock: Clock;
  newId: <Id extends string>() => Id;
  secret: string;
  publicUrl: () => string;
  lifeMs: number;
}): Links {
  const { db, clock, newId, secret, publicUrl, lifeMs } = parts;
  const urlOf = (id: LinkId) => `${publicUrl()}/l/${linkToken(secret, id)}`;

  async function make({ role, scopeId }: LinkHolder): Promise<MadeLink> {
    const id = newId<LinkId>();
    const now = clock.now();
    const expiresAt = now + lifeMs;
    await db
      .insertInto('links')
      .values({ id, role, scope_id: scopeId, created_at: now, expires_at: expiresAt, revoked_at: null })
      .execute();
    return { id, url: urlOf(id), expiresAt };
  }

  return {
    make,

    async current(holder, renew) {
      const newest = await db
        .selectFrom('links')
        .selectAll()
        .where('scope_id', '=', holder.scopeId)
        .where('role', '=', holder.role)
        .orderBy('created_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (!newest) return make(holder);
      if (newest.revoked_at !== null || newest.expires_at <= clock.now()) return renew ? make(holder) : null;
      const id = newest.id as LinkId;
      return { id, url: urlOf(id), expiresAt: newest.expires_at };
    },

    async open(token) {
      const id = readLinkToken(secret, token);
      const row = id && (await db.selectFrom('links').selectAll().where('id', '=', id).executeTakeFirst());
      if (!id || !row) throw new RefusedError('link_invalid', 'This link is not one of ours');
      if (row.revoked_at !== null) throw new RefusedError('link_revoked', 'This link was withdrawn');
      if (row.expires_at <= clock.now()) throw new RefusedError('link_expired', 'This link has expired');
      const role = row.role === 'courier' ? 'courier' : 'recipient';
      return { actor: { linkId: id, role, scopeId: row.scope_id }, expiresAt: row.expires_at };
    },

    async revoke(linkId) {
      const row = await db.selectFrom('links').select('revoked_at').where('id', '=', linkId).executeTakeFirst();
      if (!row) return false;
      if (row.revoked_at === null) {
        await db.updateTable('links').set({ revoked_at: clock.now() }).where('id', '=', linkId).execute();
      }
      return true;
    },
  };
}
