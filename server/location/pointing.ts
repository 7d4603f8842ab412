import type { Handlers, Parts } from '../parts.ts';

/** A finger on the map, seen by the others while it points. Nothing of it is kept. */
export function pointingHandlers({
  membership,
  notify,
}: Pick<Parts, 'membership' | 'notify'>): Pick<Handlers, 'location.point'> {
  return {
    async 'location.point'({ actor, deviceId }, { lineId, point }) {
      const { id: memberId } = await membership.mustBeOn(actor, lineId, 'write');
      // Of a finger that moves only the last spot matters to a slow phone; that it was lifted must arrive.
      const volatile = point !== null;
      notify.line(lineId, 'location.pointed', { lineId, memberId, point }, { volatile, except: deviceId });
      return null;
    },
  };
}
