import { PHOTO_MAX_BYTES, PHOTO_SIDE_MAX } from '../../server/protocol/limits.ts';
import { bareJpeg } from './bare-jpeg.ts';
import type { Said } from '../timeline/said.ts';

/** Loaded by `import()` when a photo is chosen, or before that when the page is idle. */

export type PhotoRefusal = 'too_large' | 'unreadable' | 'too_many';

export class PhotoError extends Error {
  override name = 'PhotoError';
  readonly reason: PhotoRefusal;

  constructor(reason: PhotoRefusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** More is not unpacked: 50 MP take 200 MB, which a cheap phone has not. Phones take 12 MP unless told otherwise. */
const PIXELS_MAX = 50_000_000;
/** A photo of 50 MP in few bytes or many: beyond this it is a film or no picture at all. */
const FILE_MAX_BYTES = 60_000_000;
/** Tried one after the other until one is small enough; the first nearly always is. */
const tries = [
  { side: PHOTO_SIDE_MAX, quality: 0.8 },
  { side: PHOTO_SIDE_MAX, quality: 0.6 },
  { side: PHOTO_SIDE_MAX * 0.75, quality: 0.6 },
  { side: PHOTO_SIDE_MAX * 0.5, quality: 0.5 },
] as const;

/** The size that a picture is drawn in so that its longer side is `side` px at most. */
export function fitted(width: number, height: number, side: number): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * Makes of what was taken or chosen what may be sent: upright, at most PHOTO_SIDE_MAX px and PHOTO_MAX_BYTES, and nothing but
 * the picture: no place, no time, no name of the phone. Whatever kind of picture the browser itself can show will do. Rejects
 * with `PhotoError`.
 */
export async function preparePhoto(file: Blob): Promise<Extract<Said, { kind: 'photo' }>> {
  if (file.size > FILE_MAX_BYTES) throw new PhotoError('too_large', 'The file is too large for a photo');
  const url = URL.createObjectURL(file);
  try {
    const picture = await open(url);
    for (const { side, quality } of tries) {
      const size = fitted(picture.naturalWidth, picture.naturalHeight, side);
      const photo = await draw(picture, size, quality);
      if (photo.size <= PHOTO_MAX_BYTES) return { kind: 'photo', photo, ...size };
    }
    throw new PhotoError('too_large', 'The photo is too large in every size');
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * The picture unpacked, in the background. An <img> and not createImageBitmap: it is turned upright as its Exif says in every
 * browser, and says its size before it is unpacked.
 */
async function open(url: string): Promise<HTMLImageElement> {
  const picture = new Image();
  try {
    await new Promise((loaded, failed) => {
      picture.addEventListener('load', loaded);
      picture.addEventListener('error', failed);
      picture.src = url;
    });
  } catch (error) {
    throw new PhotoError('unreadable', 'The browser cannot show this file', { cause: error });
  }
  if (picture.naturalWidth * picture.naturalHeight > PIXELS_MAX)
    throw new PhotoError('too_large', 'The photo has too many pixels');
  try {
    await picture.decode();
  } catch (error) {
    throw new PhotoError('unreadable', 'The picture is damaged', { cause: error });
  }
  return picture;
}

async function draw(
  picture: HTMLImageElement,
  size: { width: number; height: number },
  quality: number,
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = size.width;
  canvas.height = size.height;
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new PhotoError('unreadable', 'There is no memory to draw in');
  // What is transparent would turn black.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, size.width, size.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, size.width, size.height);
  const blob = await new Promise<Blob | null>((drawn) => canvas.toBlob(drawn, 'image/jpeg', quality));
  // Safari counts the memory of canvases until they are collected; without pixels they weigh nothing.
  canvas.width = 0;
  if (blob?.type !== 'image/jpeg') throw new PhotoError('unreadable', 'The browser made no JPEG');
  return bareJpeg(new Uint8Array(await blob.arrayBuffer()));
}
