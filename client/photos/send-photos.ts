import { AT_ONCE_MAX } from './at-once.ts';
import { t } from './picture-strings.ts';
import { PhotoError, preparePhoto, type PhotoRefusal } from './prepare-photo.ts';
import type { Said } from '../timeline/said.ts';

/** Loaded by `import()` when photos are chosen, or before that when the page is idle. */

/** Prepares the photos and says them one by one. Null, or why some of them were not, in words. */
export async function sendPhotos(files: readonly File[], say: (said: Said) => void): Promise<string | null> {
  let refusal: PhotoRefusal | null = files.length > AT_ONCE_MAX ? 'too_many' : null;
  for (const file of files.slice(0, AT_ONCE_MAX)) {
    try {
      say(await preparePhoto(file));
    } catch (error) {
      if (!(error instanceof PhotoError)) throw error;
      refusal = error.reason;
    }
  }
  return refusal && t().refusal[refusal];
}
