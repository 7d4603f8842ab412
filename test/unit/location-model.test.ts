import { describe, expect, it } from 'vitest';
import type { Fix } from '#protocol';
import { createLocationModel } from '../../client/location/model.ts';
import { courier, lineId, me, north, otherLine, settled, sharer } from '../support/sharer.ts';

describe('where the others are', () => {
  const shown = { sight: 'exact' as const, away: null, endsAt: null };
  const fixAt = (m: number, at: number): Fix => ({ point: north(m), accuracy: 8, speed: 5, heading: 0, at });

  function open() {
    const all = sharer();
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
