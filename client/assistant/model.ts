import { signal, type ReadonlySignal } from '@preact/signals';
import { AskError, type Connection } from '../connection.ts';
import { canBeUndone, mayBecome } from '../../server/protocol/acts-by-status.ts';
import { UNDO_MS } from '../../server/protocol/limits.ts';
import type {
  Act,
  Entry,
  EntryId,
  LeavePlace,
  LineId,
  PayloadOf,
  Role,
  Status,
  Suggestion,
  TimeWindow,
} from '#protocol';

/** An entry in which the assistant has put down what it understood. */
export interface Understanding extends Entry {
  readonly body: Suggestion;
}

type Answer = PayloadOf<'assistant.answer'>['answer'];

export interface Trouble {
  readonly entryId: EntryId;
  readonly answer: Answer;
  readonly code: AskError['code'];
}

/** Answers to what was understood, on one line. */
export interface AssistantModel {
  /** The answer that is on its way. */
  readonly sending: ReadonlySignal<{ readonly entryId: EntryId; readonly answer: Answer } | null>;
  /** Why the last answer did not get through. */
  readonly trouble: ReadonlySignal<Trouble | null>;
  /** One at a time. True where it is done. `change`: another window or place than was understood. */
  answer(
    entryId: EntryId,
    answer: Answer,
    change?: { readonly window?: TimeWindow; readonly place?: LeavePlace },
  ): Promise<boolean>;
  /** The next windows in which the parcel can come, soonest first. Rejects with `AskError`. */
  windows(): Promise<readonly TimeWindow[]>;
}

export interface AssistantParts {
  readonly connection: Connection;
  readonly lineId: LineId;
  /** Takes in the entry as the answer has changed it. */
  readonly learn: (entry: Entry) => void;
}

export function createAssistantModel({ connection, lineId, learn }: AssistantParts): AssistantModel {
  const sending = signal<AssistantModel['sending']['value']>(null);
  const trouble = signal<AssistantModel['trouble']['value']>(null);
  return {
    sending,
    trouble,
    async answer(entryId, answer, change = {}) {
      if (sending.peek()) return false;
      sending.value = { entryId, answer };
      trouble.value = null;
      try {
        learn(await connection.ask('assistant.answer', { lineId, entryId, answer, ...change }));
        return true;
      } catch (error) {
        if (!(error instanceof AskError)) throw error;
        trouble.value = { entryId, answer, code: error.code };
        return false;
      } finally {
        sending.value = null;
      }
    },
    windows: async () => (await connection.ask('assistant.windows', { lineId })).windows,
  };
}

export const isUnderstanding = (entry: Entry): entry is Understanding => entry.body.kind === 'suggestion';

/** The window that was proposed lies behind. */
const isTooLate = (act: Act, now: number) => act.do === 'reschedule' && act.window !== null && act.window.to <= now;

/** Whether something can still be made of it on a delivery that stands there, `now` by the server's clock, epoch ms. */
export const canStillBe = (act: Act, status: Status, now: number): boolean =>
  mayBecome(act, status) && !isTooLate(act, now);

/** The newest of what waits for this role's tap and can still be; one question at a time. */
export function askedOf(entries: readonly Entry[], role: Role, status: Status, now: number): Understanding | null {
  const asked = entries.findLast(
    (entry): entry is Understanding =>
      isUnderstanding(entry) &&
      entry.body.state === 'open' &&
      entry.body.asks === role &&
      canStillBe(entry.body.act, status, now),
  );
  return asked ?? null;
}

const isDone = ({ body }: Understanding) => body.state === 'applied' || body.state === 'confirmed';
const doneAt = ({ body, at }: Understanding) => body.answeredAt ?? at;

/** For how long this role can still undo it on a delivery that stands there, ms; 0 where it cannot, or where nothing is left of it. */
export function undoLeftMs(entry: Understanding, role: Role, status: Status, now: number): number {
  const { act, asks } = entry.body;
  if (!isDone(entry) || asks !== role || !canBeUndone(act) || !mayBecome(act, status)) return 0;
  return Math.max(0, doneAt(entry) + UNDO_MS - now);
}

/** Whoever comes down is at the door or has changed their mind after so long, ms. */
export const COMING_HOLDS_MS = 20 * 60_000;

/** One of a certain kind. */
export interface UnderstandingOf<D extends Act['do']> extends Understanding {
  readonly body: Suggestion & { readonly act: Extract<Act, { do: D }> };
}

const isOf = <D extends Act['do']>(entry: Entry, what: D): entry is UnderstandingOf<D> =>
  isUnderstanding(entry) && entry.body.act.do === what;

/** What was agreed on and still holds: where it is to be left, and that somebody comes. */
export interface Agreed {
  readonly leaveAt: UnderstandingOf<'leave_at'> | null;
  readonly coming: UnderstandingOf<'coming'> | null;
}

export function agreedOf(entries: readonly Entry[], status: Status, now: number): Agreed {
  const newest = <D extends Act['do']>(what: D): UnderstandingOf<D> | null => {
    const found = entries.findLast((entry): entry is UnderstandingOf<D> => isOf(entry, what) && isDone(entry));
    return found && mayBecome(found.body.act, status) ? found : null;
  };
  const coming = newest('coming');
  const holdsMs = COMING_HOLDS_MS + (coming?.body.act.inMinutes ?? 0) * 60_000;
  return { leaveAt: newest('leave_at'), coming: coming && now - doneAt(coming) < holdsMs ? coming : null };
}
