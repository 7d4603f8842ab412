import type { Point } from '#protocol';
import { distanceM, radians } from '../protocol/distance.ts';
import { demoGate, demoPlace, demoWalk } from './demo-place.ts';

/** An e-bike in the street, m/s: under the 25 km/h that GB 17761-2018 allows it. */
const RIDING = 6;
/** In a hurry, with a parcel, between the houses, m/s. */
const WALKING = 1.8;
/** Of a door within this of the demo compound's the way in is known, m; to others the whole way is moved. */
const COMPOUND_M = 400;
/** Under an open sky, and between houses, m. */
const OPEN_M = 6;
const BETWEEN_HOUSES_M = 10;

/** Where a demo courier is at a moment of their ride. */
export interface OnTheWay {
  readonly point: Point;
  readonly accuracy: number;
  readonly speed: number;
  /** Null at the door. */
  readonly heading: number | null;
}

export interface DemoWay {
  readonly tookMs: number;
  /** The start before the ride, the door after it. */
  at(elapsedMs: number): OnTheWay;
}

/** The way of a demo courier to a door: along the streets as fast as an e-bike, through the gate and in on foot. */
export function demoWayTo(door: Point): DemoWay {
  const corners = cornersTo(door);
  const gate = corners.findIndex(({ isGate }) => isGate);
  let tookMs = 0;
  const legs = corners.slice(1).map((to, i) => {
    const from = corners[i] ?? to;
    const speed = i < gate ? RIDING : WALKING;
    const leg = { from, to, speed, beginsMs: tookMs, lastsMs: (distanceM(from, to) / speed) * 1000 };
    tookMs += leg.lastsMs;
    return leg;
  });
  return {
    tookMs,
    at(elapsedMs) {
      const sinceMs = Math.max(0, elapsedMs);
      const leg = legs.find(({ beginsMs, lastsMs }) => sinceMs < beginsMs + lastsMs);
      if (!leg) return { point: door, accuracy: BETWEEN_HOUSES_M, speed: 0, heading: null };
      const { from, to, speed } = leg;
      const part = (sinceMs - leg.beginsMs) / leg.lastsMs;
      return {
        point: { lat: from.lat + (to.lat - from.lat) * part, lng: from.lng + (to.lng - from.lng) * part },
        accuracy: speed === RIDING ? OPEN_M : BETWEEN_HOUSES_M,
        speed,
        heading: headingOf(from, to),
      };
    },
  };
}

interface Corner extends Point {
  readonly isGate: boolean;
}

function cornersTo(door: Point): readonly Corner[] {
  const walk = demoWalk.map((corner) => ({ lat: corner.lat, lng: corner.lng, isGate: corner === demoGate }));
  const { home } = demoPlace;
  if (distanceM(home, door) > COMPOUND_M) {
    const [north, east] = [door.lat - home.lat, door.lng - home.lng];
    return walk.map(({ lat, lng, isGate }) => ({ lat: lat + north, lng: lng + east, isGate }));
  }
  const nearest = walk.toSorted((a, b) => distanceM(a, door) - distanceM(b, door))[0];
  return [...walk.slice(0, walk.findIndex((corner) => corner === nearest) + 1), { ...door, isGate: false }];
}

/** Degrees clockwise from north; the way is so short that the earth is flat. */
function headingOf(from: Point, to: Point): number {
  const east = (to.lng - from.lng) * Math.cos(radians(from.lat));
  return ((Math.atan2(east, to.lat - from.lat) * 180) / Math.PI + 360) % 360;
}
