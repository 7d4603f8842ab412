import type { Registry } from 'prom-client';
import type { ImageCodec } from '../media/image-codec.ts';
import { MODEL_PHOTO_SIDE, openLargerModel } from './assistant/larger-model/larger-model.ts';
import type { Larger } from './assistant/larger-reader.ts';
import { modelMetrics } from './edge/model-metrics.ts';
import type { Parts } from './parts.ts';
import { photoLimits } from './photos/limits.ts';
import { photosStore } from './photos/store.ts';
import type { Settings } from './settings.ts';
import type { Blobs } from './storage/blobs.ts';

interface Needs extends Pick<Parts, 'db' | 'clock' | 'log'> {
  readonly settings: Settings;
  /** Opened with `modelPhotoLimits`. */
  readonly images: ImageCodec;
  readonly blobs: Pick<Blobs, 'get'>;
  readonly registry: Registry;
}

/** What the codec is opened with that makes photos small enough to leave. */
export const modelPhotoLimits = { ...photoLimits, thumbSide: MODEL_PHOTO_SIDE };

/** The operator's larger model, as the settings have it; null where they name none. */
export function wireLargerModel({ settings, images, blobs, registry, db, clock, log }: Needs): Larger | null {
  const { DOORLINE_MODEL_URL: url, DOORLINE_MODEL_NAME: name, DOORLINE_MODEL_VISION: vision } = settings;
  if (url === null || name === null || settings.DOORLINE_ASSISTANT === 'off') return null;
  const photos = photosStore(db);
  const model = openLargerModel({
    url,
    key: settings.DOORLINE_MODEL_KEY,
    name,
    vision,
    timeoutMs: settings.DOORLINE_MODEL_TIMEOUT,
    mostADay: settings.DOORLINE_MODEL_DAILY,
    clock,
    log,
    images,
    observe: modelMetrics(registry),
  });
  async function photo(id: Parameters<typeof photos.get>[0]) {
    const kept = await photos.get(id);
    return kept?.kind === 'photo' ? blobs.get(kept.blob) : null;
  }
  return { model, photo: vision === 'off' ? null : photo };
}
