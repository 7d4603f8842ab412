import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import decodeJpeg, { init as initDecoder } from '@jsquash/jpeg/decode.js';
import encodeJpeg, { init as initEncoder } from '@jsquash/jpeg/encode.js';
import { ImageError, type Photo } from '../image-codec.ts';
import { jpegParts } from './jpeg-parts.ts';
import { type Pixels, shrink } from './shrink.ts';

export interface PhotoLimits {
  /** More are not unpacked. */
  readonly maxPixels: number;
  /** Longest side of a photo that has to be made anew, px. */
  readonly maxSide: number;
  /** Longest side of the small picture, px. */
  readonly thumbSide: number;
}

/** JPEG quality of a photo that has to be made anew: the pages' own. */
const QUALITY = 80;
/** A small picture of some 10 kB. */
const THUMB_QUALITY = 70;

/** What the decoder had to say about the picture that it unpacks now: it speaks only of damage. */
let complaint: string | null = null;

const wasm = (part: 'dec' | 'enc') =>
  readFile(createRequire(import.meta.url).resolve(`@jsquash/jpeg/codec/${part}/mozjpeg_${part}.wasm`));

let ready: Promise<unknown> | null = null;
async function load(): Promise<void> {
  const [decoder, encoder] = await Promise.all([wasm('dec'), wasm('enc')]);
  // Given the file, the package need not fetch it, which it could do in a browser only.
  await initDecoder({ wasmBinary: decoder, printErr: (line: string) => (complaint ??= line) });
  await initEncoder({ wasmBinary: encoder });
}

async function unpack(bytes: Uint8Array): Promise<Pixels> {
  complaint = null;
  const pixels: Pixels = await decodeJpeg(new Uint8Array(bytes).buffer, { preserveOrientation: true });
  if (complaint !== null) throw new ImageError('unreadable', `The picture is damaged: ${String(complaint)}`);
  return pixels;
}

const pack = async (pixels: Pixels, quality: number): Promise<Uint8Array> =>
  new Uint8Array(
    await encodeJpeg({ ...pixels, colorSpace: 'srgb' }, { quality, trellis_multipass: false, progressive: false }),
  );

/** Reads one photo in this thread, which it may keep busy or bring down: see `openImageCodec`. */
export async function readPhoto(bytes: Uint8Array, limits: PhotoLimits): Promise<Photo> {
  await (ready ??= load());
  const parts = jpegParts(bytes, limits.maxPixels);
  // As it came, for the decoder turns the picture upright by the segments that are left out.
  const upright = await unpack(bytes);
  if (upright.width * upright.height !== parts.width * parts.height)
    throw new ImageError('unreadable', 'The JPEG contradicts itself');

  const shown = parts.needsItsSegments ? shrink(upright, limits.maxSide) : upright;
  const cleaned = parts.needsItsSegments ? await pack(shown, QUALITY) : parts.bare;
  const thumb = await pack(shrink(shown, limits.thumbSide), THUMB_QUALITY);
  return {
    bytes: jpegParts(cleaned, limits.maxPixels).bare,
    width: shown.width,
    height: shown.height,
    thumb: jpegParts(thumb, limits.maxPixels).bare,
  };
}
