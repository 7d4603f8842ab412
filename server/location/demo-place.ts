import type { Point } from '#protocol';
import { distanceM } from '../protocol/distance.ts';

/** Doors and a way at the bundled compound, Demo Garden: nobody lives there. WGS-84. */
export const demoPlace = {
  /** Building 3. */
  home: { lat: 30.279794, lng: 120.021951 },
  /** Building 2. */
  secondDoor: { lat: 30.280468, lng: 120.023941 },
  /** Where a demo courier begins, 1.2 km from building 3 as the crow flies. */
  courierStart: { lat: 30.286988, lng: 120.012961 },
} as const satisfies Record<string, Point>;

/** The couriers of the demo's own lines; others are people. */
export const demoCourierId = 'demo-courier';
export const isDemoCourier = (courierId: string | null): boolean =>
  courierId === demoCourierId || courierId?.startsWith(`${demoCourierId}-`) === true;

/** From the start to building 3 along the streets, over the bridge and in by the north gate: 2 km in corners. */
export const demoWalk: readonly Point[] = [
  { lat: 30.286988, lng: 120.012961 },
  { lat: 30.287061, lng: 120.014155 },
  { lat: 30.287131, lng: 120.015302 },
  { lat: 30.287195, lng: 120.016336 },
  { lat: 30.28623, lng: 120.016439 },
  { lat: 30.284994, lng: 120.016573 },
  { lat: 30.283778, lng: 120.01671 },
  { lat: 30.283858, lng: 120.017846 },
  { lat: 30.283926, lng: 120.018801 },
  { lat: 30.283989, lng: 120.019687 },
  { lat: 30.283162, lng: 120.019802 },
  { lat: 30.282341, lng: 120.019925 },
  { lat: 30.281602, lng: 120.020041 },
  { lat: 30.28099, lng: 120.020135 },
  { lat: 30.281072, lng: 120.021013 },
  { lat: 30.281165, lng: 120.021966 },
  { lat: 30.28125, lng: 120.022823 },
  { lat: 30.280901, lng: 120.022858 },
  { lat: 30.280225, lng: 120.022927 },
  { lat: 30.280106, lng: 120.021342 },
  { lat: 30.279578, lng: 120.021396 },
  { lat: 30.279621, lng: 120.021968 },
  { lat: 30.279794, lng: 120.021951 },
];

/** The corner of the walk that is the compound's north gate: from here on foot. */
export const demoGate = demoWalk[17];

/** Points along the demo walk, `stepM` metres apart, from its start to the door. */
export function alongDemoWalk(stepM: number): Point[] {
  const points: Point[] = [];
  let nextM = 0;
  let walkedM = 0;
  for (const [i, from] of demoWalk.entries()) {
    const to = demoWalk[i + 1];
    if (!to) break;
    const lengthM = distanceM(from, to);
    for (; nextM < walkedM + lengthM; nextM += stepM) {
      const part = (nextM - walkedM) / lengthM;
      points.push({ lat: from.lat + (to.lat - from.lat) * part, lng: from.lng + (to.lng - from.lng) * part });
    }
    walkedM += lengthM;
  }
  return [...points, demoPlace.home];
}
