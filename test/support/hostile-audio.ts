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
export function emptyHours(hours: number, channels = 1): Buffer {
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
  return Buffer.concat(pages);
}

/** A WAV file whose header says this of a few bytes of sound. */
export function claimingWav(claims: { channels?: number; rate?: number; bits?: number; bytes?: number }): Buffer {
  const { channels = 1, rate = 16_000, bits = 16, bytes = 64_000 } = claims;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE((bytes + 36) % 0x1_00_00_00_00, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(((rate * channels * bits) / 8) % 0x1_00_00_00_00, 28);
  head.writeUInt16LE(((channels * bits) / 8) % 0x1_00_00, 32);
  head.writeUInt16LE(bits, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(bytes, 40);
  return Buffer.concat([head, Buffer.alloc(64_000, 1)]);
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
