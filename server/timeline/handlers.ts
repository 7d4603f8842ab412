import { PAGE_MAX } from '#protocol';
import type { Handlers, Parts } from '../parts.ts';
import type { TimelineStore } from './store.ts';

/** What people say in words, and what they missed. */
export function timelineHandlers(parts: Pick<Parts, 'membership' | 'timeline'> & { store: TimelineStore }) {
  const { membership, timeline, store } = parts;
  return {
    async 'timeline.send'({ actor }, { lineId, clientId, text, replyTo }) {
      const me = await membership.mustBeOn(actor, lineId, 'write');
      return timeline.add(lineId, { by: me.id, clientId, replyTo: replyTo ?? null, body: { kind: 'text', text } });
    },

    async 'timeline.since'({ actor }, { lineId, rev }) {
      await membership.mustBeOn(actor, lineId);
      const entries = await store.sinceRev(lineId, rev, PAGE_MAX + 1);
      const page = entries.slice(0, PAGE_MAX);
      return { entries: page, more: entries.length > PAGE_MAX, rev: page.at(-1)?.rev ?? rev };
    },
  } satisfies Pick<Handlers, 'timeline.send' | 'timeline.since'>;
}
