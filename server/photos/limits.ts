import { PHOTO_MAX_PIXELS, PHOTO_SIDE_MAX, PHOTO_THUMB_SIDE } from '#protocol';

/** What the codec of photos is opened with. */
export const photoLimits = { maxPixels: PHOTO_MAX_PIXELS, maxSide: PHOTO_SIDE_MAX, thumbSide: PHOTO_THUMB_SIDE };
