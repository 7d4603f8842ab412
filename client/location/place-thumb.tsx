import type { Connection } from '../connection.ts';
import { usePicture } from '../photos/photo-picture.tsx';
import type { PhotoId } from '#protocol';

/** The photo of a place, as small as the sign it stands for; nothing where it is gone or not for this reader. */
export function PlaceThumb({ connection, photoId }: { connection: Connection; photoId: PhotoId }) {
  const { value } = usePicture({ connection, photoId, here: null }, 'thumb').picture;
  return value.phase === 'shown' ? <img class="place-thumb" src={value.url} alt="" draggable={false} /> : null;
}
