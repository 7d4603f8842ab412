import type { LeavePlace, Status, TimeWindow } from '#protocol';
import type { DeliveryHours } from '../protocol/operator-assistant.ts';
import { mayFollow } from '../protocol/steps.ts';
import { weekday } from './understanding/calendar.ts';
import { localIso } from './zone.ts';

/** What a free answer may be made of: everybody on the line knows it, or may. No code, nobody's habits, no position. */
export interface Knowable {
  readonly status: Status;
  /** Since when, epoch ms. */
  readonly statusAt: number;
  readonly window: TimeWindow | null;
  /** Where it was agreed to leave the parcel; null: nowhere. */
  readonly place: LeavePlace | null;
  /** Doors before this one; null where that is not known, or is not for who asks. */
  readonly stopsBefore: number | null;
  /** The operator's. */
  readonly hours: readonly DeliveryHours[];
  /** Customer service was called, or is there. */
  readonly hasDesk: boolean;
  /** Epoch ms. */
  readonly now: number;
  /** IANA name. */
  readonly zone: string;
}

/** Hours that are told; an operator with more of them has no short answer. */
const HOURS_MAX = 12;

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const dayName = (day: number) => days[day - 1] ?? '';

const places: Record<LeavePlace, string> = {
  door: 'at the door',
  station: 'at the pickup station',
  locker: 'in the parcel locker',
  guard: 'with the guard',
  neighbour: 'with a neighbour',
  reception: 'at the reception',
  mailbox: 'in the mailbox',
  other: 'at another place, which is named on the line',
};

const statusFacts: Record<Status, string> = {
  created: 'The parcel is not with the courier yet',
  assigned: 'The courier has the parcel and has not set off yet',
  out_for_delivery: 'The courier is on the way with the parcel',
  nearby: 'The courier is close to the door',
  arrived: 'The courier is at the door',
  delivered: 'The parcel has been delivered',
  rescheduled: 'The parcel comes at another time',
  left_at_place: 'The parcel has been left at a place for the recipient',
  at_station: 'The parcel waits at the pickup station',
  refused: 'The recipient did not want the parcel',
  returned: 'The parcel has gone back to the sender',
  lost: 'The parcel is lost',
  failed: 'The parcel could not be delivered',
};

/** What is known of a line as plain sentences, times as the clocks at the door show them. */
export function factsOf(known: Knowable): string[] {
  const { status, statusAt, window, place, stopsBefore, hours, hasDesk, now, zone } = known;
  const day = (ms: number) => {
    const date = localIso(ms, zone).slice(0, 10);
    // A date right before the full stop would be taken for a part of a longer number, and hidden.
    return `${date} (${dayName(weekday(date))})`;
  };
  const time = (ms: number) => localIso(ms, zone).slice(11, 16);
  return [
    `It is ${time(now)} on ${day(now)}.`,
    `${statusFacts[status]}, since ${time(statusAt)} on ${day(statusAt)}.`,
    ...(window && window.to > now
      ? [`The parcel is to come between ${time(window.from)} and ${time(window.to)} on ${day(window.from)}.`]
      : []),
    ...(place ? [`It was agreed that the parcel is left ${places[place]}.`] : []),
    ...(stopsBefore === null ? [] : [`Before this door the courier goes to ${stopsBefore} others.`]),
    ...hours
      .slice(0, HOURS_MAX)
      .map(
        ({ from, to, days: on }) =>
          `Parcels are brought between ${from} and ${to} ${on ? `on ${on.map(dayName).join(', ')}` : 'every day'}.`,
      ),
    ...(status === 'rescheduled' || mayFollow(status, 'rescheduled')
      ? ['A recipient who wants it at another time writes that here, and confirms what is proposed.']
      : []),
    hasDesk
      ? 'Customer service has been called to this line.'
      : 'Customer service can be called to this line, on this page.',
  ];
}
