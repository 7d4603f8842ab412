import { signal, type ReadonlySignal } from '@preact/signals';
import type { Connection } from '../connection.ts';
import type { PhotoId } from '#protocol';

/** `gone`: taken back, erased, or not for this member. */
export type Picture =
  | { readonly phase: 'loading' }
  | { readonly phase: 'shown'; readonly url: string }
  | { readonly phase: 'failed' }
  | { readonly phase: 'gone' };

export type PictureSize = 'whole' | 'thumb';

/** One view's hold on a picture: while somebody holds it, it stays. */
export interface HeldPicture {
  readonly picture: ReadonlySignal<Picture>;
  /** Asks for it again where it failed. */
  readonly again: () => void;
  /** Again: nothing more. */
  readonly release: () => void;
}

interface PicturesParts {
  readonly connection: Connection;
  readonly fetch?: typeof globalThis.fetch;
  /** Pictures kept that nobody holds; default a few screens of small ones, and some whole ones (0.5 MB each). */
  readonly keep?: Readonly<Record<PictureSize, number>>;
}

interface Kept {
  readonly size: PictureSize;
  readonly picture: ReturnType<typeof signal<Picture>>;
  holders: number;
  load: () => void;
}

/**
 * Photos of the server as addresses that an <img> can show: they are behind the link's right, which an <img> cannot tell.
 * Those that failed are asked for again when the network is back.
 */
export function openPictures({ connection, keep = { whole: 6, thumb: 60 }, ...parts }: PicturesParts) {
  const fetch = parts.fetch ?? globalThis.fetch.bind(globalThis);
  // In the order of their last use: a Map keeps the order of insertion.
  const pictures = new Map<string, Kept>();

  connection.onOnline(() => {
    for (const { holders, picture, load } of pictures.values())
      if (holders > 0 && picture.peek()?.phase === 'failed') load();
  });

  async function load(path: string, show: (picture: Picture) => void) {
    show({ phase: 'loading' });
    try {
      const answer = await fetch(path, { headers: { Authorization: `Bearer ${connection.token}` } });
      if (answer.ok) show({ phase: 'shown', url: URL.createObjectURL(await answer.blob()) });
      else show({ phase: answer.status === 404 ? 'gone' : 'failed' });
    } catch {
      show({ phase: 'failed' });
    }
  }

  function open(photoId: PhotoId, size: PictureSize, here: Blob | null): Kept {
    const picture = signal<Picture>({ phase: 'loading' });
    const path = `/api/photos/${photoId}${size === 'thumb' ? '/thumb' : ''}`;
    const kept: Kept = { size, picture, holders: 0, load: () => void load(path, (next) => (picture.value = next)) };
    if (here) picture.value = { phase: 'shown', url: URL.createObjectURL(here) };
    else kept.load();
    return kept;
  }

  /** Lets go of what nobody holds, the longest unused first, and of what came to nothing. */
  function tidy() {
    for (const size of ['whole', 'thumb'] as const) {
      const idle = [...pictures].filter(([, kept]) => kept.size === size && kept.holders === 0);
      const tooMany = idle.length - keep[size];
      for (const [index, [key, { picture }]] of idle.entries()) {
        const { value } = picture;
        if (value?.phase === 'loading' || (value?.phase === 'shown' && index >= tooMany)) continue;
        pictures.delete(key);
        if (value?.phase === 'shown') URL.revokeObjectURL(value.url);
      }
    }
  }

  return {
    /** The picture, asked for if it is not here. `here` is what this page has of it already. */
    hold(photoId: PhotoId, size: PictureSize, here: Blob | null = null): HeldPicture {
      const key = `${photoId} ${size}`;
      const kept = pictures.get(key) ?? open(photoId, size, here);
      pictures.delete(key);
      pictures.set(key, kept);
      kept.holders += 1;
      let held = true;
      return {
        picture: kept.picture as ReadonlySignal<Picture>,
        again: () => {
          if (kept.picture.peek()?.phase === 'failed') kept.load();
        },
        release() {
          if (!held) return;
          held = false;
          kept.holders -= 1;
          tidy();
        },
      };
    },
  };
}

export type Pictures = ReturnType<typeof openPictures>;

/** Each connection's own: what one link may see is not shown to another. */
const opened = new WeakMap<Connection, Pictures>();

export function picturesOf(connection: Connection): Pictures {
  const pictures = opened.get(connection) ?? openPictures({ connection });
  opened.set(connection, pictures);
  return pictures;
}
