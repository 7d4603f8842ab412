import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import decode, { init } from '@jsquash/jpeg/decode.js';

/** Where the photos of `test/photos` are. */
export const photoPath = (name: 'door.jpg' | 'door-turned-gps.jpg'): string =>
  join(import.meta.dirname, '../photos', name);

/** Of 960 × 720 px, 70 kB, with no metadata: a door, and a corner each of red, green, blue and yellow, clockwise. */
export const door = (): Buffer => readFileSync(photoPath('door.jpg'));

/** A segment of a JPEG: its marker, its length and what is in it. */
export function segment(marker: number, content: Buffer): Buffer {
  const head = Buffer.of(0xff, marker, 0, 0);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

/** The JPEG with more segments right after its beginning. */
export const withSegments = (jpeg: Buffer, ...segments: Buffer[]): Buffer =>
  Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);

/** Words that no photo may carry on: they are in every `withExif`. */
export const CAMERA = 'Doorline Test Camera';

/** The JPEG as a phone writes it: with the camera's name, the place (30° 16' N, 120° 1' E) and how it was held (TIFF 6.0). */
export function withExif(jpeg: Buffer, orientation: number): Buffer {
  const tiff = Buffer.alloc(8 + 2 + 3 * 12 + 4 + 2 + 4 * 12 + 4);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(8, 4);
  const gpsAt = 8 + 2 + 3 * 12 + 4;
  const valuesAt = tiff.length;
  const values: Buffer[] = [];
  const valueAt = () => valuesAt + Buffer.concat(values).length;
  const degrees = (...parts: number[]) => {
    const bytes = Buffer.alloc(24);
    parts.forEach((part, i) => {
      bytes.writeUInt32LE(part, i * 8);
      bytes.writeUInt32LE(1, i * 8 + 4);
    });
    return bytes;
  };
  const entry = (at: number, tag: number, type: number, count: number, value: number | Buffer) => {
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(type, at + 2);
    tiff.writeUInt32LE(count, at + 4);
    tiff.writeUInt32LE(typeof value === 'number' ? value : valueAt(), at + 8);
    if (typeof value !== 'number') values.push(value);
  };
  tiff.writeUInt16LE(3, 8);
  entry(10, 0x010f, 2, CAMERA.length + 1, Buffer.from(`${CAMERA}\0`));
  entry(22, 0x0112, 3, 1, orientation);
  entry(34, 0x8825, 4, 1, gpsAt);
  tiff.writeUInt16LE(4, gpsAt);
  entry(gpsAt + 2, 1, 2, 2, 'N'.charCodeAt(0));
  entry(gpsAt + 14, 2, 5, 3, degrees(30, 16, 0));
  entry(gpsAt + 26, 3, 2, 2, 'E'.charCodeAt(0));
  entry(gpsAt + 38, 4, 5, 3, degrees(120, 1, 0));
  return withSegments(jpeg, segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, ...values])));
}

/** The markers of a JPEG's segments up to its first scan. */
export function markersOf(jpeg: Uint8Array): number[] {
  const markers: number[] = [];
  const bytes = Buffer.from(jpeg);
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    markers.push(bytes.readUInt8(at + 1));
    if (markers.at(-1) === 0xda) break;
  }
  return markers;
}

let ready: Promise<void> | null = null;
const loadDecoder = () =>
  init({
    wasmBinary: readFileSync(createRequire(import.meta.url).resolve('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm')),
  });

/** Size and corners of a JPEG, clockwise from the upper left, as the names of the colours in `door`. */
export async function cornersOf(jpeg: Uint8Array) {
  await (ready ??= loadDecoder());
  const { data, width, height } = await decode(new Uint8Array(jpeg).buffer);
  const nameAt = (x: number, y: number) => {
    const at = (y * width + x) * 4;
    const [red, green, blue] = [0, 1, 2].map((i) => (data[at + i] ?? 0) > 128);
    if (red) return green ? 'yellow' : 'red';
    return green ? 'green' : blue ? 'blue' : 'none';
  };
  const [right, bottom] = [width - 4, height - 4];
  return { width, height, corners: [nameAt(3, 3), nameAt(right, 3), nameAt(right, bottom), nameAt(3, bottom)] };
}
