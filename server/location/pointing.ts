import type { Handlers, Parts } from '../parts.ts';

/** A finger on the map, seen by the others while it points. Nothing of it is kept. */
export function pointingHandlers({
  membership,
  notify,
}: Pick<Parts, 'membership' | 'notify'>): Pick<Handlers, 'location.point'> {
  return {
    async 'location.point'({ actor, deviceId }, { lineId, point }) {
      const { id: memberId } = await membership.mustBeOn(actor, lineId, 'write');
      // Not volatile: socket.io would drop it beside any other packet of the same tick, and a short tap is told once. A
      // stalled phone has a kilobyte more for each second to catch up with.
      notify.line(lineId, 'location.pointed', { lineId, memberId, point }, { except: deviceId });
      return null;
    },
  };
}
