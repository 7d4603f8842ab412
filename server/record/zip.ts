import { crc32 } from 'node:zlib';
import { RefusedError } from '../edge/refused-error.ts';

/**
 * ZIP files in one form only: every file stored as it is, its size and sum before it, one after the other without a gap.
 * So the bytes of the packing follow from the names, sums and sizes alone: whoever verifies an export builds them again and
 * compares, and what unpacks to more than it weighs cannot be written. Fields by APPNOTE.TXT 6.3.10 of PKWARE, § 4.3.
 */

/** Of a format without the 64-bit extension: 4 GiB less one byte, 65,535 files. */
export const ZIP_MAX_BYTES = 0xff_ff_ff_ff;
export const ZIP_MAX_FILES = 0xff_ff;

export const LOCAL_HEADER_BYTES = 30;
const CENTRAL_HEADER_BYTES = 46;
const END_BYTES = 22;

/** 2.0: files in folders. */
const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 0x0800;
const STORED = 0;

export interface PackedFile {
  readonly name: string;
  readonly bytes: number;
  readonly crc32: number;
}

export interface FileToPack extends PackedFile {
  /** Gives the same bytes each time. */
  content(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** A time of DOS: two seconds fine, of no zone; UTC here. The upper half is the date. */
function dosTime(epochMs: number): number {
  const time = new Date(epochMs);
  const date = ((time.getUTCFullYear() - 1980) << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate();
  const clock = (time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1);
  return ((date << 16) | clock) >>> 0;
}

/** The fields that stand alike before a file and in the list at the end. */
function writeFields(header: Buffer, at: number, { name, bytes, crc32 }: PackedFile, time: number): void {
  header.writeUInt16LE(VERSION, at);
  header.writeUInt16LE(FLAGS, at + 2);
  header.writeUInt16LE(STORED, at + 4);
  header.writeUInt32LE(time, at + 6);
  header.writeUInt32LE(crc32, at + 10);
  header.writeUInt32LE(bytes, at + 14);
  header.writeUInt32LE(bytes, at + 18);
  header.writeUInt16LE(Buffer.byteLength(name), at + 22);
}

/** What stands before a file. `time` is of DOS. */
export function localHeader(file: PackedFile, time: number): Buffer {
  const header = Buffer.alloc(LOCAL_HEADER_BYTES);
  header.writeUInt32LE(0x04_03_4b_50, 0);
  writeFields(header, 4, file, time);
  return Buffer.concat([header, Buffer.from(file.name)]);
}

/** Reads back what `localHeader` needs; null where no file begins here. The rest is compared, not read. */
export function readLocalHeader(
  header: Buffer,
): { nameBytes: number; bytes: number; crc32: number; time: number } | null {
  if (header.length < LOCAL_HEADER_BYTES || header.readUInt32LE(0) !== 0x04_03_4b_50) return null;
  return {
    time: header.readUInt32LE(10),
    crc32: header.readUInt32LE(14),
    bytes: header.readUInt32LE(22),
    nameBytes: header.readUInt16LE(26),
  };
}

const packedBytes = ({ name, bytes }: PackedFile) => LOCAL_HEADER_BYTES + Buffer.byteLength(name) + bytes;

/** The list of all files, which ends the ZIP. */
export function closing(files: readonly PackedFile[], time: number): Buffer {
  const parts: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const header = Buffer.alloc(CENTRAL_HEADER_BYTES);
    header.writeUInt32LE(0x02_01_4b_50, 0);
    header.writeUInt16LE(VERSION, 4);
    writeFields(header, 6, file, time);
    header.writeUInt32LE(offset, 42);
    parts.push(header, Buffer.from(file.name));
    offset += packedBytes(file);
  }
  const list = Buffer.concat(parts);
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(0x06_05_4b_50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([list, end]);
}

/** Size of the whole. */
export function zipBytes(files: readonly PackedFile[]): number {
  const ofFile = (file: PackedFile) => packedBytes(file) + CENTRAL_HEADER_BYTES + Buffer.byteLength(file.name);
  return files.reduce((sum, file) => sum + ofFile(file), END_BYTES);
}

/** The ZIP, piece by piece. `at`: epoch ms of every file. Refused with `conflict` where a file's content is not what was measured. */
export async function* zipOf(files: readonly FileToPack[], at: number): AsyncGenerator<Uint8Array> {
  const time = dosTime(at);
  for (const file of files) {
    yield localHeader(file, time);
    let bytes = 0;
    let sum = 0;
    for await (const piece of file.content()) {
      bytes += piece.length;
      sum = crc32(piece, sum);
      yield piece;
    }
    if (bytes !== file.bytes || sum !== file.crc32)
      throw new RefusedError('conflict', 'Something was erased while the record was sent');
  }
  yield closing(files, time);
}
