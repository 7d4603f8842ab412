import type { Fix, Point } from '#protocol';
import { EARTH_RADIUS_M, radians } from '../../server/protocol/distance.ts';
import { chance } from './chance.ts';

/** A fix as a phone reported it, when the server hears of it, where the person really was, and whether it can be believed. */
export interface LabelledFix {
  readonly fix: Fix;
  /** Epoch ms by the server's clock. */
  readonly heardAt: number;
  readonly truth: Point;
  readonly keep: boolean;
}

const START: Point = { lat: 30.28, lng: 120.02 };
const PER_LAT = radians(1) * EARTH_RADIUS_M;
const PER_LNG = PER_LAT * Math.cos(radians(START.lat));

/**
 * A courier's day as a phone reports it: riding with turns and lights, walking, standing indoors where positions drift,
 * streets between high houses, tunnels; and what phones do wrong: far jumps for some seconds, positions by cell, times that
 * go backwards or lie ahead, the same fix twice. Errors of good fixes wander, as those of real receivers do.
 */
export function noisyTrack(seed: number, count: number, from: number): LabelledFix[] {
  const random = chance(seed);
  const between = (low: number, high: number) => low + random() * (high - low);
  /** Normal distribution (G. E. P. Box, M. E. Muller, 1958). */
  const normal = (sd: number) => sd * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

  const track: LabelledFix[] = [];
  let at = from;
  let [x, y, heading] = [0, 0, between(0, 360)];
  let [errorX, errorY] = [0, 0];

  const pointOf = (east: number, north: number): Point => ({
    lat: START.lat + north / PER_LAT,
    lng: START.lng + east / PER_LNG,
  });
  const place = (east: number, north: number, accuracy: number, speed: number): Fix => ({
    point: pointOf(east, north),
    accuracy,
    speed: random() < 0.9 ? Math.max(0, speed + normal(0.3)) : null,
    heading: speed > 0.5 ? (heading + 360) % 360 : null,
    at,
  });
  const hear = (fix: Fix, keep: boolean) =>
    void track.push({ fix, heardAt: at + between(20, 400), truth: pointOf(x, y), keep });

  /** A stretch at a speed, with errors of this size, one fix every `everyMs`. */
  function stretch(seconds: number, speed: number, sd: number, everyMs: number): void {
    for (let left = seconds * 1000; left > 0 && track.length < count; left -= everyMs) {
      at += everyMs;
      if (random() < 0.04) heading += [90, -90, 20, -20][Math.floor(random() * 4)] ?? 0;
      x += Math.sin(radians(heading)) * speed * (everyMs / 1000);
      y += Math.cos(radians(heading)) * speed * (everyMs / 1000);
      errorX = errorX * 0.95 + normal(sd * 0.31);
      errorY = errorY * 0.95 + normal(sd * 0.31);
      hear(place(x + errorX, y + errorY, Math.max(4, sd * between(0.8, 1.8)), speed), true);
      if (random() < 0.006) wrong(speed);
    }
  }

  /** What phones do wrong. */
  function wrong(speed: number): void {
    const last = track.at(-1)?.fix;
    if (!last) return;
    switch (Math.floor(random() * 5)) {
      case 0: {
        // A jump that the phone believes in, for some seconds.
        const [far, to] = [between(150, 5000), between(0, 2 * Math.PI)];
        for (let i = Math.ceil(between(1, 5)); i > 0; i--) {
          at += 1000;
          x += Math.sin(radians(heading)) * speed;
          y += Math.cos(radians(heading)) * speed;
          hear(place(x + Math.sin(to) * far, y + Math.cos(to) * far, between(5, 25), speed), false);
        }
        break;
      }
      case 1:
        // By cell: as wrong as it says.
        at += 1000;
        hear(place(x + normal(600), y + normal(600), between(700, 3000), 0), false);
        break;
      case 2:
        hear({ ...last, at: last.at - Math.round(between(500, 60_000)) }, false);
        break;
      case 3:
        hear({ ...last }, false);
        break;
      default:
        hear({ ...last, at: last.at + Math.round(between(20_000, 3_600_000)) }, false);
    }
  }

  while (track.length < count) {
    stretch(between(60, 240), between(4, 8), 6, 1000);
    if (random() < 0.5) stretch(between(20, 70), 0, 6, 1000);
    if (random() < 0.3) stretch(between(40, 120), between(3, 6), 20, 1000);
    if (random() < 0.15) {
      // A tunnel: nothing is heard, and the first fix after it is rough.
      const seconds = between(20, 90);
      at += Math.round(seconds * 1000);
      x += Math.sin(radians(heading)) * 7 * seconds;
      y += Math.cos(radians(heading)) * 7 * seconds;
      hear(place(x + normal(30), y + normal(30), 60, 7), true);
    }
    stretch(between(20, 60), 1.3, 8, 1000);
    stretch(between(60, 400), 0, 18, 15_000);
  }
  return track.slice(0, count);
}
