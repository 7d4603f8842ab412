import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Kysely } from 'kysely';
import type { EntryId, LineId } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Clock } from '../parts.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { Tables } from '../storage/tables.ts';
import { howToVerify } from './how-to-verify.ts';
import { type Media, mediaOf, readHead } from './record-head.ts';
import { type MissingFile, RECORD_FORMAT, RECORD_VERSION, type RecordFile, type RecordHead } from './record-format.ts';
import { recordPage } from './record-page.ts';
import { entriesBySeq, statesByRev } from './states.ts';
import { type FileToPack, ZIP_MAX_BYTES, ZIP_MAX_FILES, zipBytes, zipOf } from './zip.ts';

/** Text is passed on in pieces of this size, characters: one row at a time would be thousands of tiny writes. */
const PIECE = 32_768;

export interface RecordExport {
  readonly fileName: string;
  readonly bytes: number;
  /** SHA-256 of `record.json`, hex: with it kept elsewhere, nothing in the file can be changed unseen. */
  readonly digest: string;
  readonly rev: number;
  /** The last link of the chain, hex. */
  readonly head: string;
  /**
   * The ZIP, piece by piece; never more of it in memory than one photo or recording. Rejects in the middle where something
   * was erased since: what was announced can then not be sent any more.
   */
  readonly zip: AsyncIterable<Uint8Array>;
}

export interface ExportOrder {
  /** IANA name: the page tells times in this zone and in UTC. */
  readonly timeZone: string;
  /** Ends the work when nobody waits for it any more. */
  readonly signal: AbortSignal;
}

interface Measured extends FileToPack {
  readonly sha256: string;
}

/** Reads the content once, for what must be known before it is sent. */
async function measure(name: string, content: FileToPack['content'], signal: AbortSignal): Promise<Measured> {
  const hash = createHash('sha256');
  let bytes = 0;
  let sum = 0;
  for await (const piece of content()) {
    signal.throwIfAborted();
    hash.update(piece);
    bytes += piece.length;
    sum = crc32(piece, sum);
  }
  return { name, content, bytes, crc32: sum, sha256: hash.digest('hex') };
}

async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let waiting = '';
  for await (const text of texts) {
    waiting += text;
    if (waiting.length < PIECE) continue;
    yield Buffer.from(waiting);
    waiting = '';
  }
  yield Buffer.from(waiting);
}

/**
 * Exports what was said on a line up to now, while people go on. Everything is made twice, first only to measure it: so the
 * answer begins with its size and digest, and nothing is held in memory or written aside. `not_found` where there is no such
 * line, `too_large` beyond what a ZIP can hold (4 GiB).
 */
export function openExports(parts: { db: Kysely<Tables>; clock: Clock; blobs: Blobs }) {
  const { db, clock, blobs } = parts;

  /** What was erased while it was read is half in it and half not. */
  const wasErasedSince = async (lineId: LineId, rev: number) =>
    (await db
      .selectFrom('entries')
      .select('id')
      .where('line_id', '=', lineId)
      .where('rev', '>', rev)
      .where('kind', '=', 'erased')
      .limit(1)
      .executeTakeFirst()) !== undefined;

  return async function exportRecord(lineId: LineId, order: ExportOrder): Promise<RecordExport> {
    const { timeZone, signal } = order;
    const exportedAt = clock.now();
    const { delivery, members, chain } = await readHead(db, lineId);
    const media = await mediaOf(db, lineId, chain.rev);

    const kept: (Measured & { readonly media: Media })[] = [];
    const missing: MissingFile[] = [];
    for (const one of media) {
      const content = async function* () {
        const bytes = one.blob === null ? null : await blobs.get(one.blob);
        if (bytes) yield bytes;
      };
      const measured = await measure(one.fileName, content, signal);
      if (measured.bytes > 0) kept.push({ ...measured, media: one });
      else missing.push({ entryId: one.entryId, seq: one.seq, sha256: one.sha256 });
    }

    const fileNames = new Map(kept.map(({ name, media }) => [media.id, name]));
    const page = () =>
      inPieces(
        recordPage(
          { delivery, members, chain, exportedAt, timeZone, fileOf: (id) => fileNames.get(id) ?? null },
          entriesBySeq(db, lineId, chain),
        ),
      );
    const words = () => [Buffer.from(howToVerify(delivery, chain))];
    const others = [await measure('index.html', page, signal), await measure('VERIFY.txt', words, signal), ...kept];
    const entryOf = new Map<string, EntryId>(kept.map(({ name, media }) => [name, media.entryId]));
    const files = others.map(({ name, bytes, sha256 }): RecordFile => ({
      name,
      bytes,
      sha256,
      entryId: entryOf.get(name) ?? null,
    }));
    const head: RecordHead = {
      format: RECORD_FORMAT,
      version: RECORD_VERSION,
      exportedAt,
      delivery,
      members,
      chain,
      files,
      missing,
    };
    const record = await measure('record.json', () => inPieces(recordJson(head, db)), signal);

    if (await wasErasedSince(lineId, chain.rev)) return exportRecord(lineId, order);

    const all = [record, ...others];
    const bytes = zipBytes(all);
    if (bytes > ZIP_MAX_BYTES || all.length > ZIP_MAX_FILES)
      throw new RefusedError('too_large', 'The record is larger than a ZIP can hold (4 GiB)');
    return {
      fileName: `doorline-${lineId}.zip`,
      bytes,
      digest: record.sha256,
      rev: chain.rev,
      head: chain.head,
      zip: zipOf(all, exportedAt),
    };
  };
}

/** `record.json`, one state and one file per line, so that two exports can be compared by eye. */
async function* recordJson(head: RecordHead, db: Kysely<Tables>): AsyncGenerator<string> {
  const { files, missing, members, ...facts } = head;
  yield '{\n';
  for (const [name, value] of Object.entries(facts)) yield `"${name}": ${JSON.stringify(value)},\n`;
  for (const [name, list] of Object.entries({ members, files, missing })) {
    yield `"${name}": [${list.map((one) => `\n${JSON.stringify(one)}`).join(',')}\n],\n`;
  }
  yield '"states": [';
  let comma = '';
  for await (const state of statesByRev(db, head.chain.lineId, head.chain.rev)) {
    yield `${comma}\n${JSON.stringify(state)}`;
    comma = ',';
  }
  yield '\n]\n}\n';
}
