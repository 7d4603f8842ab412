import './photos.css';
import type { JSX } from 'preact';
import { useLoaded } from '../ui/use-loaded.ts';
import { boxOf } from './box-of.ts';
import { t } from './strings.ts';
import type * as PicturePart from './photo-picture.tsx';
import type { Connection } from '../connection.ts';
import type { Said, Unsent } from '../timeline/said.ts';
import type { ClientId, EntryBody } from '#protocol';

type PhotoBody = Extract<EntryBody, { kind: 'photo' }>;
type PhotoSaid = Extract<Said, { kind: 'photo' }>;

export type UnsentPhoto = Unsent & { readonly said: PhotoSaid };

export interface SentPhoto {
  readonly connection: Connection;
  readonly body: PhotoBody;
  readonly clientId: ClientId | null;
  /** Whose it is; null for one's own. */
  readonly from: string | null;
  /** Epoch ms. */
  readonly at: number;
}

let loaded: typeof PicturePart | null = null;
const load = async (): Promise<typeof PicturePart> => (loaded ??= await import('./photo-picture.tsx'));
/** At once where it is here already: a photo that comes later does not blink. */
const usePicturePart = () => {
  const part = useLoaded(load);
  return loaded ?? part;
};

/** A photo of the timeline. Its room is kept from the first moment: nothing moves when the picture comes. */
export function PhotoBubble(props: SentPhoto): JSX.Element {
  const part = usePicturePart();
  return (
    <div class="bubble photo" style={boxOf(props.body)}>
      {part !== null && part !== 'gone' ? (
        <part.SentPicture {...props} />
      ) : (
        <p class="photo-words">{part === 'gone' ? t().old : t().loading}</p>
      )}
    </div>
  );
}

/** A photo that waits on this phone; the row around it says how it stands. */
export function UnsentPhotoBubble({ unsent }: { unsent: UnsentPhoto }): JSX.Element {
  const part = usePicturePart();
  return (
    <div class="bubble photo" style={boxOf(unsent.said)}>
      {part !== null && part !== 'gone' && <part.UnsentPicture unsent={unsent} />}
    </div>
  );
}
