import { describe, expect, it, vi } from 'vitest';
import { courier, lineId, me, north, otherLine, settled, sharer, sharingNow } from '../support/sharer.ts';

/** What a browser keeps. */
function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

describe('a share that ends, or goes on', () => {
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
    const { sharing, geolocation, connection, asked } = sharer();
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
    const { connection, sharing, asked, geolocation } = sharer([{ lineId, me }], { online: false });
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
    const next = sharer();
    await settled();
    expect(next.asked).toEqual([`stop ${lineId}`]);
    next.sharing.close();
    const after = sharer();
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
    const { connection, sharing, geolocation, lines, asked, timers } = sharer();
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

    const next = sharer();
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
    const { sharing, geolocation, lines, asked, reports, connection } = sharer(both.slice(0, 1));
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
