import { describe, expect, it } from 'vitest';
import type { Role, Status } from '#protocol';
import {
  type Facts,
  lastVisit,
  type LineEvent,
  outcomeOf,
  visitOf,
} from '../../server/assistant/preferences/visits.ts';

const nothing: Facts = { place: null, home: null, channel: null };

/** `status`, or `status role`, or `status back`; `talked` and `wrote`. Each a minute after the other. */
function line(...said: string[]): LineEvent[] {
  return said.map((one, minute) => {
    const at = minute * 60_000;
    if (one === 'talked' || one === 'wrote') return { at, kind: one };
    const [status = '', by = 'courier'] = one.split(' ');
    const takenBack = by === 'back';
    return { at, kind: 'status', status: status as Status, byRole: takenBack ? 'courier' : (by as Role), takenBack };
  });
}

const outcome = (said: string[], facts: Partial<Facts> = {}) =>
  outcomeOf(lastVisit(line(...said)), { ...nothing, ...facts });

describe('what a visit tells', () => {
  it.each<[string, string[], Partial<Facts>, ReturnType<typeof outcome>]>([
    ['in person', ['arrived', 'delivered'], {}, { at: 60_000, place: 'hand', home: true, channel: null }],
    ['as agreed', ['delivered'], { place: 'door' }, { at: 0, place: 'door', home: null, channel: null }],
    ['left', ['left_at_place'], { place: 'guard' }, { at: 0, place: 'guard', home: null, channel: null }],
    ['fetched', ['left_at_place', 'delivered'], { place: 'door' }, { at: 0, place: 'door', home: null, channel: null }],
    ['at the station', ['at_station'], {}, { at: 0, place: 'station', home: null, channel: null }],
    [
      'in a wall of lockers',
      ['at_station'],
      { place: 'locker' },
      { at: 0, place: 'locker', home: null, channel: null },
    ],
    [
      'given out there',
      ['at_station', 'delivered station'],
      {},
      { at: 0, place: 'station', home: null, channel: null },
    ],
    ['given out there alone', ['delivered station'], {}, { at: 0, place: 'station', home: null, channel: null }],
    ['a shut door', ['failed'], {}, { at: 0, place: null, home: false, channel: null }],
    ['another time then', ['arrived', 'rescheduled'], {}, { at: 60_000, place: null, home: false, channel: null }],
    ['to the station then', ['failed', 'at_station'], {}, { at: 0, place: 'station', home: false, channel: null }],
    ['somebody who was in', ['failed'], { home: true }, { at: 0, place: null, home: true, channel: null }],
    ['a call', ['talked', 'wrote', 'delivered'], {}, { at: 120_000, place: 'hand', home: true, channel: 'call' }],
    ['a message', ['wrote', 'delivered'], {}, { at: 60_000, place: 'hand', home: true, channel: 'message' }],
    [
      'a wish',
      ['talked', 'delivered'],
      { channel: 'none' },
      { at: 60_000, place: 'hand', home: true, channel: 'none' },
    ],
  ])('%s', (_what, said, facts, expected) => {
    expect(outcome(said, facts)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ['has not ended', ['arrived']],
    ['was only planned', ['out_for_delivery', 'rescheduled']],
    ['a van broke down', ['out_for_delivery', 'failed agent']],
    ['the courier was not there after all', ['arrived', 'out_for_delivery back', 'rescheduled']],
    ['was refused', ['arrived', 'refused']],
    ['was left, nobody knows where', ['left_at_place']],
    ['was left and lost', ['left_at_place', 'lost']],
    ['was delivered by mistake', ['delivered', 'out_for_delivery']],
    ['another time was agreed on by mistake', ['arrived', 'rescheduled', 'out_for_delivery back']],
  ])('is nothing where it %s', (_what, said) => {
    expect(outcome(said)).toBeNull();
  });

  it('is what was put right since, at the time when it was', () => {
    expect(outcome(['delivered', 'failed agent'], { home: false })).toMatchObject({ at: 0, place: null, home: false });
    expect(outcome(['arrived', 'delivered', 'failed'])).toMatchObject({ at: 60_000, place: null, home: false });
    expect(outcome(['delivered', 'left_at_place'], { place: 'guard' })).toMatchObject({ place: 'guard', home: null });
    expect(outcome(['arrived', 'delivered', 'arrived', 'failed'])).toMatchObject({ at: 180_000, home: false });
  });

  it('is one for each time that the parcel sets out', () => {
    const twice = ['talked', 'failed', 'assigned', 'out_for_delivery', 'delivered'];
    expect(lastVisit(line(...twice))).toMatchObject({ number: 1, gave: 'hand', talked: false });
    expect(outcome(twice)).toMatchObject({ at: 240_000, place: 'hand', home: true, channel: null });
    expect(lastVisit(line('failed', 'rescheduled', 'out_for_delivery', 'arrived', 'failed')).number).toBe(1);
    // A mistake is no second visit.
    expect(lastVisit(line('delivered', 'out_for_delivery', 'delivered')).number).toBe(0);
    expect(lastVisit(line('rescheduled', 'out_for_delivery back', 'delivered')).number).toBe(0);
  });

  it('is told of the visit that it is about', () => {
    const inVain = lastVisit(line('failed'));
    expect([visitOf(inVain, 'home'), visitOf(inVain, 'place'), visitOf(inVain, 'channel')]).toEqual([0, 1, 1]);
    const left = lastVisit(line('left_at_place'));
    expect([visitOf(left, 'home'), visitOf(left, 'place')]).toEqual([0, 0]);
    expect(visitOf(lastVisit([]), 'place')).toBe(0);
  });
});
