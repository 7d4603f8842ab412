import { describe, expect, it } from 'vitest';
import type { DeviceId, LinkId, MemberId } from '#protocol';
import {
  answers,
  counter,
  declines,
  desk,
  go,
  goAt,
  hangsUp,
  isBusy,
  joins,
  leavesLine,
  type On,
  path,
  phone,
  ringing,
  rings,
  ringsOut,
  scooter,
  seen,
  tablet,
} from '../support/call-events.ts';

const talking = go(ringing(), joins(phone), answers(phone), path(phone, true), path(scooter, true)).state;

describe('a call of several', () => {
  const three = goAt(15_000, talking, answers(desk)).state;

  it('is joined uninvited', () => {
    expect(seen(three)).toEqual({ courier: 'talking', recipient: 'talking', agent: 'talking' });
    expect(go(talking, answers(desk)).effects).toEqual([
      { type: 'let_through', deviceId: desk.deviceId, on: true },
      { type: 'tell' },
    ]);
  });

  it('goes on with those who are left, until only one is', () => {
    const two = goAt(25_000, three, hangsUp(scooter)).state;
    expect(seen(two)).toEqual({ courier: 'left', recipient: 'talking', agent: 'talking' });
    expect(goAt(35_000, two, hangsUp(phone)).state).toMatchObject({
      phase: 'ended',
      end: 'hung_up',
      talkMs: 30_000,
      parts: [
        { memberId: scooter.memberId, talkMs: 20_000 },
        { memberId: phone.memberId, talkMs: 30_000 },
        { memberId: desk.memberId, talkMs: 20_000 },
      ],
    });
  });

  it('takes back one who had left, and adds up their time', () => {
    const { state } = goAt(25_000, three, hangsUp(scooter));
    const back = goAt(45_000, state, answers(scooter)).state;
    expect(seen(back)).toMatchObject({ courier: 'talking' });
    const over = goAt(55_000, goAt(50_000, back, hangsUp(desk)).state, hangsUp(phone)).state;
    expect(over).toMatchObject({ parts: [{ talkMs: 30_000 }, { talkMs: 50_000 }, { talkMs: 35_000 }] });
  });

  it('rings one more, once, and again who did not come', () => {
    const rung = goAt(20_000, talking, rings(scooter, desk));
    expect(rung.effects).toEqual([{ type: 'start_ring', memberId: desk.memberId, at: 20_000 }, { type: 'tell' }]);
    expect(go(rung.state, rings(phone, desk))).toMatchObject({ effects: [], refused: undefined });
    const missed = go(rung.state, joins(desk), ringsOut(desk));
    expect(seen(missed.state)).toMatchObject({ agent: 'missed' });
    expect(missed.effects).toEqual([
      { type: 'stop_ring', memberId: desk.memberId },
      { type: 'close_media', deviceId: desk.deviceId },
      { type: 'tell' },
    ]);
    expect(goAt(90_000, missed.state, rings(scooter, desk)).effects).toContainEqual({
      type: 'start_ring',
      memberId: desk.memberId,
      at: 90_000,
    });
  });

  it('rings nobody who is in it, for nobody who is not', () => {
    expect(go(three, rings(scooter, desk)).refused).toBe('conflict');
    expect(go(talking, rings(scooter, scooter)).refused).toBe('conflict');
    expect(go(talking, rings(desk, counter)).refused).toBe('conflict');
  });

  it('waits with one who talks for somebody that is being rung, and ends when they do not come', () => {
    const waiting = go(talking, rings(scooter, desk), hangsUp(phone)).state;
    expect(seen(waiting)).toEqual({ courier: 'talking', recipient: 'left', agent: 'called' });
    expect(seen(go(waiting, answers(desk)).state)).toMatchObject({ agent: 'talking' });
    for (const event of [declines(desk), ringsOut(desk), isBusy(desk), leavesLine(desk), hangsUp(scooter)])
      expect(go(waiting, event).state).toMatchObject({ phase: 'ended', end: 'hung_up' });
  });

  it('has room for eight', () => {
    const people = Array.from({ length: 7 }, (_, i): On => ({
      memberId: `member-${i}` as MemberId,
      deviceId: `device-${i}` as DeviceId,
      linkId: `link-no-${i}` as LinkId,
    }));
    const [last, ...first] = people;
    const full = go(talking, ...first.map((who) => answers(who))).state;
    expect(Object.keys(seen(full))).toHaveLength(8);
    if (last === undefined) throw new Error('Nobody is left over');
    expect(go(full, answers(last)).refused).toBe('too_many');
    expect(go(full, rings(scooter, last)).refused).toBe('too_many');
    expect(go(full, answers(tablet)).refused).toBeUndefined();
    expect(go(full, hangsUp(phone), answers(last)).refused).toBeUndefined();
  });

  it('is left by whoever leaves the line', () => {
    expect(seen(go(three, leavesLine(desk)).state)).toMatchObject({ agent: 'left' });
    expect(go(three, leavesLine(desk)).effects).toContainEqual({ type: 'close_media', deviceId: desk.deviceId });
    expect(go(three, leavesLine(counter)).effects).toEqual([]);
    const rung = go(talking, rings(scooter, desk), joins(desk), leavesLine(desk));
    expect(seen(rung.state)).toMatchObject({ agent: 'left' });
    expect(rung.effects).toContainEqual({ type: 'stop_ring', memberId: desk.memberId });
  });
});

describe('who only listens', () => {
  const heard = goAt(15_000, talking, answers(desk, true)).state;

  it('is never let through, and all are told', () => {
    expect(go(talking, answers(desk, true)).effects).toEqual([{ type: 'tell' }]);
    expect(heard).toMatchObject({ members: [{ listening: false }, { listening: false }, { listening: true }] });
    expect(go(heard, { type: 'mute', deviceId: desk.deviceId, muted: false }).effects).toEqual([]);
  });

  it('keeps no call going', () => {
    expect(goAt(25_000, heard, hangsUp(phone)).state).toMatchObject({
      phase: 'ended',
      end: 'hung_up',
      parts: [{ listening: false }, { listening: false }, { memberId: desk.memberId, listening: true, talkMs: 10_000 }],
    });
    expect(go(heard, hangsUp(desk)).state.phase).toBe('talking');
  });

  it('can begin to talk, and who talks cannot vanish into listening', () => {
    expect(go(heard, answers(desk)).effects).toEqual([
      { type: 'let_through', deviceId: desk.deviceId, on: true },
      { type: 'tell' },
    ]);
    expect(go(heard, answers(desk), answers(desk, true)).refused).toBe('conflict');
    expect(go(ringing(), answers(desk, true)).refused).toBe('conflict');
  });
});
