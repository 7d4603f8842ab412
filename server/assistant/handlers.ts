import type { Delivery, Entry, EntryId, LineId, Status, Suggestion, TimeWindow } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import { oneByOne } from '../one-by-one.ts';
import type { Handlers, OnLine, Parts } from '../parts.ts';
import { mayBecome } from '../protocol/acts-by-status.ts';
import { WINDOWS_MAX } from '../protocol/limits.ts';
import type { OperatorData } from '../operator-data.ts';
import type { AssistantRules } from '../protocol/operator-assistant.ts';
import { whoAgrees } from './acts.ts';
import type { Assistant } from './assistant.ts';
import { answered } from './rules.ts';
import { suggestionIn } from './store.ts';
import { isOffered, nextWindows } from './windows.ts';
import { withoutWords } from './withdrawn.ts';

/** What a tap sets going in other slices; each does nothing where it is done already. */
export interface Doing {
  /** The recipient agrees to another time. Answers what it was before. */
  agree(lineId: LineId, window: TimeWindow, by: OnLine): Promise<NonNullable<Suggestion['before']>>;
  /** Goes back to what was before, where nothing else was agreed on since. */
  disagree(lineId: LineId, window: TimeWindow, before: NonNullable<Suggestion['before']>, by: OnLine): Promise<void>;
  /** The courier's step. */
  step(lineId: LineId, status: Status, by: OnLine): Promise<void>;
  callDesk(lineId: LineId, by: OnLine): Promise<void>;
  /** Shows the photo on the map at the delivery's door. */
  showDoor(lineId: LineId, photo: EntryId, by: OnLine): Promise<void>;
  /** Keeps words for the next delivery to this recipient. */
  remember(lineId: LineId, text: string): Promise<void>;
}

interface Needs extends Pick<Parts, 'clock' | 'membership' | 'timeline'> {
  readonly assistant: Assistant;
  readonly rules: OperatorData<AssistantRules>;
  readonly doing: Doing;
  readonly standing: (lineId: LineId) => Promise<Pick<Delivery, 'status'>>;
  /** Null where the line has no such entry. */
  readonly entry: (lineId: LineId, entryId: EntryId) => Promise<Entry | null>;
}

const refusals = {
  forbidden: 'It is not for this member to answer',
  conflict: 'Somebody has answered otherwise',
  too_late: 'It is too late to undo this',
  bad_request: 'A time has to be chosen',
} as const;

/** What people make of what the assistant has understood. */
export function assistantHandlers(parts: Needs) {
  const { clock, membership, timeline, assistant, rules, doing, standing, entry: entryOf } = parts;
  const inTurn = oneByOne();

  async function mustBeFree(lineId: LineId, window: TimeWindow): Promise<void> {
    const room = await assistant.room(lineId);
    if (!room || !isOffered(window, room)) throw new RefusedError('conflict', 'That time cannot be had any more');
  }

  /** Does what the tap asks for; answers what has to be known to undo it. */
  async function act(lineId: LineId, next: Suggestion, of: EntryId | null, me: OnLine): Promise<Suggestion> {
    const { act: what, state } = next;
    if (state === 'confirmed') {
      if (what.do === 'reschedule' && what.window) {
        await mustBeFree(lineId, what.window);
        return { ...next, before: await doing.agree(lineId, what.window, me) };
      }
      if (what.do === 'leave_at' && whoAgrees(what.place, (await rules.get()).leaveAt) !== me.role)
        throw new RefusedError('forbidden', 'It is not for this member to agree to that place');
      if (what.do === 'step') await doing.step(lineId, what.status, me);
      if (what.do === 'person') await doing.callDesk(lineId, me);
      if (what.do === 'landmark' && of) await doing.showDoor(lineId, of, me);
      if (what.do === 'remember') await doing.remember(lineId, what.text);
    }
    if (state === 'undone' && what.do === 'reschedule' && what.window && next.before)
      await doing.disagree(lineId, what.window, next.before, me);
    return next;
  }

  async function answer(
    me: OnLine,
    lineId: LineId,
    entryId: EntryId,
    said: Pick<Parameters<typeof answered>[2], 'answer' | 'window' | 'place'>,
  ): Promise<Entry> {
    const entry = await entryOf(lineId, entryId);
    const now = entry && entry.seq > me.hiddenSeq ? suggestionIn(entry) : null;
    if (!entry || !now) throw new RefusedError('not_found', 'The line has no such suggestion');
    const next = answered(now, entry.at, { ...said, by: me.id, role: me.role, at: clock.now() });
    if (next === 'same') return entry;
    if (typeof next === 'string') throw new RefusedError(next, refusals[next]);
    if (next.state === 'confirmed' && !mayBecome(next.act, (await standing(lineId)).status))
      throw new RefusedError('step_not_allowed', 'The delivery has moved on');
    const done = await act(lineId, next, entry.replyTo, me);
    const changed = await timeline.change(entryId, (at) => {
      const since = suggestionIn(at);
      if (since?.state === now.state) return done;
      // It was done all the same. Words that were taken back meanwhile stay so, and erased ones erased.
      return since?.state === 'replaced' ? withoutWords(done) : null;
    });
    if (!changed) throw new Error('A suggestion is gone right after it was there');
    return changed;
  }

  return {
    async 'assistant.answer'({ actor }, { lineId, entryId, ...said }) {
      const me = await membership.mustBeOn(actor, lineId, 'write');
      return inTurn(lineId, () => answer(me, lineId, entryId, said));
    },

    async 'assistant.windows'({ actor }, { lineId }) {
      await membership.mustBeOn(actor, lineId, 'write');
      const room = await assistant.room(lineId);
      return { windows: room ? nextWindows(room, WINDOWS_MAX) : [] };
    },
  } satisfies Partial<Handlers>;
}
