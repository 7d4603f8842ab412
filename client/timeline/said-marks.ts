import type { Member, MemberId } from '#protocol';
import type { HowFar } from './model.ts';

/** How far one of my entries has come, and with whom. */
export type SaidMark =
  | { readonly state: 'sent' }
  | { readonly state: 'delivered' | 'read'; readonly with: readonly Member[] };

/** `others`: who is on the line now, without me. */
export function markOf(seq: number, others: readonly Member[], marks: ReadonlyMap<MemberId, HowFar>): SaidMark {
  const read = others.filter(({ id }) => (marks.get(id)?.read ?? 0) >= seq);
  if (read.length > 0) return { state: 'read', with: read };
  const delivered = others.filter(({ id }) => (marks.get(id)?.delivered ?? 0) >= seq);
  return delivered.length > 0 ? { state: 'delivered', with: delivered } : { state: 'sent' };
}
