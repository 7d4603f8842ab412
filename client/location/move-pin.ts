import { language } from '../language.ts';
import { distanceM } from '../../server/protocol/distance.ts';
import { directionInWords } from './compass-words.ts';
import { distanceInWords } from './distance-in-words.ts';
import { t } from './pin-strings.ts';
import { announce } from '../ui/announce.ts';
import { answerPlace, type PlaceAnswerParts } from './answer-place.ts';
import { fromDoorInWords } from './place-words.ts';
import type { LinePins } from './line-pins.ts';
import type { Point } from '#protocol';

/** One step of an arrow key or button, m: from one side of a path to the other. */
const STEP_M = 5;
/** Nearer than this single steps count, m. */
const NEAR_M = 100;
/** Along a meridian, m. */
const DEGREE_M = 111_195;
/** Nobody walks nearer to a pole; there a step to the east would be half the way round. */
const LAT_MAX = 85;

const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;

/** A point so many steps to the east and to the north of another, within where maps are drawn. */
export function stepped({ lat, lng }: Point, east: number, north: number): Point {
  const metresOfLng = DEGREE_M * Math.cos((Math.min(LAT_MAX, Math.abs(lat)) * Math.PI) / 180);
  const to = lng + (east * STEP_M) / metresOfLng;
  return {
    lat: round(Math.max(-LAT_MAX, Math.min(LAT_MAX, lat + (north * STEP_M) / DEGREE_M))),
    lng: round(((((to + 180) % 360) + 360) % 360) - 180),
  };
}

/** Where a pin is in the reader's hand: how far from where it was, and from the door. */
export function whereInWords(from: Point, to: Point, door: Point): string {
  const m = distanceM(from, to);
  const far = m < NEAR_M ? t().metres(Math.round(m)) : distanceInWords(m, language.value);
  const moved = m < 1 ? t().unmoved : t().fromBefore(far, directionInWords(from, to));
  return `${moved} · ${fromDoorInWords(to, door)}`;
}

/** Puts the pin in the reader's hand where it is. It stays in the hand where that fails. */
export async function putPin(parts: PlaceAnswerParts, { moving, chosen }: LinePins): Promise<void> {
  const held = moving.peek();
  if (!held || held.state === 'putting') return;
  const { pin, to } = held;
  const isMoved = to.lat !== pin.body.point.lat || to.lng !== pin.body.point.lng;
  moving.value = { ...held, state: 'putting' };
  const place = { lineId: pin.lineId, entryId: pin.id, point: to };
  const trouble = isMoved ? await answerPlace(parts, 'timeline.move_place', place) : null;
  if (moving.peek()?.pin.id !== pin.id) return;
  if (trouble !== null) {
    moving.value = { ...held, state: { trouble } };
    return;
  }
  if (isMoved) announce(t().done);
  moving.value = null;
  chosen.value = pin.id;
}
