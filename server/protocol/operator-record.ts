import * as v from 'valibot';
import { LineId, MemberId } from './ids.ts';

/** What the operator's backend asks of the record: exports, the chain, erasure. */

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

export const ExportQuery = v.object({
  /** In which the export's page tells times beside UTC; the server's own where it is missing. */
  timeZone: v.optional(
    v.pipe(v.string(), v.maxLength(64), v.check(isTimeZone, 'must be a time zone such as Asia/Shanghai')),
    () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
  ),
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
