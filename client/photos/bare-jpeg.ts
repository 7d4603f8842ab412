/** Marker of the first scan: from there on a JPEG is coded pixels. */
const SOS = 0xda;
const COM = 0xfe;

/**
 * The JPEG without its APPn and comment segments: what a browser's canvas writes there (some name the program, some write an
 * empty Exif) tells nothing that the picture needs. Throws where the bytes are no JPEG.
 */
export function bareJpeg(bytes: Uint8Array<ArrayBuffer>): Blob {
  const kept = [bytes.subarray(0, 2)];
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw new Error('These bytes are no JPEG');
  for (let at = 2; ;) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || at + 4 > bytes.length) throw new Error('The JPEG ends before its picture');
    if (marker === SOS) {
      kept.push(bytes.subarray(at));
      return new Blob(kept, { type: 'image/jpeg' });
    }
    const next = at + 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
    if (!(marker >= 0xe0 && marker <= 0xef) && marker !== COM) kept.push(bytes.subarray(at, next));
    at = next;
  }
}
