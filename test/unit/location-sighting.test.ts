import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import type { Away, Fix, LineId, MemberId, Point, Position } from '#protocol';
import { createLocationModel } from '../../client/location/model.ts';
import { FakeConnection } from '../support/fake-connection.ts';

const lineId = 'line-0001' as LineId;
const me = 'member-me' as MemberId;
const memberId = 'member-courier' as MemberId;
const door: Point = { lat: 30.28, lng: 120.02 };
const north = (m: number): Point => ({ lat: door.lat + m / 111_195, lng: door.lng });
const away: Away = { distanceM: 1200, leftMs: 240_000, stopsLeft: 0, at: 0 };
const settled = () => new Promise((resolve) => setImmediate(resolve));

async function setUp(position?: Partial<Position>) {
  const connection = new FakeConnection();
  let asked = 0;
  const known: Position = { memberId, sharing: true, sight: 'exact', fix: null, trail: [], away: null, endsAt: null };
  const answer: { positions: Position[] } = { positions: position ? [{ ...known, ...position }] : [] };
  connection.answers = { 'location.positions': () => ((asked += 1), answer) };
  connection.goOnline();
  const ticks = new Set<() => void>();
  const model = createLocationModel({
    connection,
    lineId,
    me,
    sharing: { fix: signal(null) },
    every: (_ms, run) => (ticks.add(run), () => void ticks.delete(run)),
  });
  await settled();
  const fixAt = (m: number, more: Partial<Fix> = {}): Fix => ({
    point: north(m),
    accuracy: 8,
    speed: null,
    heading: null,
    at: connection.now(),
    ...more,
  });
  return {
    connection,
    answer,
    fixAt,
    asked: () => asked,
    courier: () => model.people.value[0],
    pass: (ms: number) => {
      connection.passTime(ms);
      for (const tick of ticks) tick();
    },
  };
}

describe('what a line is shown of its courier', () => {
  it('is nothing but the stops before this one while others come first', async () => {
    const { courier } = await setUp({
      sight: 'later',
      away: { distanceM: null, leftMs: null, stopsLeft: 2, at: null },
    });
    expect(courier()).toMatchObject({ sight: 'later', fix: null, stale: false, away: { stopsLeft: 2 } });
  });

  it('is asked for when it grows, and forgotten at once when it shrinks', async () => {
    const { connection, answer, asked, courier, fixAt } = await setUp({ sight: 'later' });
    for (const position of answer.positions) Object.assign(position, { sight: 'exact', fix: fixAt(900), away });
    connection.notify('location.sight_changed', { lineId, memberId, sight: 'exact' });
    await settled();
    expect(asked()).toBe(2);
    expect(courier()).toMatchObject({ sight: 'exact', fix: { point: north(900) }, away });
    connection.notify('location.sight_changed', { lineId, memberId, sight: 'later' });
    expect(courier()).toMatchObject({ sight: 'later', fix: null, trail: [] });
  });

  it('is asked for when they begin to share: that alone does not tell', async () => {
    const { connection, answer, courier } = await setUp();
    const position: Position = { memberId, sharing: true, sight: 'later', fix: null, trail: [], away, endsAt: null };
    answer.positions.push(position);
    connection.notify('location.sharing_changed', { lineId, memberId, sharing: true, endsAt: null });
    await settled();
    expect(courier()).toMatchObject({ sight: 'later', away });
  });

  it('is an area without a way where the operator lets no more be seen', async () => {
    const { connection, courier, fixAt } = await setUp({ sight: 'rough', away });
    for (const m of [1200, 800, 400]) {
      connection.notify('location.moved', { lineId, memberId, fix: fixAt(m, { accuracy: 283, at: 4000 - m }) });
    }
    expect(courier()).toMatchObject({ sight: 'rough', fix: { point: north(400) }, trail: [] });
  });

  it('grows old in words too: a position and a distance 30 s after they were measured, a count of stops never', async () => {
    const stale = async (position: Partial<Position>, afterMs: number) => {
      const { courier, pass } = await setUp(position);
      pass(afterMs);
      return courier()?.stale;
    };
    const { fixAt } = await setUp();
    expect(await stale({ fix: fixAt(900) }, 29_000)).toBe(false);
    expect(await stale({ fix: fixAt(900) }, 31_000)).toBe(true);
    const words = { ...away, at: fixAt(900).at };
    expect(await stale({ sight: 'words', away: words }, 29_000)).toBe(false);
    expect(await stale({ sight: 'words', away: words }, 31_000)).toBe(true);
    // A page that is opened now hears how old they are.
    expect(await stale({ sight: 'words', away: { ...words, at: words.at - 120_000 } }, 0)).toBe(true);
    expect(await stale({ sight: 'later', away: { ...away, at: null } }, 3_600_000)).toBe(false);
  });

  it('follows what the server reckons, and hears it before the answer to a question is there', async () => {
    const { connection, courier } = await setUp({ sight: 'words', away });
    connection.notify('location.away', { lineId, memberId, away: { ...away, leftMs: 180_000 } });
    expect(courier()?.away?.leftMs).toBe(180_000);
  });

  it('takes the way of a batch along', async () => {
    const { connection, courier, fixAt } = await setUp({ trail: [north(900)] });
    const via = [north(800), north(700)];
    connection.notify('location.moved', { lineId, memberId, fix: fixAt(600), via });
    expect(courier()?.trail).toEqual([north(900), ...via, north(600)]);
  });

  it('tells how long they share', async () => {
    const { connection, courier, pass } = await setUp({});
    expect(courier()?.endsInMs).toBeNull();
    const endsAt = connection.now() + 60_000;
    connection.notify('location.sharing_changed', { lineId, memberId, sharing: true, endsAt });
    pass(20_000);
    expect(courier()?.endsInMs).toBe(40_000);
    connection.notify('location.sharing_changed', { lineId, memberId, sharing: false, endsAt: null });
    expect(courier()).toBeUndefined();
  });
});
