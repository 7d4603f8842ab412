import type { Away, Fix, Point, Sight } from '#protocol';
import { distanceM } from '../protocol/distance.ts';
import { DETOUR, RIDING, WALKING } from '../protocol/travel.ts';
import { stepM } from './rules.ts';
import { cellOf } from './sight.ts';

/** What is assumed counts as so many seconds of what was seen. */
const USUAL_WEIGHT_S = 15;
/** What was seen counts half after so long, s: a traffic jam is noticed, one red light is not. */
const HALF_LIFE_S = 180;
/** A stand of up to this is part of riding (lights, gates), s; a longer one is a stop at a door. */
const STAND_MAX_S = 60;
/** So far from a door a courier parks, as the crow flies, m: at the gate of a compound, or where the path begins. */
const ON_FOOT_M = 200;
/**
 * Over a grid of paths the way is 4/π = 1.27 times the straight line on average; houses stand across it, and the entrance is
 * on one side of them. No measured figure is known to us: from the demo compound's gate it is 2.4 to one door and 1.2 to another.
 */
const DETOUR_ON_FOOT = 1.5;
/** To park, and to find the entrance, s. */
const FIND_S = 45;
/** A stop at a door on the way: to park, to climb, to hand over, s. */
const STOP_S = 150;
/** Nobody rides slower for long, m/s: a courier who stands would never come. */
const SLOWEST = 0.5;

/** How somebody has moved lately: metres and the seconds they took, older ones count less. */
export interface Travel {
  readonly m: number;
  readonly s: number;
  /** Where and when the last step ended. */
  readonly from: Fix | null;
}

export const noTravel: Travel = { m: 0, s: 0, from: null };

/** The travel with a fix at its end. */
export function travelled(travel: Travel, fix: Fix): Travel {
  const { m, s, from } = travel;
  if (!from) return { m, s, from: fix };
  const walkedM = distanceM(from.point, fix.point);
  if (walkedM < stepM(fix.accuracy)) return travel;
  const tookS = Math.min((fix.at - from.at) / 1000, STAND_MAX_S);
  const kept = 0.5 ** (tookS / HALF_LIFE_S);
  return { m: m * kept + walkedM, s: s * kept + tookS, from: fix };
}

/** Metres a second along the streets, waiting at lights included. */
export const speedOf = ({ m, s }: Travel): number =>
  Math.max(SLOWEST, (USUAL_WEIGHT_S * RIDING + m) / (USUAL_WEIGHT_S + s));

/** What lies before a courier comes to a door. */
export interface Ahead {
  readonly door: Point;
  /** The next door of the round: this one, or the first of those before it. */
  readonly first: Point;
  /** From there on to this door, by the doors between, m. */
  readonly onwardM: number;
  /** Doors before this one. */
  readonly stopsLeft: number;
}

/** What lies before each of a round's doors, in their order; reckoned once, for a fix comes every second for each of 200. */
export function aheadOf(doors: readonly Point[]): Ahead[] {
  let onwardM = 0;
  return doors.map((door, stopsLeft) => {
    onwardM += distanceM(doors[stopsLeft - 1] ?? door, door);
    return { door, first: doors[0] ?? door, onwardM, stopsLeft };
  });
}

/**
 * How far a courier is from a door, as told under a sight: by the doors before it in their order, at the speed of the last
 * minutes. What a line does not see of the way is not told of the distance either.
 */
export function awayOf(
  { fix, speed, door, first, onwardM, stopsLeft }: { fix: Fix | null; speed: number } & Ahead,
  sight: Sight,
  told: Away | null,
): Away {
  if (sight === 'later' || !fix) return { distanceM: null, leftMs: null, stopsLeft, at: null };
  const here = sight === 'rough' ? cellOf(fix.point) : fix.point;
  const wayM = distanceM(here, first) + onwardM;
  // What was learnt is the street's: the last stretch is on foot, whatever they ride.
  const onFootM = Math.min(wayM, ON_FOOT_M);
  const onFootS = (onFootM * DETOUR_ON_FOOT) / WALKING + FIND_S;
  const minutes = (((wayM - onFootM) * DETOUR) / speed + onFootS + stopsLeft * STOP_S) / 60;
  const straightM = distanceM(here, door);
  return {
    distanceM: roundTo(straightM, sight === 'exact' && straightM < 1000 ? 10 : 100),
    leftMs: wholeMinutes(minutes, told?.leftMs ?? null) * 60_000,
    stopsLeft,
    at: fix.at,
  };
}

/** At least one; the minute that was told stays while it is not clearly another, so that nothing is said by turns. */
function wholeMinutes(minutes: number, toldMs: number | null): number {
  const told = toldMs === null ? Number.NaN : toldMs / 60_000;
  return Math.abs(minutes - told) < 0.65 ? told : Math.max(1, Math.round(minutes));
}

const roundTo = (value: number, step: number) => Math.round(value / step) * step;

/** Whether nothing of it would be read differently, but when it was so. Who sees the exact fix measures the short steps for himself. */
export const sameAway = (a: Away | null, b: Away | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.leftMs === b.leftMs &&
    a.stopsLeft === b.stopsLeft &&
    hundreds(a.distanceM) === hundreds(b.distanceM));

const hundreds = (metres: number | null) => metres && Math.round(metres / 100);
