import type { Kysely, Selectable, Transaction } from 'kysely';
import { type AgentId, type LineId, type LinkId, Role, type RoundId, type StationId } from '#protocol';
import * as v from 'valibot';
import { RefusedError } from '../edge/refused-error.ts';
import type { Actor, Clock } from '../parts.ts';
import type { Tables } from '../storage/tables.ts';
import { linkToken, readLinkToken } from './link-token.ts';

export interface OpenLink {
  readonly actor: Actor;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** Whom a link makes its holder. */
export type LinkHolder =
  | { role: 'recipient'; scopeId: LineId }
  | { role: 'courier'; scopeId: RoundId }
  | { role: 'station'; scopeId: StationId }
  | { role: 'agent'; scopeId: AgentId };

/** Where the row stands that a role's link opens. */
const holderTables = { recipient: 'deliveries', courier: 'rounds', station: 'stations', agent: 'agents' } as const;

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
  /** Voids all links of the holder; answers all there ever were. */
  revokeAll(holder: LinkHolder): Promise<LinkId[]>;
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

  const shown = ({ id, expires_at }: Selectable<Tables['links']>): MadeLink => ({
    id: id as LinkId,
    url: urlOf(id as LinkId),
    expiresAt: expires_at,
  });
  const isGood = (row: Selectable<Tables['links']>) => row.revoked_at === null && row.expires_at > clock.now();

  async function add(to: Kysely<Tables>, { role, scopeId }: LinkHolder): Promise<MadeLink> {
    const now = clock.now();
    const row = {
      id: newId<LinkId>(),
      role,
      scope_id: scopeId,
      created_at: now,
      expires_at: now + lifeMs,
      revoked_at: null,
    };
    await to.insertInto('links').values(row).execute();
    return shown(row);
  }

  const newest = (from: Kysely<Tables>, { role, scopeId }: LinkHolder) =>
    from
      .selectFrom('links')
      .selectAll()
      .where('scope_id', '=', scopeId)
      .where('role', '=', role)
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirst();

  /** Whoever asks for the same holder's link at the same time waits until the transaction is over. */
  async function lock(trx: Transaction<Tables>, { role, scopeId }: LinkHolder): Promise<void> {
    await trx.updateTable(holderTables[role]).set({ id: scopeId }).where('id', '=', scopeId).execute();
  }

  return {
    make: (holder) => add(db, holder),

    async current(holder, renew) {
      const known = await newest(db, holder);
      if (known && isGood(known)) return shown(known);
      if (known && !renew) return null;
      // The deliveries of a round are ordered at once: each of them asks for the courier's first link.
      return db.transaction().execute(async (trx) => {
        await lock(trx, holder);
        const meanwhile = await newest(trx, holder);
        return meanwhile && isGood(meanwhile) ? shown(meanwhile) : add(trx, holder);
      });
    },

    async open(token) {
      const id = readLinkToken(secret, token);
      const row = id && (await db.selectFrom('links').selectAll().where('id', '=', id).executeTakeFirst());
      if (!id || !row) throw new RefusedError('link_invalid', 'This link is not one of ours');
      if (row.revoked_at !== null) throw new RefusedError('link_revoked', 'This link was withdrawn');
      if (row.expires_at <= clock.now()) throw new RefusedError('link_expired', 'This link has expired');
      return { actor: { linkId: id, role: v.parse(Role, row.role), scopeId: row.scope_id }, expiresAt: row.expires_at };
    },

    async revoke(linkId) {
      const row = await db.selectFrom('links').select('revoked_at').where('id', '=', linkId).executeTakeFirst();
      if (!row) return false;
      if (row.revoked_at === null) {
        await db.updateTable('links').set({ revoked_at: clock.now() }).where('id', '=', linkId).execute();
      }
      return true;
    },

    async revokeAll({ role, scopeId }) {
      const ofHolder = { role, scope_id: scopeId };
      await db
        .updateTable('links')
        .set({ revoked_at: clock.now() })
        .where((eb) => eb.and(ofHolder))
        .where('revoked_at', 'is', null)
        .execute();
      const rows = await db
        .selectFrom('links')
        .select('id')
        .where((eb) => eb.and(ofHolder))
        .execute();
      return rows.map(({ id }) => id as LinkId);
    },
  };
}
