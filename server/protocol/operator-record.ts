import * as v from 'valibot';
import { ClientId, LineId, MemberId } from './ids.ts';
import { TimeZone } from './time-zone.ts';

/** What the operator's backend, and customer service, ask of the record: exports, the chain, erasure. */

export const ExportQuery = v.object({
  /** In which the export's page tells times beside UTC; the server's own where it is missing. */
  timeZone: v.optional(TimeZone, () => new Intl.DateTimeFormat().resolvedOptions().timeZone),
});

/** The last link of a line's chain: kept elsewhere, it proves everything up to `rev`. */
export const ChainHead = v.object({
  lineId: LineId,
  /** Number of the line's last change, and of its last entry. */
  rev: v.number(),
  seq: v.number(),
  /** SHA-256 in hex. */
  head: v.string(),
});
export type ChainHead = v.InferOutput<typeof ChainHead>;

/** Beside the query of a member's export: repeated under the same id it leaves one entry on the line. */
export const ExportHead = v.object({ 'x-client-id': ClientId });

/** Whether a line's record is whole, for who settles a dispute with it. */
export const RecordCheck = v.object({
  entries: v.number(),
  /** Of these, whose content is gone for good. */
  erased: v.number(),
  /** Every link of the chain fits: nothing was changed, removed or put in. */
  whole: v.boolean(),
});
export type RecordCheck = v.InferOutput<typeof RecordCheck>;

export const ErasureOrder = v.strictObject({
  /** Whose content and name: a member's id, or the recipient, whom every line has. */
  member: v.union([v.literal('recipient'), MemberId]),
});

export const Erasure = v.object({
  lineId: LineId,
  memberId: MemberId,
  /** When it was first asked for, epoch ms. */
  askedAt: v.number(),
  /** The member's entries that are erased, by `seq`. */
  entries: v.array(v.number()),
});
export type Erasure = v.InferOutput<typeof Erasure>;
