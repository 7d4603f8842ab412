import type { Understanding } from '../../client/assistant/model.ts';
import type { Act, EntryId, LineId, Member, MemberId, Suggestion, TimeWindow } from '#protocol';

/** Monday 23 November 2026, 14:22 in Shanghai, epoch ms. */
export const AT = Date.parse('2026-11-23T14:22:00+08:00');
/** The next day, 19:00 to 22:00. */
export const window: TimeWindow = {
  from: Date.parse('2026-11-24T19:00:00+08:00'),
  to: Date.parse('2026-11-24T22:00:00+08:00'),
};

const lineId = 'line-0001' as LineId;
export const li = 'member-li' as MemberId;
export const wang = 'member-wang' as MemberId;
export const people: Member[] = [
  { id: wang, lineId, role: 'courier', name: 'Mr Wang', left: false },
  { id: li, lineId, role: 'recipient', name: 'Ms Li', left: false },
];

/** What was understood of Ms Li's words, as an entry of her line; it asks her unless `more` says otherwise. */
export function understanding(seq: number, act: Act, more: Partial<Suggestion> = {}): Understanding {
  return {
    id: `entry-${String(seq).padStart(5, '0')}` as EntryId,
    lineId,
    seq,
    rev: seq,
    at: AT,
    by: null,
    clientId: null,
    replyTo: null,
    body: { kind: 'suggestion', act, about: li, asks: 'recipient', state: 'open', confidence: 0.9, ...more },
  };
}
