import { afterEach, describe, expect, it } from 'vitest';
import type { Entry, EntryId, LineId, Member, MemberId, Point } from '#protocol';
import { AskError } from '../../client/connection.ts';
import { language } from '../../client/language.ts';
import { createLinePins, type Pin, take } from '../../client/location/line-pins.ts';
import { putPin, stepped, whereInWords } from '../../client/location/move-pin.ts';
import { canAgree, fromWhom, placeStates, spotInWords } from '../../client/location/place-words.ts';
import { distanceM } from '../../server/protocol/distance.ts';
import { FakeConnection } from '../support/fake-connection.ts';

const door: Point = { lat: 30.28, lng: 120.02 };
const [me, wang, li] = ['member-me', 'member-wang', 'member-li'] as [MemberId, MemberId, MemberId];
const member = (id: MemberId, role: Member['role'], name: string): Member => {
  return { id, lineId: 'line-0001' as LineId, role, name, left: false };
};
const members = [member(me, 'recipient', 'Li'), member(wang, 'courier', '王师傅')];
const body: Pin['body'] = { kind: 'place', point: door, name: 'shelf', source: 'pin', accuracy: null };
const pin: Pin = {
  id: 'entry-1' as EntryId,
  lineId: 'line-0001' as LineId,
  seq: 1,
  rev: 1,
  at: 1,
  by: wang,
  clientId: null,
  replyTo: null,
  body,
};

afterEach(() => void (language.value = 'en'));

describe('a step', () => {
  it.each([0, 30.28, -33.9, 64, 84])('is 5 m long in every direction at latitude %d', (lat) => {
    const from = { lat, lng: 120.02 };
    for (const [east, north] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const)
      expect(distanceM(from, stepped(from, east, north))).toBeCloseTo(5, 0);
  });

  it('stays on the map at its edges', () => {
    expect(stepped({ lat: 0, lng: 180 }, 1, 0).lng).toBeCloseTo(-179.99996, 4);
    expect(stepped({ lat: 0, lng: -180 }, -1, 0).lng).toBeCloseTo(179.99996, 4);
    expect(stepped({ lat: 90, lng: 0 }, 1, 1).lat).toBe(85);
  });
});

describe('a spot in words', () => {
  it('says how far from where it was, in which direction, and how far from the door', () => {
    const to = stepped(stepped(door, 2, 0), 0, 2);
    expect(whereInWords(door, to, door)).toBe('14 m north-east of where it was · at the door');
    expect(whereInWords(door, door, door)).toBe('where it was · at the door');
    language.value = 'zh';
    expect(whereInWords(door, stepped(door, 0, -30), door)).toBe('从原处往南 150 米 · 离门口 150 米');
    expect(spotInWords(stepped(door, -10, 0), door)).toBe('门口往西 50 米');
  });

  it.each([
    [0, 1, 'north'],
    [1, 1, 'north-east'],
    [1, 0, 'east'],
    [1, -1, 'south-east'],
    [0, -1, 'south'],
    [-1, -1, 'south-west'],
    [-1, 0, 'west'],
    [-1, 1, 'north-west'],
  ])('%d to the east and %d to the north is %s', (east, north, words) => {
    expect(spotInWords(stepped(door, east * 20, north * 20), door)).toMatch(new RegExp(`0 m ${words} of the door$`));
  });
});

describe('what people said to a place', () => {
  it('names who moved it and who agreed', () => {
    expect(placeStates(body, members, me)).toEqual({ moved: '', agreed: '' });
    const said = { ...body, meet: true, movedBy: me, acceptedBy: [wang] };
    expect(placeStates(said, members, me)).toEqual({ moved: 'You moved it', agreed: '王师傅 agreed' });
    expect(placeStates({ ...said, meet: false }, members, wang)).toEqual({
      moved: 'Moved by Li',
      agreed: 'You: got it',
    });
    expect([fromWhom(me, members, me), fromWhom(wang, members, me)]).toEqual(['from you', 'from 王师傅']);
  });

  it('is asked of who has neither put it there nor agreed', () => {
    expect(canAgree(body, wang, me)).toBe(true);
    expect(canAgree(body, me, me)).toBe(false);
    expect(canAgree({ ...body, movedBy: me }, wang, me)).toBe(false);
    expect(canAgree({ ...body, movedBy: wang }, me, me)).toBe(true);
    expect(canAgree({ ...body, acceptedBy: [li, me] }, wang, me)).toBe(false);
  });
});

describe('putting a pin where it is in the hand', () => {
  const to = stepped(door, 3, 0);
  function held(answer: () => Entry | Promise<Entry>) {
    const connection = new FakeConnection();
    const asked: Point[] = [];
    connection.answers = { 'timeline.move_place': ({ point }) => (asked.push(point), answer()) };
    connection.goOnline();
    const pins = createLinePins();
    const learned: Entry[] = [];
    take(pins, pin);
    pins.moving.value = { pin, to, state: 'held' };
    return { pins, asked, learned, parts: { connection, learn: (entry: Entry) => void learned.push(entry) } };
  }

  it('asks once, learns what came of it, and lets go', async () => {
    const there = { ...pin, rev: 2, body: { ...body, point: to, movedBy: me } };
    const { pins, asked, learned, parts } = held(() => there);
    await Promise.all([putPin(parts, pins), putPin(parts, pins)]);
    expect(asked).toEqual([to]);
    expect(learned).toEqual([there]);
    expect(pins.moving.value).toBeNull();
    expect(pins.chosen.value).toBe(pin.id);
  });

  it('asks nobody where it was not moved', async () => {
    const { pins, asked, parts } = held(() => pin);
    pins.moving.value = { pin, to: { ...door }, state: 'held' };
    await putPin(parts, pins);
    expect(asked).toEqual([]);
    expect(pins.moving.value).toBeNull();
  });

  it.each([
    ['offline', /No network/],
    ['not_found', /no longer there/],
    ['too_many', /Try again/],
  ] as const)('keeps it in the hand and says why where it fails (%s)', async (code, words) => {
    const { pins, parts } = held(() => Promise.reject(new AskError(code, 'no')));
    await putPin(parts, pins);
    expect(pins.moving.value).toMatchObject({ to, state: { trouble: expect.stringMatching(words) } });
  });
});
