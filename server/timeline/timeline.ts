import type { Entry, EntryId, LineId, MemberId } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Parts, Timeline } from '../parts.ts';
import type { TimelineStore } from './store.ts';

/** The write side of every line: stored first, then told, so that a notice never speaks of what a reload cannot find. */
export function openTimeline(
  parts: Pick<Parts, 'clock' | 'newId' | 'notify'> & {
    store: TimelineStore;
    /** Tells the other slices. */
    entryAdded: (entry: Entry) => void;
    entryChanged: (entry: Entry) => void;
  },
): Timeline {
  const { clock, entryAdded, entryChanged, newId, notify, store } = parts;

  async function mustBeSeen(lineId: LineId, entryId: EntryId, by: MemberId | null): Promise<void> {
    const answered = await store.get(lineId, entryId);
    const hidden = by === null ? 0 : await store.hiddenSeqOf(by);
    // Nobody learns by answering it whether there is an entry that is hidden from them.
    if (!answered || answered.seq <= hidden)
      throw new RefusedError('not_found', 'The line has no such entry to answer');
  }

  function tellChange(entry: Entry): void {
    notify.line(entry.lineId, 'timeline.changed', entry, { to: 'whole_history' });
    // Which of them may see this entry differs from member to member; they ask for it, and get what is theirs.
    notify.line(entry.lineId, 'timeline.passed', { lineId: entry.lineId, rev: entry.rev }, { to: 'since_joined' });
  }

  return {
    async add(lineId, { by, clientId, body, replyTo = null }, alongside) {
      if (replyTo !== null) await mustBeSeen(lineId, replyTo, by);
      const { entry, added } = await store.add(
        { id: newId<EntryId>(), lineId, at: clock.now(), by, clientId, replyTo, body },
        alongside,
      );
      if (added) {
        notify.line(lineId, 'timeline.changed', entry);
        entryAdded(entry);
      }
      return entry;
    },

    async change(entryId, change, alongside) {
      const outcome = await store.change(entryId, clock.now(), change, alongside);
      if (outcome?.changed) {
        tellChange(outcome.entry);
        entryChanged(outcome.entry);
      }
      return outcome?.entry ?? null;
    },
  };
}
