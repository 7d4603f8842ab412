import { crc32 } from 'node:zlib';

/** CRC of Ogg pages: polynomial 0x04c11db7, nothing reflected (RFC 3533 § 6). */
function pageSum(page: Uint8Array): number {
  let sum = 0;
  for (const byte of page) {
    sum = (sum ^ (byte << 24)) >>> 0;
    for (let bit = 0; bit < 8; bit++) sum = ((sum << 1) ^ (sum & 0x80_00_00_00 ? 0x04_c1_1d_b7 : 0)) >>> 0;
  }
  return sum;
}

function oggPage(packets: readonly Uint8Array[], number: number, granule: number, flags = 0): Buffer {
  const head = Buffer.alloc(27);
  head.write('OggS', 'latin1');
  head[5] = flags;
  head.writeBigInt64LE(BigInt(granule), 6);
  head.writeUInt32LE(1, 14);
  head.writeUInt32LE(number, 18);
  head[26] = packets.length;
  const page = Buffer.concat([head, Uint8Array.from(packets, ({ length }) => length), ...packets]);
  page.writeUInt32LE(pageSum(page), 22);
  return page;
}

/** An Ogg file with so many hours of the emptiest Opus there is: a byte for each 60 ms. `channels`: as its header claims. */
export const emptyHours = (hours: number, channels = 1): Buffer => Buffer.concat(emptyPages(hours, channels));

function emptyPages(hours: number, channels = 1): Buffer[] {
  const opusHead = Buffer.alloc(19);
  opusHead.write('OpusHead', 'latin1');
  opusHead[8] = 1;
  opusHead[9] = channels;
  opusHead.writeUInt32LE(48_000, 12);
  const tags = Buffer.alloc(16);
  tags.write('OpusTags', 'latin1');
  const pages = [oggPage([opusHead], 0, 0, 2), oggPage([tags], 1, 0)];
  // 60 ms of SILK at 8 kHz with nothing in it.
  const packets = Array.from({ length: 255 }, () => Uint8Array.of(0x18));
  const count = Math.ceil((hours * 3_600_000) / 60 / packets.length);
  for (let at = 1; at <= count; at++) pages.push(oggPage(packets, at + 1, at * packets.length * 2880));
  return pages;
}

/** An Ogg file in which one byte of sound is sound of 255 channels. */
export function manyChannels(): Buffer {
  const opusHead = Buffer.alloc(21 + 255);
  opusHead.write('OpusHead', 'latin1');
  opusHead.set([1, 255], 8);
  opusHead.writeUInt32LE(48_000, 12);
  opusHead.set([255, 1], 18);
  const first = oggPage([opusHead.subarray(0, 255), opusHead.subarray(255)], 0, 0, 2);
  const [, ...rest] = emptyPages(1);
  return Buffer.concat([first, ...rest]);
}

/** An MP3 of which no frame says how long it is: a decoder looks for the next one, each time through all that follows. */
export function freeFrames(bytes: number): Buffer {
  return Buffer.alloc(bytes, Uint8Array.of(0xff, 0xfb, 0x00, 0xc0));
}

/** An Ogg file of nothing but lost packets, for each of which a decoder makes up sound. */
export function lostPackets(bytes: number): Buffer {
  const pages = emptyPages(0);
  const none = Array.from({ length: 255 }, () => new Uint8Array());
  for (let at = 2, size = 0; size < bytes; size += 282, at++) pages.push(oggPage(none, at, at * 255 * 2880));
  return Buffer.concat(pages);
}

interface Claims {
  channels?: number;
  rate?: number;
  bits?: number;
  bytes?: number;
  /** 1: PCM. */
  tag?: number;
  /** Bytes of a sample of all channels. */
  block?: number;
  /** What follows the 16 bytes that all heads have. */
  more?: Buffer;
}

/** A WAV file whose header says this of a few bytes of sound. */
export function claimingWav(claims: Claims, sound: Buffer = Buffer.alloc(64_000, 1)): Buffer {
  const { channels = 1, rate = 16_000, bits = 16, bytes = sound.length, tag = 1, more = Buffer.alloc(0) } = claims;
  const { block = ((channels * bits) / 8) % 0x1_00_00 } = claims;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE((bytes + 36) % 0x1_00_00_00_00, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16 + more.length, 16);
  head.writeUInt16LE(tag, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(((rate * channels * bits) / 8) % 0x1_00_00_00_00, 28);
  head.writeUInt16LE(block, 32);
  head.writeUInt16LE(bits, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(bytes, 40);
  return Buffer.concat([head.subarray(0, 36), more, head.subarray(36), sound]);
}

/** A ZIP with one stored file, which readers find from its end. */
export function zipOfOne(name: string, content: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(content.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), content]);
}
