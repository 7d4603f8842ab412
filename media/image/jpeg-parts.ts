import { ImageError } from '../image-codec.ts';

/** What a JPEG says of itself before it is unpacked. */
export interface JpegParts {
  /** As stored: before any orientation is applied, px. */
  readonly width: number;
  readonly height: number;
  /**
   * Without the segments that were left out it would look different: one of them turned the picture or gave its colours
   * another meaning.
   */
  readonly needsItsSegments: boolean;
  /** The JPEG with no APPn and no comment segment, and without what followed its end. Not a pixel is changed. */
  readonly bare: Uint8Array;
}

// Markers of ITU-T T.81, table B.1.
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const COM = 0xfe;
const DHT = 0xc4;
const DQT = 0xdb;
const DRI = 0xdd;
/** Baseline, extended and progressive with Huffman codes: what cameras and browsers write. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2]);
const KEPT = new Set([DHT, DQT, DRI]);
const isApplication = (marker: number) => marker >= 0xe0 && marker <= 0xef;
const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7;

/**
 * Passes over the picture that a file may ask for. Cameras and browsers write about ten at most; a thousand, each as good as
 * empty, keep a decoder busy for a minute (libjpeg-turbo, "Two Issues with the JPEG Standard", LJT-01-003).
 */
const SCANS_MAX = 30;

const unreadable = (why: string) => new ImageError('unreadable', why);

/** Takes a JPEG apart by its markers alone, in time proportional to its length; throws an `ImageError`. */
export function jpegParts(bytes: Uint8Array, maxPixels: number): JpegParts {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) throw unreadable('This is no JPEG');
  const kept = [bytes.subarray(0, 2)];
  let frame: { width: number; height: number; plainColours: boolean } | null = null;
  let needsItsSegments = false;
  let scans = 0;
  let at = 2;

  const byte = (index: number): number => {
    const value = bytes[index];
    if (value === undefined) throw unreadable('The JPEG ends too early');
    return value;
  };
  const word = (index: number): number => (byte(index) << 8) | byte(index + 1);

  for (;;) {
    if (byte(at) !== 0xff) throw unreadable('There is something between the segments of the JPEG');
    while (byte(at + 1) === 0xff) at++; // fill bytes
    const marker = byte(at + 1);
    if (marker === EOI) break;
    const length = word(at + 2);
    const next = at + 2 + length;
    if (length < 2 || next > bytes.length) throw unreadable('A segment of the JPEG is cut off');
    const segment = bytes.subarray(at, next);

    if (isApplication(marker) || marker === COM) {
      needsItsSegments ||= changesTheLook(marker, segment);
      at = next;
    } else if (FRAMES.has(marker)) {
      if (frame) throw unreadable('The JPEG has two pictures in one');
      frame = readFrame(segment, maxPixels);
      kept.push(segment);
      at = next;
    } else if (KEPT.has(marker)) {
      kept.push(segment);
      at = next;
    } else if (marker === SOS) {
      if (!frame) throw unreadable('The JPEG has no size');
      if (++scans > SCANS_MAX) throw unreadable('The JPEG has too many scans');
      const end = endOfScan(bytes, next);
      kept.push(bytes.subarray(at, end));
      at = end;
    } else {
      throw unreadable('The JPEG is of a kind that browsers do not show');
    }
  }
  if (!frame || scans === 0) throw unreadable('There is no picture in the JPEG');
  kept.push(Uint8Array.of(0xff, EOI));
  const { width, height, plainColours } = frame;
  return { width, height, needsItsSegments: needsItsSegments || !plainColours, bare: Buffer.concat(kept) };
}

function readFrame(segment: Uint8Array, maxPixels: number) {
  const [bits = 0, high = 0, low = 0, wideHigh = 0, wideLow = 0, components = 0] = segment.subarray(4);
  const height = (high << 8) | low;
  const width = (wideHigh << 8) | wideLow;
  if (bits !== 8 || width === 0 || height === 0) throw unreadable('The JPEG is of a kind that browsers do not show');
  if (segment.length !== 10 + 3 * components) throw unreadable('The JPEG contradicts itself');
  if (components !== 1 && components !== 3) throw unreadable('The JPEG is made for printing');
  if (width * height > maxPixels) throw new ImageError('too_large', `The photo has ${width} × ${height} pixels`);
  // Numbered so, three components are YCbCr even where no segment says it (JFIF 1.02, and every decoder's guess).
  const plainColours = components === 1 || [10, 13, 16].every((at, i) => segment[at] === i + 1);
  return { width, height, plainColours };
}

/** Exif may turn the picture; Adobe's segment says how colours are coded. */
function changesTheLook(marker: number, segment: Uint8Array): boolean {
  const name = Buffer.from(segment.subarray(4, 10)).toString('latin1');
  return (marker === 0xe1 && name === 'Exif\0\0') || (marker === 0xee && name.startsWith('Adobe'));
}

/** Where the next marker stands after the coded pixels that begin at `at`. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    if (next !== 0 && next !== 0xff && !isRestart(next)) return at;
  }
  throw unreadable('The JPEG ends too early');
}
