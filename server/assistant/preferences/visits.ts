import type { ContactChannel, KeptPlace, Status } from '#protocol';
import { isFinal } from '../../deliveries/rules.ts';

/** Something that happened on a line, epoch ms: a step, a call that the recipient took, or words of theirs. */
export type LineEvent =
  | {
      readonly at: number;
      readonly kind: 'status';
      readonly status: Status;
      readonly byRole: string | null;
      /** The step before it was not so. */
      readonly takenBack: boolean;
    }
  | { readonly at: number; readonly kind: 'talked' }
  | { readonly at: number; readonly kind: 'wrote' };

/** One coming to the door, or the plan of one. */
export interface Visit {
  /** 0, 1, 2… on its line. */
  readonly number: number;
  /** When it ended; null: not yet. */
  readonly endedAt: number | null;
  readonly status: Status;
  /** How the parcel was given away; null where it was not, or somebody lost it. */
  readonly gave: 'hand' | 'left' | 'station' | null;
  /** Whoever came found nobody, as far as the steps say. */
  readonly foundNobody: boolean;
  readonly talked: boolean;
  readonly wrote: boolean;
  /** Somebody was at the door. */
  readonly came: boolean;
}

/** What was agreed or found out for a visit; null where nothing was. */
export interface Facts {
  readonly place: KeptPlace | null;
  readonly home: boolean | null;
  readonly channel: ContactChannel | null;
}

const planned = (number: number): Visit => ({
  number,
  endedAt: null,
  status: 'assigned',
  gave: null,
  foundNobody: false,
  talked: false,
  wrote: false,
  came: false,
});

/**
 * The last visit of a line, by all that happened on it, in its order. A parcel that sets out again after it came back begins
 * another visit; a final status that is taken back was a mistake, and the visit goes on.
 */
export function lastVisit(events: readonly LineEvent[]): Visit {
  let visit = planned(0);
  for (const event of events) {
    if (event.kind === 'status') visit = afterStep(visit, event);
    else visit = { ...visit, [event.kind]: true };
  }
  return visit;
}

function afterStep(visit: Visit, step: Extract<LineEvent, { kind: 'status' }>): Visit {
  const { at, status, byRole } = step;
  const ended = { ...visit, status, endedAt: visit.endedAt ?? at };
  switch (status) {
    case 'created':
    case 'assigned':
    case 'out_for_delivery':
    case 'nearby':
    case 'arrived':
      return onTheWay(visit, status, step.takenBack);
    case 'delivered': {
      // From where it was left they fetch it themselves.
      if (visit.gave !== null) return ended;
      return { ...ended, gave: byRole === 'station' ? 'station' : 'hand', foundNobody: false };
    }
    case 'left_at_place':
      return { ...ended, gave: 'left', foundNobody: false };
    case 'at_station':
      return { ...ended, gave: 'station' };
    case 'failed':
      // A courier says so at a door; a desk or a backend may mean a van that broke down.
      return { ...ended, gave: null, foundNobody: visit.came || byRole === 'courier' };
    case 'rescheduled':
      return { ...ended, gave: null, foundNobody: visit.foundNobody || visit.came };
    case 'returned':
      return ended;
    case 'refused':
    case 'lost':
      // Refused says nothing of the next parcel; one that is lost was in no good place.
      return { ...ended, gave: null };
  }
}

function onTheWay(visit: Visit, status: Status, takenBack: boolean): Visit {
  const goesOn = visit.endedAt === null || isFinal(visit.status) || takenBack;
  const open = goesOn ? { ...visit, endedAt: null, gave: null, foundNobody: false } : planned(visit.number + 1);
  return { ...open, came: status === 'arrived' || (open.came && !takenBack), status };
}

/** What a visit tells of its recipient; null where it has not ended, or tells nothing. */
export function outcomeOf(visit: Visit, facts: Facts): (Facts & { readonly at: number }) | null {
  if (visit.endedAt === null) return null;
  const place = placeOf(visit, facts);
  const home = facts.home ?? homeBy(visit, place);
  const channel = facts.channel ?? channelBy(visit);
  if (place === null && home === null && channel === null) return null;
  return { at: visit.endedAt, place, home, channel };
}

function placeOf({ gave }: Visit, { place }: Facts): KeptPlace | null {
  switch (gave) {
    case null:
      return null;
    case 'hand':
      return place ?? 'hand';
    case 'station':
      // Many stations are a wall of lockers.
      return place === 'locker' ? place : 'station';
    case 'left':
      return place === 'hand' ? null : place;
  }
}

function homeBy({ gave, foundNobody }: Visit, place: KeptPlace | null): boolean | null {
  if (foundNobody) return false;
  // What is left at a door may be left there for somebody who is in.
  return gave === 'hand' && place === 'hand' ? true : null;
}

function channelBy({ talked, wrote }: Visit): ContactChannel | null {
  if (talked) return 'call';
  return wrote ? 'message' : null;
}

/** Which visit something that was just said is about: where the parcel is to go is said of the next one, once this one was in vain. */
export function visitOf({ number, endedAt, status }: Visit, about: 'place' | 'home' | 'channel'): number {
  const wasInVain = endedAt !== null && (status === 'failed' || status === 'rescheduled');
  return wasInVain && about !== 'home' ? number + 1 : number;
}
