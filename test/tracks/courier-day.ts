import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabelledFix } from '../support/noisy-track.ts';

export const courierDayFile = join(import.meta.dirname, 'courier-day.csv');

const millionths = (degrees: number) => Math.round(degrees * 1e6);

/** One fix a line, as the README beside this file says. */
export function trackAsText(track: readonly LabelledFix[]): string {
  let [heardBefore, lat, lng] = [0, 0, 0];
  const lines = track.map(({ fix, heardAt, truth, keep }) => {
    const heard = Math.round(heardAt);
    const here = [millionths(fix.point.lat), millionths(fix.point.lng)] as const;
    const line = [
      heard - heardBefore,
      Math.round(fix.at) - heard,
      here[0] - lat,
      here[1] - lng,
      millionths(truth.lat) - here[0],
      millionths(truth.lng) - here[1],
      Math.round(fix.accuracy),
      fix.speed === null ? '' : Math.round(fix.speed * 10),
      fix.heading === null ? '' : Math.round(fix.heading),
      keep ? 'k' : 'd',
    ].join(',');
    [heardBefore, lat, lng] = [heard, here[0], here[1]];
    return line;
  });
  return `${lines.join('\n')}\n`;
}

/** The track of the file, heard from `from` on, epoch ms. */
export function courierDay(from: number): LabelledFix[] {
  let [heardAt, lat, lng] = [from, 0, 0];
  return readFileSync(courierDayFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [later, offset, north, east, trueNorth, trueEast, accuracy, speed, heading, label] = line.split(',');
      heardAt += Number(later);
      lat += Number(north);
      lng += Number(east);
      return {
        fix: {
          point: { lat: lat / 1e6, lng: lng / 1e6 },
          accuracy: Number(accuracy),
          speed: speed ? Number(speed) / 10 : null,
          heading: heading ? Number(heading) : null,
          at: heardAt + Number(offset),
        },
        heardAt,
        truth: { lat: (lat + Number(trueNorth)) / 1e6, lng: (lng + Number(trueEast)) / 1e6 },
        keep: label === 'k',
      };
    });
}
