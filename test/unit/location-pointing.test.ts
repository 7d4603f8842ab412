import { describe, expect, it } from 'vitest';
import type { LineId, MemberId, Point } from '#protocol';
import { AskError } from '../../client/connection.ts';
import { createPointing } from '../../client/location/pointing.ts';
import { FakeConnection } from '../support/fake-connection.ts';

const lineId = 'line-0001' as LineId;
const [me, courier, keeper] = ['member-me', 'member-courier', 'member-keeper'] as [MemberId, MemberId, MemberId];
const at = (metres: number): Point => ({ lat: 30 + metres / 100_000, lng: 120 });

function setUp() {
  const connection = new FakeConnection();
  const told: (Point | null)[] = [];
  let answer = (): Promise<null> | null => null;
  connection.answers = { 'location.point': ({ point }) => (told.push(point), answer()) };
  connection.goOnline();
  let now = 0;
  let timers: { due: number; run: () => void }[] = [];
  const after = (ms: number, run: () => void) => {
    const timer = { due: now + ms, run };
    timers.push(timer);
    return () => void (timers = timers.filter((one) => one !== timer));
  };
  const pointing = createPointing({ connection, lineId, me, after });
  /** Lets so much time pass, and whatever is due in it happen. */
  async function pass(ms: number) {
    const end = now + ms;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
      if (!next) break;
      now = next.due;
      timers = timers.filter((one) => one !== next);
      next.run();
    }
    now = end;
  }
  const answerWith = (give: typeof answer) => (answer = give);
  const point = (memberId: MemberId, to: Point | null, on = lineId) =>
    connection.notify('location.pointed', { lineId: on, memberId, point: to });
  return { connection, told, pointing, pass, answerWith, point, timers: () => timers.length };
}

describe('one’s own finger', () => {
  it('is told at once, then no more often than people can see, where it is by then', async () => {
    const { told, pointing, pass } = setUp();
    for (let i = 0; i < 60; i++) {
      pointing.point(at(i));
      await pass(16);
    }
    expect(told[0]).toEqual(at(0));
    expect(told.length).toBeGreaterThanOrEqual(7);
    expect(told.length).toBeLessThanOrEqual(10);
    await pass(200);
    expect(told.at(-1)).toEqual(at(59));
  });

  it('that rests is told again every second, and no more once it is lifted', async () => {
    const { told, pointing, pass } = setUp();
    pointing.point(at(1));
    await pass(3300);
    expect(told).toEqual([at(1), at(1), at(1), at(1)]);
    pointing.lift();
    await pass(200);
    expect(told.at(-1)).toBeNull();
    await pass(10_000);
    expect(told.length).toBe(5);
  });

  it('is told one spot at a time: a slow network hears of the newest one and of no old ones', async () => {
    const { told, pointing, pass, answerWith } = setUp();
    const slow = Promise.withResolvers<null>();
    answerWith(() => slow.promise);
    pointing.point(at(1));
    for (let i = 2; i < 20; i++) {
      pointing.point(at(i));
      await pass(100);
    }
    expect(told).toEqual([at(1)]);
    answerWith(() => null);
    slow.resolve(null);
    await pass(200);
    expect(told).toEqual([at(1), at(19)]);
  });

  it('goes on after a cut of the network, and is lifted for good where that cannot be told', async () => {
    const { connection, told, pointing, pass, timers } = setUp();
    connection.goOffline();
    pointing.point(at(1));
    await pass(500);
    connection.goOnline();
    pointing.point(at(2));
    await pass(200);
    expect(told).toEqual([at(2)]);
    connection.goOffline();
    pointing.lift();
    await pass(5000);
    connection.goOnline();
    await pass(5000);
    expect(told).toEqual([at(2)]);
    expect(timers()).toBe(0);
  });

  it('is lifted when the page leaves the line', async () => {
    const { told, pointing, pass } = setUp();
    pointing.point(at(1));
    await pass(10);
    pointing.close();
    await pass(2000);
    expect(told).toEqual([at(1), null]);
  });

  it('that is refused troubles nobody', async () => {
    const { told, pointing, pass, answerWith } = setUp();
    answerWith(() => Promise.reject(new AskError('too_many', 'Slower')));
    pointing.point(at(1));
    await pass(500);
    answerWith(() => null);
    pointing.point(at(2));
    await pass(200);
    expect(told.at(-1)).toEqual(at(2));
  });
});

describe('the fingers of the others', () => {
  it('are where they were told last, each with whose it is', () => {
    const { pointing, point } = setUp();
    point(courier, at(1));
    point(keeper, at(5));
    point(courier, at(2));
    point(me, at(3));
    point(courier, at(9), 'line-0002' as LineId);
    expect(pointing.others.value).toEqual([
      { memberId: courier, point: at(2), lifted: false },
      { memberId: keeper, point: at(5), lifted: false },
    ]);
  });

  it('are shown for 3 s after they were lifted, or after they were last heard of', async () => {
    const { pointing, point, pass } = setUp();
    point(courier, at(1));
    point(keeper, at(5));
    await pass(2000);
    point(courier, null);
    expect(pointing.others.value[0]).toEqual({ memberId: courier, point: at(1), lifted: true });
    await pass(1500);
    expect(pointing.others.value.map(({ memberId }) => memberId)).toEqual([courier]);
    await pass(1500);
    expect(pointing.others.value).toEqual([]);
    point(courier, null);
    expect(pointing.others.value).toEqual([]);
  });
});
