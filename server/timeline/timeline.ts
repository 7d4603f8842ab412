import type { EntryId } from '#protocol';
import type { Parts, Timeline } from '../parts.ts';
import type { TimelineStore } from './store.ts';

/** The write side of every line: stored first, then told, so that a notice never speaks of what a reload cannot find. */
export function openTimeline(parts: Pick<Parts, 'clock' | 'newId' | 'notify'> & { store: TimelineStore }): Timeline {
  const { clock, newId, notify, store } = parts;
  return {
    async add(lineId, { by, clientId, body, replyTo = null }, alongside) {
      const { entry, added } = await store.add(
        { id: newId<EntryId>(), lineId, at: clock.now(), by, clientId, replyTo, body },
        alongside,
      );
      if (added) notify.line(lineId, 'timeline.changed', entry);
      return entry;
    },

    async change(entryId, body) {
      const entry = await store.change(entryId, body);
      if (entry) notify.line(entry.lineId, 'timeline.changed', entry);
      return entry;
    },
  };
}
