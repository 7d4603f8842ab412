import { describe, expect, it } from 'vitest';
import type { DeviceId } from '#protocol';
import type { CallEvent } from '../../server/calls/rules.ts';
import { effectsBetween } from '../../server/calls/call-effects.ts';
import {
  answers,
  counter,
  declines,
  desk,
  go,
  goAt,
  hangsUp,
  isBusy,
  isLost,
  joins,
  leavesLine,
  path,
  phone,
  ringing,
  ringsOut,
  scooter,
  seen,
  socket,
  STARTED_AT,
  tablet,
} from '../support/call-events.ts';

const talking = go(ringing(), joins(phone), answers(phone), path(phone, true), path(scooter, true)).state;

describe('while it rings', () => {
  it('begins with the caller in it, the time of each who is rung, and the line told', () => {
    const call = ringing(phone, counter);
    expect(seen(call)).toEqual({ courier: 'talking', recipient: 'called', station: 'called' });
    expect(effectsBetween(null, call)).toEqual([
      { type: 'start_ring', memberId: phone.memberId, at: STARTED_AT },
      { type: 'start_ring', memberId: counter.memberId, at: STARTED_AT },
      { type: 'tell' },
    ]);
  });

  it('says of a member that it rings there as soon as one device of theirs does', () => {
    const { state, effects } = go(ringing(), joins(phone));
    expect(seen(state)).toEqual({ courier: 'talking', recipient: 'ringing' });
    expect(effects).toEqual([{ type: 'tell' }]);
    expect(go(state, joins(tablet)).effects).toEqual([]);
    expect(go(state, joins(tablet), socket(tablet, false)).effects).toEqual([
      { type: 'close_media', deviceId: tablet.deviceId },
    ]);
    expect(seen(go(state, socket(phone, false)).state)).toEqual({ courier: 'talking', recipient: 'called' });
  });

  it('rings at four devices of one member at most', () => {
    const devices = ['d-one', 'd-two', 'd-three', 'd-four'].map((id) => joins({ ...phone, deviceId: id as DeviceId }));
    expect(go(ringing(), ...devices).refused).toBeUndefined();
    expect(go(ringing(), ...devices, joins(tablet)).refused).toBe('too_many');
  });

  it('lets nothing of a microphone through before the answer', () => {
    expect(go(ringing(), joins(phone), path(phone, true), path(scooter, true)).effects).toEqual([]);
  });

  it('on the answer lets both through, silences the other devices and stops ringing', () => {
    const { state, effects } = go(ringing(), joins(phone), joins(tablet), answers(phone));
    expect(state).toMatchObject({ phase: 'talking', answeredAt: 5000 });
    expect(seen(state)).toEqual({ courier: 'talking', recipient: 'talking' });
    expect(effects).toEqual([
      { type: 'let_through', deviceId: scooter.deviceId, on: true },
      { type: 'let_through', deviceId: phone.deviceId, on: true },
      { type: 'stop_ring', memberId: phone.memberId },
      { type: 'close_media', deviceId: tablet.deviceId },
      { type: 'tell' },
    ]);
  });

  it('may be answered by a device whose media is not ready yet', () => {
    expect(go(ringing(), answers(phone)).state.phase).toBe('talking');
  });

  it.each<[string, CallEvent, string]>([
    ['declined', declines(phone), 'declined'],
    ['given up by the caller', hangsUp(scooter), 'no_answer'],
    ['given up by a caller who vanished', isLost(scooter), 'no_answer'],
    ['not answered in time', ringsOut(phone), 'no_answer'],
    ['to somebody who talks elsewhere', isBusy(phone), 'busy'],
    ['to somebody who leaves the line', leavesLine(phone), 'no_answer'],
    ['by somebody who leaves the line', leavesLine(scooter), 'no_answer'],
    ['about a delivery that is over', { type: 'line_over' }, 'no_answer'],
  ])('when %s, ends as %s without a second of talk', (_, event, end) => {
    const { state, effects } = go(ringing(), joins(phone), event);
    expect(state).toMatchObject({ phase: 'ended', end, talkMs: 0, parts: [] });
    expect(effects).toEqual([
      { type: 'stop_ring', memberId: phone.memberId },
      { type: 'close_media', deviceId: scooter.deviceId },
      { type: 'close_media', deviceId: phone.deviceId },
      { type: 'tell' },
      { type: 'end' },
    ]);
    expect(go(state, answers(phone)).refused).toBe('call_over');
  });

  it('goes on as long as one is rung, and remembers for each what became of it', () => {
    const call = ringing(phone, counter, desk);
    const { state } = go(call, joins(counter), declines(counter), isBusy(desk));
    expect(seen(state)).toEqual({ courier: 'talking', recipient: 'called', station: 'declined', agent: 'missed' });
    expect(go(state, joins(counter)).refused).toBe('conflict');
    expect(go(state, declines(counter))).toMatchObject({ effects: [], refused: undefined });
    expect(go(state, declines(phone)).state).toMatchObject({ phase: 'ended', end: 'declined' });
  });

  it('can still be taken by one who declined it or whom it does not ring', () => {
    const both = go(ringing(phone, counter), declines(phone)).state;
    expect(seen(go(both, answers(phone)).state)).toEqual({
      courier: 'talking',
      recipient: 'talking',
      station: 'called',
    });
    expect(seen(go(both, answers(desk)).state)).toMatchObject({ agent: 'talking' });
  });

  it('cannot be declined by one whom it does not ring, nor hung up by a device that is not in it', () => {
    expect(go(ringing(), declines(desk)).refused).toBe('conflict');
    expect(go(ringing(), declines(scooter)).refused).toBe('conflict');
    expect(go(ringing(), hangsUp(desk)).refused).toBe('conflict');
  });

  it('goes on where the caller takes it to another device', () => {
    const tabletOfCourier = { ...scooter, deviceId: 'scooter-tablet' as DeviceId };
    const { state, effects } = go(ringing(), answers(tabletOfCourier));
    expect(seen(state)).toEqual({ courier: 'talking', recipient: 'called' });
    expect(effects).toEqual([
      { type: 'close_media', deviceId: scooter.deviceId },
      { type: 'moved', deviceId: scooter.deviceId },
    ]);
  });

  it('tells the operator once of a member at whom no device rings', () => {
    const unreached: CallEvent = { type: 'unreached', memberId: phone.memberId };
    const { state, effects } = go(ringing(), unreached);
    expect(effects).toEqual([{ type: 'unreached', memberId: phone.memberId }]);
    expect(go(state, unreached).effects).toEqual([]);
    expect(go(ringing(), joins(phone), unreached).effects).toEqual([]);
    expect(go(talking, unreached).effects).toEqual([]);
  });
});

