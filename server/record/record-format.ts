import * as v from 'valibot';
import { Delivery } from '../protocol/deliveries.ts';
import { ClientId, EntryId, LineId, MemberId } from '../protocol/ids.ts';
import { Role } from '../protocol/member.ts';
import { EntryBody } from '../protocol/timeline.ts';

/** `record.json` of an export: what it is, and the proofs. Described in docs/record.md. Times are epoch ms. */

const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex'));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Epoch ms, as far as a calendar goes. */
const time = v.pipe(v.number(), v.integer(), v.minValue(-8.64e15), v.maxValue(8.64e15));

export const RECORD_FORMAT = 'doorline-record';
export const RECORD_VERSION = 1;

/** One state of one entry: a link of the chain. */
export const State = v.strictObject({
  rev: count,
  seq: count,
  entryId: EntryId,
  /** When the entry was added, and when it got this state. */
  at: v.number(),
  changedAt: v.number(),
  by: v.nullable(MemberId),
  clientId: v.nullable(ClientId),
  replyTo: v.nullable(EntryId),
  /** Null, and no salt, where the content was erased later. */
  content: v.nullable(EntryBody),
  salt: v.nullable(v.string()),
  contentHash: Sha256,
  hash: Sha256,
});
export type State = v.InferOutput<typeof State>;

const RecordMember = v.strictObject({
  id: MemberId,
  role: Role,
  /** Empty where it was erased. */
  name: v.string(),
  /** The line's last `seq` when they came. */
  joinedSeq: count,
  leftAt: v.nullable(v.number()),
});
export type RecordMember = v.InferOutput<typeof RecordMember>;

const RecordFile = v.strictObject({
  name: v.string(),
  bytes: count,
  sha256: Sha256,
  /** The entry whose photo or recording it is. */
  entryId: v.nullable(EntryId),
});
export type RecordFile = v.InferOutput<typeof RecordFile>;

/** A photo or recording that the server no longer has though nobody erased it. */
const MissingFile = v.strictObject({ entryId: EntryId, seq: count, sha256: Sha256 });
export type MissingFile = v.InferOutput<typeof MissingFile>;

export const RecordHead = v.strictObject({
  format: v.literal(RECORD_FORMAT, `must be "${RECORD_FORMAT}"`),
  version: v.literal(RECORD_VERSION, `must be ${RECORD_VERSION}: a later Doorline wrote this record`),
  exportedAt: time,
  delivery: v.strictObject({ ...Delivery.entries, createdAt: v.number() }),
  members: v.array(RecordMember),
  chain: v.strictObject({
    /** Version of the rule in server/record/chain.ts. */
    version: v.literal(1),
    lineId: LineId,
    /** The last `rev` and `seq`, and the last link. */
    rev: count,
    seq: count,
    head: Sha256,
  }),
  files: v.array(RecordFile),
  missing: v.array(MissingFile),
});
export type RecordHead = v.InferOutput<typeof RecordHead>;

export const DeliveryRecord = v.strictObject({ ...RecordHead.entries, states: v.array(State) });
export type DeliveryRecord = v.InferOutput<typeof DeliveryRecord>;
