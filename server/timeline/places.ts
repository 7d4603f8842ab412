import { type ClientId, type Entry, type EntryId, type LineId, type MemberId, PINS_MAX } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Actor, Handlers, Parts } from '../parts.ts';
import { isPin } from '../protocol/is-pin.ts';
import { accepted, moved } from './rules.ts';
import type { TimelineStore } from './store.ts';

interface Needs extends Pick<Parts, 'membership' | 'timeline'> {
  store: TimelineStore;
}

/** Among so many of the newest places pins are looked for: a line has a handful. */
const PLACES_LOOKED_AT = 200;

const noPlace = () => new RefusedError('not_found', 'The line has no such place');

/** Places that people point at, and what becomes of them: agreed to, moved. */
export function placesHandlers({ membership, timeline, store }: Needs) {
  /** The picture of a photo that the member has said; null where it is gone meanwhile. */
  async function photoSaid(lineId: LineId, by: MemberId, clientId: ClientId) {
    const body = (await store.said(lineId, by, clientId))?.body;
    if (body?.kind === 'photo') return { photoId: body.photoId, width: body.width, height: body.height };
    if ((body?.kind === 'taken_back' || body?.kind === 'erased') && body.was === 'photo') return null;
    throw new RefusedError('not_found', 'No such photo was said on this line');
  }

  /** The member who may speak of this place. */
  async function mayAnswer(actor: Actor, lineId: LineId, entryId: EntryId): Promise<MemberId> {
    const me = await membership.mustBeOn(actor, lineId, 'write');
    const shown = await store.get(lineId, entryId);
    if (!shown || shown.seq <= me.hiddenSeq) throw noPlace();
    return me.id;
  }

  function thereStill(entry: Entry | null): Entry {
    if (!entry) throw new Error('An entry is gone right after it was there');
    return entry;
  }

  return {
    async 'timeline.send_place'({ actor }, { lineId, clientId, replyTo = null, photoClientId, meet, ...place }) {
      const me = await membership.mustBeOn(actor, lineId, 'write');
      if ((place.source === 'position') !== (place.accuracy !== null))
        throw new RefusedError('bad_request', 'A position, and nothing else, says how exact it is');
      const photo = photoClientId === undefined ? null : await photoSaid(lineId, me.id, photoClientId);
      const body = { kind: 'place', ...place, ...(meet && { meet }), ...(photo && { photo }) } as const;
      return timeline.add(lineId, { by: me.id, clientId, replyTo, body });
    },

    async 'timeline.pins'({ actor }, { lineId }) {
      const me = await membership.mustBeOn(actor, lineId);
      const places = await store.ofKind(lineId, 'place', me.hiddenSeq, PLACES_LOOKED_AT);
      return { entries: places.filter(({ body }) => isPin(body)).slice(-PINS_MAX) };
    },

    async 'timeline.accept_place'({ actor }, { lineId, entryId, point }) {
      const me = await mayAnswer(actor, lineId, entryId);
      const place = await timeline.change(entryId, (entry) => {
        const body = accepted(entry, me, point);
        if (body === 'no_place') throw noPlace();
        if (body === 'moved') throw new RefusedError('conflict', 'The place was moved since');
        return body;
      });
      return thereStill(place);
    },

    async 'timeline.move_place'({ actor }, { lineId, entryId, point }) {
      const me = await mayAnswer(actor, lineId, entryId);
      const place = await timeline.change(entryId, (entry) => {
        const body = moved(entry, me, point);
        if (body === 'no_place') throw noPlace();
        if (body === 'no_pin') throw new RefusedError('bad_request', 'Only a pin can be moved');
        return body;
      });
      return thereStill(place);
    },
  } satisfies Partial<Handlers>;
}