describe('while they talk', () => {
  it('counts from the answer to the hang-up, whoever hangs up', () => {
    for (const who of [phone, scooter]) {
      expect(goAt(47_000, talking, hangsUp(who)).state).toMatchObject({
        phase: 'ended',
        end: 'hung_up',
        talkMs: 42_000,
        parts: [
          { memberId: scooter.memberId, talkMs: 42_000, listening: false },
          { memberId: phone.memberId, talkMs: 42_000, listening: false },
        ],
      });
    }
  });

  it('refuses a second device of the same member as long as it only wants to be ready', () => {
    expect(go(talking, joins(tablet)).refused).toBe('conflict');
    expect(go(talking, hangsUp(tablet)).refused).toBe('conflict');
    expect(go(talking, declines(phone)).refused).toBe('conflict');
    expect(go(talking, { type: 'mute', deviceId: tablet.deviceId, muted: true }).refused).toBe('conflict');
  });

  it('moves to the device that answers again: the old one is closed and told', () => {
    const muted = go(talking, { type: 'mute', deviceId: phone.deviceId, muted: true }).state;
    const { state, effects } = go(muted, answers(tablet));
    expect(effects).toEqual([
      { type: 'close_media', deviceId: phone.deviceId },
      { type: 'moved', deviceId: phone.deviceId },
    ]);
    expect(seen(state)).toEqual({ courier: 'talking', recipient: 'talking' });
    // Who was muted stays so; who was there keeps their time.
    expect(go(state, { type: 'mute', deviceId: tablet.deviceId, muted: false }).effects).toContainEqual({
      type: 'let_through',
      deviceId: tablet.deviceId,
      on: true,
    });
    expect(go(state, hangsUp(phone)).refused).toBe('conflict');
    expect(goAt(47_000, state, hangsUp(tablet)).state).toMatchObject({ talkMs: 42_000 });
  });

  it('stops the time of a device that was away when another takes over', () => {
    const { effects } = go(talking, socket(phone, false), answers(tablet));
    expect(effects).toContainEqual({ type: 'stop_grace', deviceId: phone.deviceId });
  });

  it('refuses a device that says it is somebody else', () => {
    const posing = { ...phone, deviceId: scooter.deviceId };
    expect(go(ringing(), joins(posing)).refused).toBe('conflict');
    expect(go(ringing(), answers(posing)).refused).toBe('conflict');
  });

  it('takes a repeated answer as the same answer', () => {
    expect(go(talking, answers(phone))).toMatchObject({ effects: [], refused: undefined });
  });

  it('lets a muted microphone not through, and tells', () => {
    const muted = go(talking, { type: 'mute', deviceId: phone.deviceId, muted: true });
    expect(muted.effects).toEqual([{ type: 'let_through', deviceId: phone.deviceId, on: false }, { type: 'tell' }]);
    const back = go(muted.state, { type: 'mute', deviceId: phone.deviceId, muted: false });
    expect(back.effects).toEqual([{ type: 'let_through', deviceId: phone.deviceId, on: true }, { type: 'tell' }]);
  });

  it('is not rung out, not busy and not ended by the delivery', () => {
    for (const event of [ringsOut(phone), isBusy(phone), { type: 'line_over' } as const])
      expect(go(talking, event)).toMatchObject({ effects: [], state: { phase: 'talking' } });
  });
});

