import './photos.css';
import type { JSX } from 'preact';
import { useLoaded } from '../ui/use-loaded.ts';
import { boxOf } from './box-of.ts';
import { t } from './strings.ts';
import type { Connection } from '../connection.ts';
import type { Said, Unsent } from '../timeline/said.ts';
import type { EntryBody } from '#protocol';

export type PhotoBody = Extract<EntryBody, { kind: 'photo' }>;
export type PhotoSaid = Extract<Said, { kind: 'photo' }>;

export interface SentPhoto {
  readonly connection: Connection;
  readonly body: PhotoBody;
  /** Whose it is; null for one's own. */
  readonly from: string | null;
  /** Epoch ms. */
  readonly at: number;
}

/** A photo of the timeline. Its room is kept from the first moment: nothing moves when the picture comes. */
export function PhotoBubble(props: SentPhoto): JSX.Element {
  const part = useLoaded(() => import('./photo-picture.tsx'));
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
export function UnsentPhotoBubble({ unsent }: { unsent: Unsent & { readonly said: PhotoSaid } }): JSX.Element {
  const part = useLoaded(() => import('./photo-picture.tsx'));
  return (
    <div class="bubble photo" style={boxOf(unsent.said)}>
      {part !== null && part !== 'gone' && <part.UnsentPicture said={unsent.said} at={unsent.at} />}
    </div>
  );
}
