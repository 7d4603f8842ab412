import * as v from 'valibot';
import { AskedWindow, TimeWindow } from './deliveries.ts';
import { DeskSummary } from './desk-summary.ts';
import { EntryId, LineId } from './ids.ts';
import { LeavePlace } from './suggestion.ts';
import { Entry } from './timeline.ts';

export const requests = {
  /**
   * Confirms, dismisses or undoes what was understood. `window` and `place` change it while it is confirmed. Again: the same answer.
   * `forbidden` for who is not asked, or does not agree to that place; `conflict` where somebody has answered otherwise; `too_late` where the time is over or
   * there is nothing left to undo; `step_not_allowed` where the delivery has moved on meanwhile.
   */
  'assistant.answer': {
    payload: v.strictObject({
      lineId: LineId,
      entryId: EntryId,
      answer: v.picklist(['confirm', 'dismiss', 'undo']),
      window: v.optional(AskedWindow),
      place: v.optional(LeavePlace),
    }),
    reply: Entry,
  },
  /** The next windows in which the parcel can come, soonest first, at most WINDOWS_MAX. */
  'assistant.windows': {
    payload: v.strictObject({ lineId: LineId }),
    reply: v.object({ windows: v.array(TimeWindow) }),
  },
  /**
   * Agents only: how the line stands, from its newest SUMMARY_ENTRIES_MAX entries as they are now; words that were taken back or
   * erased are not in it.
   */
  'assistant.summary': { payload: v.strictObject({ lineId: LineId }), reply: DeskSummary },
} as const;

export const notices = {} as const;
