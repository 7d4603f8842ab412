import { type LeavePlace, type MemberId, type Role, type Suggestion, type TimeWindow, UNDO_MS } from '#protocol';
import { canBeUndone } from '../protocol/acts-by-status.ts';

/** What a person makes of a suggestion. */
export interface Said {
  readonly answer: 'confirm' | 'dismiss' | 'undo';
  readonly window?: TimeWindow | undefined;
  readonly place?: LeavePlace | undefined;
  readonly by: MemberId;
  readonly role: Role;
  /** Epoch ms. */
  readonly at: number;
}

type Verdict = Suggestion | 'same' | 'forbidden' | 'conflict' | 'too_late' | 'bad_request';

const isSameWindow = (one: TimeWindow | null, other: TimeWindow | null) =>
  one?.from === other?.from && one?.to === other?.to;

/** The suggestion as it was confirmed, changed on the way where that was asked. Null where there is nothing to confirm yet. */
function chosen({ act }: Suggestion, { window, place }: Said): Suggestion['act'] | null {
  if (act.do === 'reschedule') {
    const picked = window ?? act.window;
    return picked && { ...act, window: picked };
  }
  if (act.do === 'leave_at' && place !== undefined && place !== act.place) return { do: 'leave_at', place };
  return act;
}

/**
 * What becomes of a suggestion that was added at `addedAt`, epoch ms, when a person answers it: its next state, `same` where it
 * is so already, or why not.
 */
export function answered(now: Suggestion, addedAt: number, said: Said): Verdict {
  const { answer, by, role, at } = said;
  const next = { ...now, answeredBy: by, answeredAt: at };
  const asked = role === now.asks;
  switch (answer) {
    case 'confirm': {
      if (!asked) return 'forbidden';
      const act = chosen(now, said);
      if (!act) return 'bad_request';
      if (now.state === 'confirmed') return isSame(now.act, act) ? 'same' : 'conflict';
      return now.state === 'open' ? { ...next, act, state: 'confirmed' } : 'conflict';
    }
    case 'dismiss': {
      // An answer given in the recipient's name is the recipient's to take back.
      const isTheirs = now.act.do === 'answer' && role === 'recipient';
      if (!asked && !isTheirs) return 'forbidden';
      if (now.state === 'dismissed') return 'same';
      return now.state === 'open' || (isTheirs && now.state === 'applied')
        ? { ...next, state: 'dismissed' }
        : 'conflict';
    }
    case 'undo': {
      if (!asked || !canBeUndone(now.act)) return 'forbidden';
      if (now.state === 'undone') return 'same';
      if (now.state !== 'applied' && now.state !== 'confirmed') return 'conflict';
      return at - (now.answeredAt ?? addedAt) > UNDO_MS ? 'too_late' : { ...next, state: 'undone' };
    }
  }
}

function isSame(one: Suggestion['act'], other: Suggestion['act']): boolean {
  if (one.do === 'reschedule' && other.do === 'reschedule') return isSameWindow(one.window, other.window);
  if (one.do === 'leave_at' && other.do === 'leave_at') return one.place === other.place;
  return one.do === other.do;
}
