import { signal } from '@preact/signals';
import type { Fix, LineId, MemberId, Point } from '#protocol';
import { createSharing, type OwnLine } from '../../client/location/sharing.ts';
import { FakeConnection } from './fake-connection.ts';
import { FakeGeolocation } from './fake-geolocation.ts';

/* A page that shares its position, with the phone, the network and the time in the test's hands. */

export const lineId = 'line-0001' as LineId;
export const otherLine = 'line-0002' as LineId;
export const me = 'member-me' as MemberId;
export const courier = 'member-courier' as MemberId;
export const door: Point = { lat: 30.28, lng: 120.02 };
/** Rounded as it is told. */
export const north = (m: number): Point => ({ lat: Number((door.lat + m / 111_195).toFixed(6)), lng: door.lng });

export function sharer(own: readonly OwnLine[] = [{ lineId, me }], { online = true } = {}) {
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
export const settled = () => new Promise((resolve) => setImmediate(resolve));

export async function sharingNow() {
  const all = sharer();
  all.sharing.share();
  all.geolocation.move(north(0));
  await settled();
  return all;
}
