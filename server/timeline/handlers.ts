import { PAGE_MAX } from '#protocol';
import type { Handlers, Parts } from '../parts.ts';
import type { TimelineStore } from './store.ts';

/** What people say in words, and what they missed. */
export function timelineHandlers(parts: Pick<Parts, 'membership' | 'timeline'> & { store: TimelineStore }) {
  const { membership, timeline, store } = parts;
  return {
    async 'timeline.send'({ actor }, { lineId, clientId, text }) {
      const me = await membership.mustBeOn(actor, lineId);
      return timeline.add(lineId, { by: me.id, clientId, body: { kind: 'text', text } });
    },

    async 'timeline.since'({ actor }, { lineId, rev }) {
      await membership.mustBeOn(actor, lineId);
      const entries = await store.sinceRev(lineId, rev, PAGE_MAX + 1);
      return { entries: entries.slice(0, PAGE_MAX), more: entries.length > PAGE_MAX };
    },
  } satisfies Pick<Handlers, 'timeline.send' | 'timeline.since'>;
}
