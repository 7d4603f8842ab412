import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import * as v from 'valibot';
import { canonical } from './chain.ts';
import { DeliveryRecord, type RecordFile } from './record-format.ts';
import { unpack, type UnpackedFile } from './unpack.ts';
import { entryList, verifyChain } from './verify-chain.ts';

export interface Verdict {
  /** What was changed or is damaged, in plain words; empty where nothing is. */
  readonly problems: readonly string[];
  /** What a reader should know though nothing is wrong. */
  readonly notices: readonly string[];
  /** What the file is, where that can be told. */
  readonly about: string | null;
}

/** Issues of a wrong `record.json` that are told. */
const ISSUES_MAX = 5;

/**
 * Says whether an export is as Doorline wrote it. `kept`: SHA-256 sums in hex that somebody kept elsewhere, of `record.json` (the
 * export's digest) or links of the chain: each must be found. Rejects only where the file cannot be opened or read.
 */
export async function verifyExport(path: string, kept: readonly string[] = []): Promise<Verdict> {
  await using file = await open(path, 'r');
  const { files, record: bytes, problems } = await unpack(file);
  if (!bytes) {
    const all = problems.length > 0 ? problems : ['record.json is missing: this is not a whole export.'];
    return { problems: all, notices: [], about: null };
  }
  const record = parse(bytes);
  const damaged = packingOf(files, typeof record === 'string' ? null : record);
  if (typeof record === 'string') return { problems: [...problems, ...damaged, record], notices: [], about: null };

  const chain = verifyChain(record);
  const media = mediaOf(record, files);
  const keeping = keptOf(record, createHash('sha256').update(bytes).digest('hex'), kept);
  const { delivery, states } = record;
  return {
    problems: [...problems, ...damaged, ...chain.problems, ...media.problems, ...keeping.problems],
    notices: [...chain.notices, ...media.notices, ...keeping.notices],
    about:
      `Record of delivery ${JSON.stringify(delivery.reference)}, exported ${new Date(record.exportedAt).toISOString()}: ` +
      `${record.chain.seq} entries, ${states.length} changes, ${files.length} files.`,
  };
}

/** The record, or in words why it cannot be read. */
function parse(bytes: Buffer): DeliveryRecord | string {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString());
  } catch {
    return 'record.json cannot be read: it is damaged, or no JSON.';
  }
  const parsed = v.safeParse(DeliveryRecord, json);
  if (parsed.success) {
    // What the schema leaves out of a content no link covers: it must not stand there.
    return isSame(json, parsed.output) ? parsed.output : 'record.json holds more than Doorline writes into a content.';
  }
  const issues = parsed.issues
    .slice(0, ISSUES_MAX)
    .map((issue) => `${v.getDotPath(issue) ?? 'it'} ${issue.message}`.replaceAll(/[\p{C}]/gu, '?'));
  return `record.json is not as Doorline writes it: ${issues.join('; ')}`;
}

function isSame(json: unknown, parsed: DeliveryRecord): boolean {
  try {
    return canonical(json) === canonical(parsed);
  } catch (error) {
    // So deep that it cannot be walked through: nothing of Doorline's is.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Each file against its sums: the one in the packing, and the one in the record. */
function packingOf(files: readonly UnpackedFile[], record: DeliveryRecord | null): string[] {
  const problems: string[] = [];
  const listed = new Map<string, RecordFile>((record?.files ?? []).map((file) => [file.name, file]));
  const seqOf = new Map(record?.states.map(({ entryId, seq }) => [entryId, seq]));
  const what = ({ name, entryId }: RecordFile) =>
    entryId === null ? name : `${name} (of entry ${seqOf.get(entryId) ?? 'unknown'})`;
  const seen = new Set<string>();
  for (const file of files) {
    const { name } = file;
    if (seen.has(name)) problems.push(`${name} is in the file twice.`);
    seen.add(name);
    const inRecord = listed.get(name);
    if (name === 'record.json' || !record) {
      if (!file.sumFits) problems.push(`${name} was changed or damaged: its sum does not fit.`);
    } else if (!inRecord) problems.push(`${name} is no part of the record.`);
    else if (inRecord.sha256 !== file.sha256) problems.push(`${what(inRecord)} was changed or damaged.`);
    else if (!file.sumFits) problems.push(`${what(inRecord)} is as recorded, but its packing was changed or damaged.`);
  }
  for (const file of listed.values()) if (!seen.has(file.name)) problems.push(`${what(file)} is missing.`);
  return problems;
}

/** Every photo and recording that the chain speaks of must be there, the very one. */
function mediaOf(record: DeliveryRecord, files: readonly UnpackedFile[]) {
  const problems: string[] = [];
  const lost = new Set<number>();
  const there = new Map(files.map((file) => [file.name, file]));
  const fileOf = new Map(record.files.map((file) => [file.name.replace(/^media\/|\.[a-z0-9]+$/g, ''), file.name]));
  const missing = new Set(record.missing.map(({ entryId, sha256 }) => `${entryId} ${sha256}`));
  for (const { content, entryId, seq } of record.states) {
    if (content?.kind !== 'photo' && content?.kind !== 'voice') continue;
    const id = content.kind === 'photo' ? content.photoId : content.noteId;
    const name = fileOf.get(id);
    if (name !== undefined) {
      const found = there.get(name);
      if (found && found.sha256 !== content.sha256)
        problems.push(
          `${name} is not the ${content.kind === 'photo' ? 'photo' : 'recording'} that entry ${seq} speaks of.`,
        );
    } else if (missing.has(`${entryId} ${content.sha256}`)) lost.add(seq);
    else problems.push(`The ${content.kind === 'photo' ? 'photo' : 'recording'} of entry ${seq} is missing.`);
  }
  const notices = [
    `Lost on the server before the export, as the record says itself: files of ${entryList([...lost])}.`,
  ];
  return { problems: [...new Set(problems)], notices: lost.size > 0 ? notices : [] };
}

function keptOf({ chain, states }: DeliveryRecord, digest: string, kept: readonly string[]) {
  const problems: string[] = [];
  const notices: string[] = [];
  for (const given of kept) {
    const hash = given.toLowerCase();
    const state = states.find((one) => one.hash === hash);
    if (hash === digest) notices.push('The digest that was kept is that of this file.');
    else if (hash === chain.head) notices.push('The link that was kept is the last of this record.');
    else if (state)
      notices.push(`The link that was kept is that of change ${state.rev}: up to there it is the same record.`);
    else problems.push(`What was kept (${hash}) is neither the digest of this file nor a link of its chain.`);
  }
  if (kept.length > 0 && problems.length === 0 && !kept.some((hash) => hash.toLowerCase() === digest)) {
    notices.push(
      'A link proves what was said, photos and recordings with it. The page index.html, names and the facts of the delivery only a digest proves.',
    );
  }
  if (kept.length === 0) {
    notices.push(
      'No digest or link that was kept elsewhere was given: the file agrees with itself, which is all that can be said.',
    );
  }
  return { problems, notices };
}