describe('a device that is gone for a while', () => {
  it('keeps talking as long as its sound flows, but has its time from the moment its socket is gone', () => {
    const { state, effects } = go(talking, socket(phone, false));
    expect(effects).toEqual([{ type: 'start_grace', deviceId: phone.deviceId, ms: 60_000 }]);
    expect(seen(state)).toMatchObject({ recipient: 'talking' });
  });

  it('is shown as reconnecting when its sound is gone, and as talking when it is back', () => {
    const gone = go(talking, path(phone, false));
    expect(seen(gone.state)).toMatchObject({ recipient: 'reconnecting' });
    expect(gone.effects).toEqual([{ type: 'start_grace', deviceId: phone.deviceId, ms: 60_000 }, { type: 'tell' }]);
    const back = go(gone.state, path(phone, true));
    expect(seen(back.state)).toMatchObject({ recipient: 'talking' });
    expect(back.effects).toEqual([{ type: 'stop_grace', deviceId: phone.deviceId }, { type: 'tell' }]);
  });

  it('has its time until both its socket and its sound are back', () => {
    const { state } = go(talking, path(phone, false), socket(phone, false));
    expect(go(state, socket(phone, true)).effects).toEqual([]);
    expect(go(state, socket(phone, true), path(phone, true)).effects).toContainEqual({
      type: 'stop_grace',
      deviceId: phone.deviceId,
    });
  });

  it('comes back with fresh media and is silent until it is connected', () => {
    const { state } = go(talking, socket(phone, false), joins(phone));
    expect(seen(state)).toMatchObject({ recipient: 'reconnecting' });
    expect(seen(go(state, path(phone, true)).state)).toMatchObject({ recipient: 'talking' });
  });

  it('ends the call as failed when its time is over', () => {
    expect(go(talking, isLost(phone)).state).toMatchObject({ phase: 'ended', end: 'failed' });
    expect(go(talking, isLost(tablet)).effects).toEqual([]);
  });

  it('has its time as well when it answers over a path that is down', () => {
    const { effects } = go(ringing(), joins(phone), path(phone, false), answers(phone));
    expect(effects).toContainEqual({ type: 'start_grace', deviceId: phone.deviceId, ms: 60_000 });
  });

  it('is rung for no longer than 15 s where it is the caller who has gone, and has its whole time once it is answered', () => {
    const gone = go(ringing(), path(scooter, false));
    expect(gone.effects).toContainEqual({ type: 'start_grace', deviceId: scooter.deviceId, ms: 15_000 });
    expect(go(gone.state, answers(phone)).effects).toContainEqual({
      type: 'start_grace',
      deviceId: scooter.deviceId,
      ms: 60_000,
    });
    expect(go(gone.state, isLost(scooter)).state).toMatchObject({ phase: 'ended', end: 'no_answer' });
  });

  it('is everybody when the room under the call dies', () => {
    const { state, effects } = go(talking, { type: 'room_died' });
    expect(seen(state)).toEqual({ courier: 'reconnecting', recipient: 'reconnecting' });
    expect(effects).toEqual([
      { type: 'start_grace', deviceId: scooter.deviceId, ms: 60_000 },
      { type: 'start_grace', deviceId: phone.deviceId, ms: 60_000 },
      { type: 'tell' },
    ]);
  });
});
