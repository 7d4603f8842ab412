import type { ClientId, Entry, EntryId, LineId, MemberId } from '#protocol';
import { RefusedError } from './edge/refused-error.ts';
import type { Parts } from './parts.ts';
import type { Blobs } from './storage/blobs.ts';

/** One file as a page sends it. */
export interface SentFile {
  readonly lineId: LineId;
  readonly clientId: ClientId;
  readonly replyTo: EntryId | null;
  readonly bytes: Uint8Array;
}

export interface Uploads {
  /** Runs the work; the same upload that comes again meanwhile waits for it and gets the same answer. */
  once(lineId: LineId, by: MemberId, clientId: ClientId, work: () => Promise<Entry>): Promise<Entry>;
  /** Keeps the files, by their keys; on disk before it resolves. Refuses with `unavailable`, and then keeps none. */
  keep(files: Readonly<Record<string, Uint8Array>>): Promise<void>;
}

/** What slices that take files have in common. */
export function openUploads({ blobs, report }: Pick<Parts, 'report'> & { blobs: Blobs }): Uploads {
  const underWay = new Map<string, Promise<Entry>>();
  return {
    async once(lineId, by, clientId, work) {
      const key = `${lineId} ${by} ${clientId}`;
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
  };
}
