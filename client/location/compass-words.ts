import { words } from '../language.ts';
import type { Point } from '#protocol';

const t = words({
  zh: ['北', '东北', '东', '东南', '南', '西南', '西', '西北'],
  en: ['north', 'north-east', 'east', 'south-east', 'south', 'south-west', 'west', 'north-west'],
});

/** In which of eight directions `to` lies from `from`, in the reader's language. */
export function directionInWords(from: Point, to: Point): string {
  const east = (to.lng - from.lng) * Math.cos((from.lat * Math.PI) / 180);
  const degrees = (Math.atan2(east, to.lat - from.lat) * 180) / Math.PI;
  return t()[(Math.round(degrees / 45) + 8) % 8] ?? '';
}
