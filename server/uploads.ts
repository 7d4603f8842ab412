import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { ClientId, Entry, EntryId, LineId, MemberId } from '#protocol';
import { RefusedError } from './edge/refused-error.ts';
import type { Actor, Parts } from './parts.ts';
import type { Blobs } from './storage/blobs.ts';
import { engineOf } from './storage/engine-of.ts';
import type { Tables } from './storage/tables.ts';

/** One file as a page sends it. */
export interface SentFile {
  readonly lineId: LineId;
  readonly clientId: ClientId;
  readonly replyTo: EntryId | null;
  readonly bytes: Uint8Array;
}

export interface Uploads {
  /** Runs the work; the very same file of this kind that comes again meanwhile waits for it and gets the same answer. */
  once(kind: 'note' | 'photo', by: MemberId, sent: SentFile, work: () => Promise<Entry>): Promise<Entry>;
  /** Keeps the files, by their keys; on disk before it resolves. Refuses with `unavailable`, and then keeps none. */
  keep(files: Readonly<Record<string, Uint8Array>>): Promise<void>;
  /**
   * Within the transaction that adds the entry: refuses with `link_revoked` or `forbidden` whoever was shut out while the file
   * came and was read. A link is revoked before that transaction or after it, so that an erasure finds what it has added.
   */
  mustStillBeOn(trx: Transaction<Tables>, actor: Actor, by: MemberId): Promise<void>;
}

/** What slices that take files have in common. */
export function openUploads({ blobs, report }: Pick<Parts, 'report'> & { blobs: Blobs }): Uploads {
  const underWay = new Map<string, Promise<Entry>>();
  return {
    async once(kind, by, { lineId, clientId, bytes }, work) {
      // Another file under the same client id is no repetition: it goes its own way, and is refused.
      const key = `${kind} ${lineId} ${by} ${clientId} ${createHash('sha256').update(bytes).digest('hex')}`;
      const received = underWay.get(key) ?? work();
      underWay.set(key, received);
      try {
        return await received;
      } finally {
        underWay.delete(key);
      }
    },

    async keep(files) {
      const kept = await Promise.allSettled(Object.entries(files).map(([key, bytes]) => blobs.put(key, bytes)));
      const failed = kept.find((outcome) => outcome.status === 'rejected');
      if (!failed) return;
      report('uploads.keep', failed.reason);
      await Promise.allSettled(Object.keys(files).map((key) => blobs.delete(key)));
      throw new RefusedError('unavailable', 'The file could not be kept; please try again', { cause: failed.reason });
    },

    async mustStillBeOn(trx, { linkId }, by) {
      const link = await trx
        .selectFrom('links')
        .select('revoked_at')
        .where('id', '=', linkId)
        .$if(engineOf(trx) === 'postgres', (query) => query.forShare())
        .executeTakeFirst();
      if (link?.revoked_at !== null) throw new RefusedError('link_revoked', 'This link was withdrawn');
      const member = await trx.selectFrom('members').select('left_at').where('id', '=', by).executeTakeFirst();
      if (member?.left_at !== null) throw new RefusedError('forbidden', 'This link does not open that line');
    },
  };
}
