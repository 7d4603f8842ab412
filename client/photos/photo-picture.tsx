import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { clockTime } from '../time-words.ts';
import { picturesOf, type HeldPicture, type PictureSize } from './pictures.ts';
import { t } from './picture-strings.ts';
import { t as first } from './strings.ts';
import { keepOwnPhoto, ownPhoto } from './own-photos.ts';
import type { SentPhoto, UnsentPhoto } from './photo-bubble.tsx';
import type { ViewerProps } from './photo-viewer.tsx';
import type { Connection } from '../connection.ts';
import type { PhotoId } from '#protocol';

/** Loaded by `import()`: what a photo of the timeline is drawn with once the page stands. */

export interface PictureSource {
  readonly connection: Connection;
  readonly photoId: PhotoId;
  /** What this page has of it already. */
  readonly here: Blob | null;
}

/** A picture of the server while the view is there. */
export function usePicture({ connection, photoId, here }: PictureSource, size: PictureSize): HeldPicture {
  const held = useMemo(() => picturesOf(connection).hold(photoId, size, here), [connection, photoId, size]);
  useEffect(() => () => held.release(), [held]);
  return held;
}

/** A photo that is on the line: its small picture, which opens the whole one. */
export function SentPicture({ connection, body, clientId, from, at }: SentPhoto): JSX.Element {
  const sent: PictureSource = { connection, photoId: body.photoId, here: ownPhoto(clientId) };
  const { picture, again } = usePicture(sent, 'thumb');
  const name = from === null ? t().mine(clockTime(at)) : t().from(from, clockTime(at));
  const { value } = picture;
  switch (value.phase) {
    case 'loading':
      return <p class="photo-words">{first().loading}</p>;
    case 'gone':
      return <p class="photo-words">{t().gone}</p>;
    case 'failed':
      return (
        <div class="photo-words" role="group" aria-label={name}>
          <p>{t().failed}</p>
          <button type="button" class="photo-again" onClick={again}>
            {t().again}
          </button>
        </div>
      );
    case 'shown':
      return <Opener name={name} small={value.url} size={body} sent={sent} />;
  }
}

/** A photo that waits on this phone, shown from what is kept here. */
export function UnsentPicture({ unsent: { clientId, said, at } }: { unsent: UnsentPhoto }): JSX.Element | null {
  const url = useSignal<string | null>(null);
  useEffect(() => {
    keepOwnPhoto(clientId, said.photo);
    const made = URL.createObjectURL(said.photo);
    url.value = made;
    return () => URL.revokeObjectURL(made);
  }, [said.photo]);
  if (url.value === null) return null;
  return <Opener name={t().unsent(clockTime(at))} small={url.value} size={said} sent={null} />;
}

/** The small picture as a button. */
function Opener(props: ViewerProps): JSX.Element {
  const trouble = useSignal(false);
  async function open() {
    try {
      const { openPhotoViewer } = await import('./photo-viewer.tsx');
      trouble.value = false;
      openPhotoViewer(props);
    } catch {
      trouble.value = true;
    }
  }
  const { name, small, size } = props;
  return (
    <button type="button" class="photo-open" aria-haspopup="dialog" onClick={() => void open()}>
      <img src={small} alt={name} width={size.width} height={size.height} draggable={false} />
      {trouble.value && (
        <span class="photo-over" role="alert">
          {first().notLoaded}
        </span>
      )}
    </button>
  );
}
