import type { Kysely, Transaction } from 'kysely';
import type { ClientId, EntryBody, EntryId, LineId, MemberId, PhotoId } from '#protocol';
import type { Tables } from '../storage/tables.ts';

/** A photo as the database knows it. */
export interface Photo {
  readonly id: PhotoId;
  readonly lineId: LineId;
  readonly entryId: EntryId;
  readonly memberId: MemberId;
  readonly clientId: ClientId;
  /** Keys of its bytes, and of those of the small picture. */
  readonly blob: string;
  readonly thumb: string;
  readonly bytes: number;
  readonly createdAt: number;
}

/** A photo with what its entry is now. */
export interface PhotoOnLine extends Pick<Photo, 'lineId' | 'blob' | 'thumb'> {
  readonly seq: number;
  /** Other than `photo` once it was taken back or erased. */
  readonly kind: EntryBody['kind'];
}

export interface PhotosStore {
  /** Adds the row within the transaction that adds its entry: there is never one without the other. */
  add(trx: Transaction<Tables>, photo: Photo): Promise<void>;
  /** Null where there is none. */
  get(id: PhotoId): Promise<PhotoOnLine | null>;
  /** The photo that a page has sent under this client id. */
  said(lineId: LineId, memberId: MemberId, clientId: ClientId): Promise<PhotoId | null>;
}

export function photosStore(db: Kysely<Tables>): PhotosStore {
  return {
    async add(trx, photo) {
      await trx
        .insertInto('photos')
        .values({
          id: photo.id,
          line_id: photo.lineId,
          entry_id: photo.entryId,
          member_id: photo.memberId,
          client_id: photo.clientId,
          blob: photo.blob,
          thumb: photo.thumb,
          bytes: photo.bytes,
          created_at: photo.createdAt,
        })
        .execute();
    },

    async get(id) {
      const row = await db
        .selectFrom('photos')
        .innerJoin('entries', 'entries.id', 'photos.entry_id')
        .select(['photos.line_id', 'photos.blob', 'photos.thumb', 'entries.seq', 'entries.kind'])
        .where('photos.id', '=', id)
        .executeTakeFirst();
      if (!row) return null;
      const { line_id: lineId, blob, thumb, seq, kind } = row;
      return { lineId: lineId as LineId, blob, thumb, seq, kind: kind as EntryBody['kind'] };
    },

    async said(lineId, memberId, clientId) {
      const row = await db
        .selectFrom('photos')
        .select('id')
        .where('line_id', '=', lineId)
        .where('member_id', '=', memberId)
        .where('client_id', '=', clientId)
        .executeTakeFirst();
      return row ? (row.id as PhotoId) : null;
    },
  };
}
