import { signal } from '@preact/signals';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Fix, LineId, MemberId, Point } from '#protocol';
import { createLocationModel } from '../../client/location/model.ts';
import { AskError } from '../../client/connection.ts';
import { createSharing, type OwnLine } from '../../client/location/sharing.ts';
import { FakeConnection } from '../support/fake-connection.ts';
import { FakeGeolocation, timeout } from '../support/fake-geolocation.ts';

const lineId = 'line-0001' as LineId;
const otherLine = 'line-0002' as LineId;
const me = 'member-me' as MemberId;
const courier = 'member-courier' as MemberId;
const door: Point = { lat: 30.28, lng: 120.02 };
/** Rounded as it is told. */
const north = (m: number): Point => ({ lat: Number((door.lat + m / 111_195).toFixed(6)), lng: door.lng });

/** What a browser keeps. */
function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}
afterEach(() => vi.unstubAllGlobals());

function setUp(own: readonly OwnLine[] = [{ lineId, me }], { online = true } = {}) {
  const connection = new FakeConnection();
  const asked: string[] = [];
  const reported: { fixes: readonly Fix[]; fix: Fix | undefined }[] = [];
  connection.answers = {
    'location.share': ({ lineIds }) => (asked.push(`share ${lineIds.join(' ')}`), null),
    'location.stop': ({ lineIds }) => (asked.push(`stop ${lineIds.join(' ')}`), null),
    'location.positions': () => ({ positions: [] }),
    'location.report': ({ fixes }) => (reported.push({ fixes, fix: fixes.at(-1) }), { accepted: fixes.length }),
  };
  if (online) connection.goOnline();
  const geolocation = new FakeGeolocation();
  const timers = new Set<() => void>();
  const every = (_ms: number, run: () => void) => (timers.add(run), () => void timers.delete(run));
  const lines = signal(own);
  const sharing = createSharing({ connection, lines, geolocation, every });
  return {
    connection,
    geolocation,
    lines,
    sharing,
    asked,
    every,
    timers,
    reports: () => reported,
    pass: async (ms: number, stepMs = 1000) => {
      for (let left = ms; left > 0; left -= stepMs) {
        connection.passTime(Math.min(stepMs, left));
        for (const run of timers) run();
        await settled();
      }
    },
  };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

async function sharingNow() {
  const all = setUp();
  all.sharing.share();
  all.geolocation.move(north(0));
  await settled();
  return all;
}

describe('sharing my position', () => {
  it('asks the phone, then tells the line and sends where I am', async () => {
    const { sharing, geolocation, asked, reports } = setUp();
    expect(sharing.state.value).toEqual({ phase: 'off' });
    sharing.share();
    expect(sharing.state.value).toEqual({ phase: 'asking' });
    expect(asked).toEqual([]);
    geolocation.move(north(0));
    await settled();
    expect(sharing.state.value).toEqual({ phase: 'sharing', weak: false });
    expect(asked).toEqual([`share ${lineId}`]);
    expect(reports()).toHaveLength(1);
    expect(reports()[0]).toMatchObject({ fix: { point: north(0), accuracy: 8 } });
  });

  it('sends at most one step a second', async () => {
    const { geolocation, reports, pass } = await sharingNow();
    for (let i = 1; i <= 40; i++) {
      geolocation.move(north(i * 3));
      await pass(250, 250);
    }
    expect(reports().length).toBeGreaterThan(8);
    expect(reports().length).toBeLessThanOrEqual(11);
    expect(reports().at(-1)?.fix?.point.lat).toBeGreaterThan(north(105).lat);
  });

  it('gives a sign of life every 15 s while standing, freshly measured', async () => {
    const { geolocation, reports, pass } = await sharingNow();
    for (let i = 0; i < 60; i++) {
      geolocation.move(north((i % 2) * 2));
      await pass(1000);
    }
    expect(reports()).toHaveLength(5);
    // A phone that calls back only when it moves is asked.
    await pass(31_000);
    expect(geolocation.asked).toBe(2);
    expect(reports()).toHaveLength(7);
    expect(new Set(reports().map(({ fix }) => fix?.at)).size).toBe(7);
  });

  it('stays alive on a laptop, whose browser calls nobody back while nothing moves', async () => {
    const { geolocation, reports, pass } = await sharingNow();
    geolocation.kept = geolocation.position({});
    await pass(480_000);
    // Asked anew, the sensor says the same: a sign of life at least each 20 s, with a time of its own.
    const times = reports().map(({ fix }) => fix?.at ?? 0);
    expect(times.length).toBeGreaterThan(480 / 20);
    expect(Math.max(...times.slice(1).map((at, i) => at - (times[i] ?? 0)))).toBeLessThanOrEqual(20_000);
    expect(new Set(reports().map(({ fix }) => JSON.stringify(fix?.point))).size).toBe(1);
    expect(geolocation.watches).toBeLessThan(35);
  });

  it('says nothing of a sensor that has fallen silent on the way, or answers no more', async () => {
    const moving = await sharingNow();
    moving.geolocation.move(north(20), { speed: 6 });
    await moving.pass(1000);
    const before = moving.reports().length;
    moving.geolocation.kept = moving.geolocation.position({ speed: 6 });
    moving.geolocation.watching?.success(moving.geolocation.kept);
    await moving.pass(120_000);
    expect(moving.reports().length).toBeLessThanOrEqual(before + 1);

    const silent = await sharingNow();
    silent.geolocation.getCurrentPosition = (_, failure) => failure?.(timeout);
    await silent.pass(120_000);
    expect(silent.reports()).toHaveLength(1);
    // A watch that looks for a position is left to it.
    expect(silent.geolocation.watches).toBe(2);
  });

  it('says again where I stand when the report was lost, and keeps one report under way at a time', async () => {
    const { connection, geolocation, reports, pass } = await sharingNow();
    const { 'location.report': heard = () => ({ accepted: 0 }) } = connection.answers;
    let lose = (): void => undefined;
    // One in ten seconds is answered.
    await pass(10_000);
    connection.answers['location.report'] = () =>
      new Promise((_, reject) => (lose = () => reject(new AskError('timed_out', 'No answer'))));
    geolocation.move(north(50));
    await pass(1000);
    connection.answers['location.report'] = heard;
    geolocation.move(north(100));
    await pass(3000);
    expect(reports()).toHaveLength(1);
    lose();
    await settled();
    await pass(1000);
    expect(reports().map(({ fix }) => fix?.point)).toEqual([north(0), north(100)]);
  });

  it('asks for an answer once in ten seconds, and sends again after a cut what had none', async () => {
    const { connection, geolocation, reports, pass } = await sharingNow();
    for (let i = 1; i <= 15; i++) {
      geolocation.move(north(i * 10));
      await pass(1000);
    }
    expect(reports()).toHaveLength(16);
    expect(connection.told).toHaveLength(14);
    connection.goOffline();
    connection.goOnline();
    await settled();
    expect(
      reports()
        .at(-1)
        ?.fixes.map(({ point }) => point),
    ).toEqual([11, 12, 13, 14, 15].map((i) => north(i * 10)));
  });

  it('sends what was measured without network as one batch, thinned, when it is back', async () => {
    const { connection, geolocation, reports, pass } = await sharingNow();
    connection.goOffline();
    for (let i = 1; i <= 300; i++) {
      geolocation.move({ lat: north(i * 6).lat, lng: door.lng + Math.sin(i / 20) / 1000 });
      await pass(1000);
    }
    expect(reports()).toHaveLength(1);
    connection.goOnline();
    await settled();
    expect(reports()).toHaveLength(2);
    const fixes = reports()[1]?.fixes ?? [];
    expect(fixes.length).toBeGreaterThan(10);
    expect(fixes.length).toBeLessThanOrEqual(60);
    expect(fixes.at(-1)?.point.lat).toBe(north(1800).lat);
    const times = fixes.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    await pass(3000);
    expect(reports()).toHaveLength(2);
  });

  it('sends nothing measured longer than ten minutes ago', async () => {
    const { connection, geolocation, reports, pass } = await sharingNow();
    connection.goOffline();
    geolocation.move(north(50));
    await pass(1000);
    await pass(600_000, 60_000);
    geolocation.move(north(90));
    connection.goOnline();
    await pass(1000);
    const oldest = reports()[1]?.fixes[0]?.at ?? 0;
    expect(connection.now() - oldest).toBeLessThanOrEqual(600_000);
    expect(reports()[1]?.fix?.point).toEqual(north(90));
  });

  it('ends by itself at the time that was chosen, is not made longer by a reconnect, and can be given another', async () => {
    const { connection, geolocation, sharing, pass } = setUp();
    const terms: (number | null)[] = [];
    connection.answers['location.share'] = ({ forMs }) => (terms.push(forMs), null);
    sharing.share(15 * 60_000);
    expect(sharing.endsAt.value).toBe(connection.now() + 15 * 60_000);
    geolocation.move(north(0));
    await pass(5 * 60_000, 60_000);
    connection.goOffline();
    connection.goOnline();
    await settled();
    sharing.share(60 * 60_000);
    await settled();
    expect(terms).toEqual([15 * 60_000, 10 * 60_000, 60 * 60_000]);
    await pass(59 * 60_000, 60_000);
    expect(sharing.state.value.phase).toBe('sharing');
    await pass(60_000);
    expect(sharing.state.value).toEqual({ phase: 'off' });
    expect(sharing.endsAt.value).toBeNull();
  });

  it('goes on where the clock of the phone is set, and asks the server for the time where it is not believed', async () => {
    const { connection, geolocation, pass, reports } = await sharingNow();
    let hellos = 0;
    const believe = connection.answers['location.report'];
    connection.answers['people.hello'] = () => ((hellos += 1), Promise.reject(new AskError('offline', 'Only counted')));
    await pass(12_000);
    connection.passTime(-1_200_000);
    connection.answers['location.report'] = (payload) => (void believe?.(payload), { accepted: 0 });
    const before = reports().length;
    for (let i = 1; i <= 40; i++) {
      geolocation.move(north(i * 20));
      await pass(1000);
    }
    expect(reports().length).toBeGreaterThan(before + 30);
    expect(hellos).toBe(1);
    await pass(60_000);
    expect(hellos).toBe(2);
  });

  it('says that the signal is weak instead of sending a circle as large as the quarter', async () => {
    const { sharing, geolocation, reports } = await sharingNow();
    geolocation.move(north(900), { accuracy: 2000 });
    expect(sharing.state.value).toEqual({ phase: 'sharing', weak: true });
    expect(reports()).toHaveLength(1);
    geolocation.move(north(10), { accuracy: 20 });
    expect(sharing.state.value).toEqual({ phase: 'sharing', weak: false });
    geolocation.fail(3);
    expect(sharing.state.value).toEqual({ phase: 'sharing', weak: true });
  });

  it('says why not: denied, unavailable, or a browser without positions', () => {
    const denied = setUp();
    denied.sharing.share();
    denied.geolocation.fail(1);
    expect(denied.sharing.state.value).toEqual({ phase: 'denied' });
    denied.sharing.share();
    denied.geolocation.fail(2);
    expect(denied.sharing.state.value).toEqual({ phase: 'unavailable' });
    expect(denied.geolocation.watching).toBeNull();
    expect(denied.asked).toEqual([]);

    const { connection, lines } = setUp();
    const without = createSharing({ connection, lines, geolocation: undefined });
    without.share();
    expect(without.state.value).toEqual({ phase: 'unavailable' });
  });

  it('ends when the permission is taken back, but not because a closing page is told so', async () => {
    const { sharing, geolocation, asked, pass } = await sharingNow();
    geolocation.fail(1);
    expect(asked).toEqual([`share ${lineId}`]);
    geolocation.move(north(5));
    await pass(1000);
    expect(sharing.state.value.phase).toBe('sharing');
    geolocation.fail(1);
    await pass(1000);
    expect(sharing.state.value).toEqual({ phase: 'denied' });
    expect(asked).toEqual([`share ${lineId}`, `stop ${lineId}`]);
  });

  it('stops with one tap and lets go of the phone', async () => {
    const { sharing, geolocation, asked, timers, reports } = await sharingNow();
    sharing.stop();
    expect(sharing.state.value).toEqual({ phase: 'off' });
    expect(sharing.fix.value).toBeNull();
    expect(geolocation.watching).toBeNull();
    expect(timers.size).toBe(0);
    expect(asked).toEqual([`share ${lineId}`, `stop ${lineId}`]);
    expect(reports()).toHaveLength(1);
  });

  it('tells a stop said offline as soon as the page is online', async () => {
    const { sharing, connection, asked } = await sharingNow();
    connection.goOffline();
    sharing.stop();
    await settled();
    expect(asked).toEqual([`share ${lineId}`]);
    connection.goOnline();
    await settled();
    expect(asked).toEqual([`share ${lineId}`, `stop ${lineId}`]);
    expect(sharing.state.value).toEqual({ phase: 'off' });
  });

  it('lets a stop win over a share that is still under way', async () => {
    const { sharing, geolocation, connection, asked } = setUp();
    let answer = () => {};
    connection.answers['location.share'] = () => new Promise((resolve) => (answer = () => resolve(null)));
    sharing.share();
    geolocation.move(north(0));
    sharing.stop();
    answer();
    await settled();
    expect(new Set(asked)).toEqual(new Set([`stop ${lineId}`]));
  });

  it('stops what the server still shares where a reconnect was cut before it could say so', async () => {
    const { sharing, connection, asked } = await sharingNow();
    connection.answers['location.share'] = () => new Promise(() => {});
    connection.goOffline();
    connection.goOnline();
    connection.goOffline();
    await settled();
    sharing.stop();
    await settled();
    connection.goOnline();
    await settled();
    expect(asked).toEqual([`share ${lineId}`, `stop ${lineId}`]);
  });

  it('stops what was shared before a reload, though the page has not been online since', async () => {
    vi.stubGlobal('sessionStorage', storage());
    const first = await sharingNow();
    first.sharing.close();
    const { connection, sharing, asked, geolocation } = setUp([{ lineId, me }], { online: false });
    geolocation.move(north(0));
    expect(sharing.state.value.phase).toBe('sharing');
    sharing.stop();
    await settled();
    connection.goOnline();
    await settled();
    expect(asked).toEqual([`stop ${lineId}`]);
  });

  it('tells a stop said offline with the next page too, unless it is shared again', async () => {
    vi.stubGlobal('localStorage', storage());
    const { sharing, connection } = await sharingNow();
    connection.goOffline();
    sharing.stop();
    await settled();
    sharing.close();
    const next = setUp();
    await settled();
    expect(next.asked).toEqual([`stop ${lineId}`]);
    next.sharing.close();
    const after = setUp();
    await settled();
    expect(after.asked).toEqual([]);
  });

  it('shares again by itself after a reconnect', async () => {
    const { connection, geolocation, asked, reports } = await sharingNow();
    connection.goOffline();
    connection.goOnline();
    await settled();
    expect(asked).toEqual([`share ${lineId}`, `share ${lineId}`]);
    connection.passTime(2000);
    geolocation.move(north(50));
    expect(reports().at(-1)?.fix?.point).toEqual(north(50));
  });

  it('shares what an app reports where the phone gives the page no position, over a reconnect and a reload', async () => {
    vi.stubGlobal('sessionStorage', storage());
    const { connection, sharing, geolocation, lines, asked, timers } = setUp();
    sharing.share();
    geolocation.fail(1);
    expect(sharing.state.value).toEqual({ phase: 'denied' });
    sharing.shareByApp();
    await settled();
    expect(sharing.state.value).toEqual({ phase: 'by_app' });
    expect(asked).toEqual([`share ${lineId}`]);
    expect(geolocation.watching).toBeNull();
    connection.goOffline();
    connection.goOnline();
    lines.value = [...lines.value, { lineId: otherLine, me }];
    await settled();
    expect(new Set(asked.slice(1).flatMap((one) => one.split(' ').slice(1)))).toEqual(new Set([lineId, otherLine]));
    sharing.close();

    const next = setUp();
    await settled();
    expect(next.sharing.state.value).toEqual({ phase: 'by_app' });
    expect(next.asked).toEqual([`share ${lineId}`]);
    next.sharing.stop();
    await settled();
    expect(next.asked.at(-1)).toBe(`stop ${lineId}`);
    expect(timers.size + next.timers.size).toBe(0);
  });

  it('shares a whole round at once, and new lines as they come', async () => {
    const both = [
      { lineId, me },
      { lineId: otherLine, me: courier },
    ];
    const { sharing, geolocation, lines, asked, reports, connection } = setUp(both.slice(0, 1));
    sharing.share();
    geolocation.move(north(0));
    await settled();
    lines.value = both;
    await settled();
    expect(asked).toEqual([`share ${lineId}`, `share ${otherLine}`]);
    lines.value = both.slice(1);
    connection.passTime(2000);
    geolocation.move(north(30));
    expect(reports().at(-1)?.fix?.point).toEqual(north(30));
  });

  it('ends when the delivery ends, but not because somebody else stopped', async () => {
    const { sharing, connection, geolocation } = await sharingNow();
    connection.notify('location.sharing_changed', { lineId, memberId: courier, sharing: false, endsAt: null });
    expect(sharing.state.value.phase).toBe('sharing');
    connection.notify('location.sharing_changed', { lineId, memberId: me, sharing: false, endsAt: null });
    expect(sharing.state.value).toEqual({ phase: 'off' });
    expect(geolocation.watching).toBeNull();
  });
});

describe('where the others are', () => {
  const shown = { sight: 'exact' as const, away: null, endsAt: null };
  const fixAt = (m: number, at: number): Fix => ({ point: north(m), accuracy: 8, speed: 5, heading: 0, at });

  function open() {
    const all = setUp();
    const { connection, sharing, every } = all;
    const model = createLocationModel({ connection, lineId, me, sharing, every });
    return { ...all, model, seen: () => model.people.value.find(({ memberId }) => memberId === courier) };
  }

  it('are asked for on opening and after every reconnect, and follow the notices', async () => {
    const { connection, seen } = open();
    await settled();
    expect(seen()).toBeUndefined();
    const fix = fixAt(100, connection.now());
    connection.answers['location.positions'] = () => ({
      positions: [{ memberId: courier, sharing: true, ...shown, fix, trail: [north(120), north(100)] }],
    });
    connection.goOnline();
    await settled();
    expect(seen()).toMatchObject({ fix, trail: [north(120), north(100)], mine: false, stale: false });
    connection.notify('location.moved', { lineId, memberId: courier, fix: fixAt(90, connection.now() + 1) });
    expect(seen()?.trail).toEqual([north(120), north(100), north(90)]);
    connection.notify('location.moved', { lineId: otherLine, memberId: courier, fix: fixAt(0, connection.now() + 2) });
    connection.notify('location.moved', { lineId, memberId: courier, fix: fixAt(300, connection.now() - 5) });
    expect(seen()?.fix?.point).toEqual(north(90));
  });

  it('keep a newer movement over an older answer', async () => {
    const { connection, seen } = open();
    const old = fixAt(100, connection.now() - 1000);
    connection.answers['location.positions'] = async () => {
      connection.notify('location.moved', { lineId, memberId: courier, fix: fixAt(50, connection.now()) });
      return Promise.resolve({ positions: [{ memberId: courier, sharing: true, ...shown, fix: old, trail: [] }] });
    };
    connection.goOnline();
    await settled();
    expect(seen()?.fix?.point).toEqual(north(50));
  });

  it('grow old after 30 s without a word and young again with the next', async () => {
    const { connection, seen, pass } = open();
    await settled();
    connection.notify('location.moved', { lineId, memberId: courier, fix: fixAt(100, connection.now()) });
    await pass(25_000);
    expect(seen()?.stale).toBe(false);
    await pass(10_000);
    expect(seen()).toMatchObject({ stale: true, ageMs: 35_000 });
    connection.notify('location.moved', { lineId, memberId: courier, fix: fixAt(90, connection.now()) });
    expect(seen()?.stale).toBe(false);
  });

  it('vanish when they stop, and are there without a place when they begin', async () => {
    const { connection, seen } = open();
    await settled();
    connection.notify('location.sharing_changed', { lineId, memberId: courier, sharing: true, endsAt: null });
    expect(seen()).toMatchObject({ fix: null, trail: [] });
    connection.notify('location.sharing_changed', { lineId, memberId: courier, sharing: false, endsAt: null });
    expect(seen()).toBeUndefined();
  });

  it('show me at once, and no more when I stop', async () => {
    const { model, sharing, geolocation } = open();
    await settled();
    sharing.share();
    geolocation.move(north(10));
    expect(model.people.value).toMatchObject([{ memberId: me, mine: true, fix: { point: north(10) } }]);
    sharing.stop();
    expect(model.people.value).toEqual([]);
  });
});
