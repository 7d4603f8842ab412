import { type Entry, PAGE_MAX, SCREEN_MAX } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Handlers, OnLine, Parts } from '../parts.ts';
import type { Marks } from './marks.ts';
import { takenBack } from './rules.ts';
import type { TimelineStore } from './store.ts';

interface Needs extends Pick<Parts, 'clock' | 'membership' | 'notify' | 'timeline'> {
  store: TimelineStore;
  marks: Marks;
}

/** What people say in words, take back, read, and what they missed. */
export function timelineHandlers({ clock, membership, notify, timeline, store, marks }: Needs) {
  return {
    async 'timeline.send'({ actor }, { lineId, clientId, text, replyTo = null }) {
      const me = await membership.mustBeOn(actor, lineId, 'write');
      return timeline.add(lineId, { by: me.id, clientId, replyTo, body: { kind: 'text', text } });
    },

    async 'timeline.take_back'({ actor }, { lineId, entryId }) {
      const me = await membership.mustBeOn(actor, lineId, 'write');
      const shown = await store.get(lineId, entryId);
      if (!shown || shown.seq <= me.hiddenSeq) throw new RefusedError('not_found', 'The line has no such entry');
      const taken = await timeline.change(entryId, (entry) => {
        const body = takenBack(entry, me.id, clock.now());
        if (body === 'not_theirs')
          throw new RefusedError(
            'forbidden',
            'Only texts, photos, voice notes and places of one’s own can be taken back',
          );
        if (body === 'too_late') throw new RefusedError('too_late', 'It is too late to take this back');
        return body === 'done' ? null : body;
      });
      if (!taken) throw new Error('An entry is gone right after it was there');
      return taken;
    },

    async 'timeline.open'({ actor }, { lineId }) {
      const me = await membership.mustBeOn(actor, lineId);
      // Before the entries: what changes in between is in them, or is told; the other way round it would be missed.
      const { seq, rev } = await store.endOf(lineId);
      return { ...(await screen(me, seq)), rev, marks: await marks.of(lineId) };
    },

    async 'timeline.before'({ actor }, { lineId, seq }) {
      const me = await membership.mustBeOn(actor, lineId);
      const end = await store.endOf(lineId);
      return screen(me, Math.min(seq - 1, end.seq));
    },

    async 'timeline.since'({ actor }, { lineId, rev }) {
      const me = await membership.mustBeOn(actor, lineId);
      const changed = await store.sinceRev(lineId, rev, PAGE_MAX + 1);
      if (changed.length === 0 && rev > (await store.endOf(lineId)).rev)
        throw new RefusedError('bad_request', 'The line has no such change yet');
      const page = changed.slice(0, PAGE_MAX);
      return {
        entries: page.filter((entry) => entry.seq > me.hiddenSeq),
        more: changed.length > PAGE_MAX,
        rev: page.at(-1)?.rev ?? rev,
        marks: await marks.of(lineId),
      };
    },

    async 'timeline.mark'(caller, asked) {
      await marks.move(caller, asked.marks);
      return null;
    },

    async 'timeline.typing'({ actor, deviceId }, { lineId }) {
      const { id: memberId } = await membership.mustBeOn(actor, lineId, 'write');
      notify.line(lineId, 'timeline.typing', { lineId, memberId }, { volatile: true, except: deviceId });
      return null;
    },
  } satisfies Partial<Handlers>;

  /** The last entries up to `seq` of those that the member may see. */
  async function screen({ lineId, hiddenSeq }: OnLine, seq: number): Promise<{ entries: Entry[]; older: boolean }> {
    const after = Math.max(hiddenSeq, seq - SCREEN_MAX);
    return { entries: seq > after ? await store.sinceSeq(lineId, after, seq - after) : [], older: after > hiddenSeq };
  }
}
