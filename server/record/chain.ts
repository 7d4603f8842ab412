import { createHash } from 'node:crypto';

/**
 * The hash chain of a line, version 1. Every state that an entry ever had is one link, in the order of `rev`:
 *
 *     content = SHA-256( salt "\n" canonical(body) )
 *     link(0) = SHA-256( "doorline-1\n" lineId )
 *     link(n) = SHA-256( link(n-1) "\n" canonical(facts of the n-th state, with `content`) )
 *
 * all in hex, with canonical JSON (keys sorted, no spaces; numbers as JavaScript prints them). Nobody who has a later link
 * can change, remove or swap an earlier state unseen. The salt is forgotten when a content is erased: then the content's
 * hash still holds the chain together, and tells nothing of what it was (a short text could otherwise be guessed).
 */

/** 128 bits: no table of guesses for short texts can be made beforehand. */
export const SALT_BYTES = 16;

/** What the chain says of one state of an entry. Times are epoch ms; `at` is the first state's, `changedAt` this one's. */
export interface LinkFacts {
  readonly lineId: string;
  readonly rev: number;
  readonly seq: number;
  readonly entryId: string;
  readonly at: number;
  readonly changedAt: number;
  readonly by: string | null;
  readonly clientId: string | null;
  readonly replyTo: string | null;
  readonly contentHash: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** JSON with sorted keys and no spaces: the same value gives the same text, wherever it was stored meanwhile. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`);
  return `{${fields.join(',')}}`;
}

/** The link before the first one. */
export const chainStart = (lineId: string): string => sha256(`doorline-1\n${lineId}`);

export const contentHash = (salt: string, body: unknown): string => sha256(`${salt}\n${canonical(body)}`);

/** The link of one state after the link before it. */
export function linkHash(previous: string, facts: LinkFacts): string {
  // Named one by one: what else a caller's object holds is no part of the chain.
  const { lineId, rev, seq, entryId, at, changedAt, by, clientId, replyTo, contentHash } = facts;
  return sha256(
    `${previous}\n${canonical({ lineId, rev, seq, entryId, at, changedAt, by, clientId, replyTo, contentHash })}`,
  );
}
