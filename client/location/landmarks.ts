import type { Feature, FeatureCollection, Position } from 'geojson';
import { distanceM } from '../../server/protocol/distance.ts';
import type { Language, Point } from '#protocol';

/** A named thing of the compound that two people can point at. */
export interface Landmark {
  readonly name: string;
  readonly point: Point;
  /** From the door, m. */
  readonly doorM: number;
}

const pointedAt = new Set(['gate', 'station', 'locker', 'building', 'compound']);

/** The compound's landmarks in the reader's language, nearest to the door first. */
export function landmarksOf(compound: FeatureCollection, door: Point, language: Language): Landmark[] {
  const found = compound.features.flatMap((feature): Landmark[] => {
    const { kind, name } = (feature.properties ?? {}) as { kind?: string; name?: Record<Language, string> };
    const point = middleOf(feature);
    if (!kind || !name || !point || !pointedAt.has(kind)) return [];
    return [{ name: name[language], point, doorM: distanceM(door, point) }];
  });
  return found.sort((a, b) => a.doorM - b.doorM);
}

/** The point itself, or the middle of an outline's corners. */
function middleOf({ geometry }: Feature): Point | null {
  if (geometry.type === 'Point') return pointOf(geometry.coordinates);
  const ring = geometry.type === 'Polygon' ? geometry.coordinates[0] : undefined;
  if (!ring || ring.length < 2) return null;
  // The last corner is the first one again.
  const corners = ring.slice(1).map(pointOf);
  const sum = (axis: (point: Point) => number) => corners.reduce((all, corner) => all + axis(corner), 0);
  return { lat: sum(({ lat }) => lat) / corners.length, lng: sum(({ lng }) => lng) / corners.length };
}

const pointOf = ([lng = 0, lat = 0]: Position): Point => ({ lat, lng });
