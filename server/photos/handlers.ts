import { createHash } from 'node:crypto';
import { type ImageCodec, ImageError, type Photo as Picture } from '../../media/image-codec.ts';
import type { Entry, EntryBody, MemberId, PhotoId } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import { oneByOne } from '../one-by-one.ts';
import type { Actor, Parts } from '../parts.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { SentFile, Uploads } from '../uploads.ts';
import { photosStore } from './store.ts';

const refusals = {
  unreadable: ['photo_unreadable', 'The photo cannot be read: only a whole JPEG can'],
  too_large: ['too_large', 'The photo has too many pixels; send a smaller one'],
} as const;

interface Needs extends Pick<Parts, 'db' | 'clock' | 'newId' | 'membership' | 'timeline'> {
  images: ImageCodec;
  blobs: Blobs;
  uploads: Uploads;
}

export interface Photos {
  /**
   * Keeps a photo, stripped of everything but the picture, and adds it to the line; on disk before it resolves. A repeated
   * client id answers the first entry. Refuses with `forbidden`, `link_revoked`, `photo_unreadable`, `too_large`, `conflict`, and
   * `not_found` for an entry to answer that is not there.
   */
  receive(actor: Actor, sent: SentFile): Promise<Entry>;
  /** The photo as JPEG, whole or small. Refuses with `forbidden`, and `not_found` also once it was taken back or erased. */
  picture(actor: Actor, photoId: PhotoId, size: 'whole' | 'thumb'): Promise<Buffer>;
}

/** Photos on a line: receiving and showing. */
export function photosHandlers(parts: Needs): Photos {
  const { clock, newId, membership, timeline, images, blobs, uploads } = parts;
  const store = photosStore(parts.db);

  // By link: whoever sends what is hard to read waits for it themselves.
  const inTurn = oneByOne();
  async function read({ linkId }: Actor, bytes: Uint8Array): Promise<Picture> {
    try {
      return await inTurn(linkId, () => images.read(bytes));
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      const [code, sentence] = refusals[error.reason];
      throw new RefusedError(code, sentence, { cause: error });
    }
  }

  async function receive(actor: Actor, by: MemberId, { lineId, clientId, replyTo, bytes }: SentFile): Promise<Entry> {
    const picture = await read(actor, bytes);
    const first = await store.said(lineId, by, clientId);
    const id = first ?? newId<PhotoId>();
    const body: EntryBody = {
      kind: 'photo',
      photoId: id,
      width: picture.width,
      height: picture.height,
      sha256: createHash('sha256').update(picture.bytes).digest('hex'),
    };
    const said = { by, clientId, body, replyTo };
    if (first) return timeline.add(lineId, said);

    const [blob, thumb] = [id, `${id}-thumb`];
    const forget = () => Promise.all([blobs.delete(blob), blobs.delete(thumb)]);
    await uploads.keep({ [blob]: picture.bytes, [thumb]: picture.thumb });
    const row = { id, lineId, memberId: by, clientId, blob, thumb, bytes: picture.bytes.length };
    const entry = await timeline
      .add(lineId, said, async (trx, entryId) => {
        await uploads.mustStillBeOn(trx, actor, by);
        await store.add(trx, { ...row, entryId, createdAt: clock.now() });
      })
      .catch(async (error: unknown) => {
        // The database may have committed and lost only its answer: only bytes that nothing names are forgotten.
        if ((await store.get(id)) === null) await forget();
        throw error;
      });
    if (entry.body.kind !== 'photo' || entry.body.photoId !== id) await forget();
    return entry;
  }

  return {
    async receive(actor, sent) {
      const { id: by } = await membership.mustBeOn(actor, sent.lineId, 'write');
      return uploads.once('photo', by, sent, () => receive(actor, by, sent));
    },

    async picture(actor, photoId, size) {
      const photo = await store.get(photoId);
      if (!photo) throw new RefusedError('not_found', 'There is no such photo');
      const { hiddenSeq } = await membership.mustBeOn(actor, photo.lineId);
      if (photo.kind !== 'photo' || photo.seq <= hiddenSeq)
        throw new RefusedError('not_found', 'There is no such photo');
      const bytes = await blobs.get(size === 'whole' ? photo.blob : photo.thumb);
      if (!bytes) throw new RefusedError('not_found', 'This photo is lost');
      return bytes;
    },
  };
}
