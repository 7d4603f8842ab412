import type { Entry, LineId, LinkId, MemberId, RoundId } from '#protocol';
import type { Caller, Happenings, Parts, Ring } from '../parts.ts';

type MemberChange = { lineId: LineId; memberId: MemberId; change: 'joined' | 'left' };

/** The things a slice may wait for. A listener that throws is a bug of its own and stops no other. */
export interface HappeningsSource extends Happenings {
  readonly deviceGone: (caller: Caller & { readonly shutOut: boolean }) => void;
  readonly deviceBack: (caller: Caller) => void;
  readonly linkRevoked: (linkId: LinkId) => void;
  readonly roundChanged: (roundId: RoundId) => void;
  readonly lineOver: (lineId: LineId) => void;
  readonly memberChanged: (change: MemberChange) => void;
  readonly entryAdded: (entry: Entry) => void;
  readonly entryChanged: (entry: Entry) => void;
  readonly ring: (ring: Ring) => void;
}

export function openHappenings(report: Parts['report']): HappeningsSource {
  function channel<T>(where: string) {
    const listeners: ((what: T) => void)[] = [];
    const listen = (listener: (what: T) => void) => void listeners.push(listener);
    const tell = (what: T) => {
      for (const listener of listeners) {
        try {
          listener(what);
        } catch (error) {
          report(where, error);
        }
      }
    };
    return { listen, tell };
  }
  const gone = channel<Caller & { readonly shutOut: boolean }>('device gone');
  const back = channel<Caller>('device back');
  const revoked = channel<LinkId>('link revoked');
  const round = channel<RoundId>('round changed');
  const over = channel<LineId>('line over');
  const member = channel<MemberChange>('member changed');
  const added = channel<Entry>('entry added');
  const changed = channel<Entry>('entry changed');
  const ring = channel<Ring>('ring');
  return {
    onDeviceGone: gone.listen,
    deviceGone: gone.tell,
    onDeviceBack: back.listen,
    deviceBack: back.tell,
    onLinkRevoked: revoked.listen,
    linkRevoked: revoked.tell,
    onRoundChanged: round.listen,
    roundChanged: round.tell,
    onLineOver: over.listen,
    lineOver: over.tell,
    onMemberChanged: member.listen,
    memberChanged: member.tell,
    onEntryAdded: added.listen,
    entryAdded: added.tell,
    onEntryChanged: changed.listen,
    entryChanged: changed.tell,
    onRing: ring.listen,
    ring: ring.tell,
  };
}
