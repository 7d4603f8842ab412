import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import {
  closing,
  LOCAL_HEADER_BYTES,
  localHeader,
  type PackedFile,
  readLocalHeader,
  ZIP_MAX_BYTES,
  ZIP_MAX_FILES,
} from './zip.ts';

/** Larger than any record; it is held in memory. */
const RECORD_MAX_BYTES = 400_000_000;
const PIECE_BYTES = 1_000_000;
const NAME_MAX_BYTES = 100;
/** Every file that an export can have. */
const nameOfAFile = /^(record\.json|index\.html|VERIFY\.txt|media\/[A-Za-z0-9_-]{8,40}\.[a-z0-9]{2,4})$/;

export interface UnpackedFile extends PackedFile {
  readonly sha256: string;
  /** Whether the sum in its packing fits. */
  readonly sumFits: boolean;
}

export interface Unpacked {
  readonly files: readonly UnpackedFile[];
  /** `record.json`; null where it was not found. */
  readonly record: Buffer | null;
  /** What is wrong with the packing, in plain words. */
  readonly problems: readonly string[];
}

/**
 * Reads an export's ZIP from its first byte to its last. Every byte of the packing is compared with what it must be, and every
 * file's content is summed, piece by piece. Stops where what follows cannot be told any more.
 */
export async function unpack(file: FileHandle): Promise<Unpacked> {
  const { size } = await file.stat();
  const files: UnpackedFile[] = [];
  const problems: string[] = [];
  let record: Buffer | null = null;
  const stop = (problem: string) => ({ files, record, problems: [...problems, problem] });

  if (size === 0) return stop('The file is empty.');
  if (size > ZIP_MAX_BYTES) return stop('The file is larger than any export (4 GiB).');

  let at = 0;
  let time = 0;
  for (;;) {
    const header = readLocalHeader(await read(file, at, LOCAL_HEADER_BYTES));
    if (!header) break;
    if (files.length >= ZIP_MAX_FILES) return stop('The file holds more files than any export.');
    if (header.nameBytes > NAME_MAX_BYTES) return stop(`The packing is damaged at byte ${at}.`);
    const start = at + LOCAL_HEADER_BYTES;
    const name = (await read(file, start, header.nameBytes)).toString();
    if (files.length === 0) ({ time } = header);
    const { bytes, crc32: sum } = header;
    if (!nameOfAFile.test(name)) {
      const shown = JSON.stringify(name).replaceAll(/[^\x20-\x7e]/g, '?');
      return stop(
        `The file holds ${shown}, which no export has. It is another ZIP, or its packing is damaged at byte ${at}.`,
      );
    }
    const expected = localHeader({ name, bytes, crc32: sum }, time);
    if (!(await read(file, at, expected.length)).equals(expected)) {
      problems.push(`The packing of ${name} is not as Doorline wrote it, at byte ${at}: damaged, or packed again.`);
    }
    const contentAt = start + header.nameBytes;
    if (contentAt + bytes > size)
      return stop(`The file ends in the middle of ${name}: it was cut off, or damaged there.`);
    if (name === 'record.json' && bytes > RECORD_MAX_BYTES) return stop('record.json is larger than any record.');
    const { sha256, crc, kept } = await sums(file, contentAt, bytes, name === 'record.json');
    if (name === 'record.json') record = kept;
    files.push({ name, bytes, crc32: sum, sha256, sumFits: crc === sum });
    at = contentAt + bytes;
  }
  if (files.length === 0) return stop('This is no export of Doorline: no ZIP file begins at byte 0.');

  const end = closing(files, time);
  const found = await read(file, at, end.length + 1);
  if (found.length > 4 && !found.subarray(0, 4).equals(end.subarray(0, 4)))
    return stop(`Neither a file nor the list of files at the end of the ZIP begins at byte ${at}.`);
  const wrongAt = end.findIndex((byte, i) => found[i] !== byte);
  if (wrongAt < 0 && found.length > end.length) problems.push('Something was added behind the end of the ZIP.');
  if (wrongAt >= 0) {
    problems.push(
      wrongAt < found.length
        ? `The list of files at the end of the ZIP does not fit, at byte ${at + wrongAt}${nearName(files, end, wrongAt)}.`
        : 'The file ends before its list of files does: it was cut off.',
    );
  }
  return { files, record, problems };
}

async function read(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  let got = 0;
  while (got < bytes) {
    const { bytesRead } = await file.read(buffer, got, bytes - got, at + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return buffer.subarray(0, got);
}

async function sums(file: FileHandle, at: number, bytes: number, keep: boolean) {
  const hash = createHash('sha256');
  const pieces: Buffer[] = [];
  let crc = 0;
  for (let done = 0; done < bytes; done += PIECE_BYTES) {
    const piece = await read(file, at + done, Math.min(PIECE_BYTES, bytes - done));
    hash.update(piece);
    crc = crc32(piece, crc);
    if (keep) pieces.push(piece);
  }
  return { sha256: hash.digest('hex'), crc, kept: Buffer.concat(pieces) };
}

/** Which file's row of the list a byte belongs to, in words. */
function nearName(files: readonly PackedFile[], end: Buffer, at: number): string {
  // The row's name follows its 46 bytes.
  let rowAt = 0;
  for (const { name } of files) {
    rowAt += 46 + Buffer.byteLength(name);
    if (at < Math.min(rowAt, end.length)) return `, in the row of ${name}`;
  }
  return '';
}
