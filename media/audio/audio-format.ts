import type { AudioFormat } from '../audio-codec.ts';

const startsWith = (bytes: Uint8Array, at: number, text: string) =>
  Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(text.length, Math.max(0, bytes.length - at))).equals(
    Buffer.from(text, 'latin1'),
  );

/** What the bytes are by their first few; null for anything that is not one of ours. A file's name says nothing. */
export function audioFormat(bytes: Uint8Array): AudioFormat | null {
  if (startsWith(bytes, 0, 'RIFF') && startsWith(bytes, 8, 'WAVE')) return 'wav';
  if (startsWith(bytes, 0, 'OggS')) return 'ogg';
  if (startsWith(bytes, 0, '\x1a\x45\xdf\xa3')) return 'webm';
  if (startsWith(bytes, 0, 'ID3')) return 'mp3';
  // MPEG frame header: eleven ones, version not reserved, layer III, bit rate and sample rate not reserved.
  const [first = 0, second = 0, third = 0] = bytes;
  const isFrame =
    first === 0xff &&
    (second & 0xe6) === 0xe2 &&
    (second & 0x18) !== 0x08 &&
    (third & 0xf0) !== 0xf0 &&
    (third & 0x0c) !== 0x0c;
  return isFrame ? 'mp3' : null;
}
