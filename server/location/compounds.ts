import { readFileSync } from 'node:fs';
import type { Feature, FeatureCollection, Position } from 'geojson';
import type { Point } from '#protocol';
import { distanceM } from '../protocol/distance.ts';

/** A drawing reaches this far beyond its own edge, m: a door farther out has no use for it. */
const NEAR_M = 300;

interface Compound {
  readonly features: readonly Feature[];
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
}

/**
 * Reads GeoJSON files, each a FeatureCollection in WGS-84, and answers what lies around a door: all features of the files
 * that reach it, none where no file does. Throws, naming the file, where one cannot be used.
 */
export function openCompounds(files: readonly (string | URL)[]): (door: Point) => FeatureCollection {
  const compounds = files.map(load);
  return (door) => ({
    type: 'FeatureCollection',
    features: compounds.filter((compound) => isNear(door, compound)).flatMap(({ features }) => features),
  });
}

/** The drawing around a door, from the bundled fictional place, so that the map is never empty in a demo. */
export const compoundFor = openCompounds([new URL('./demo-compound.geojson', import.meta.url)]);

function load(file: string | URL): Compound {
  try {
    const { features } = JSON.parse(readFileSync(file, 'utf8')) as FeatureCollection;
    const box = { south: Infinity, west: Infinity, north: -Infinity, east: -Infinity };
    for (const { geometry } of features) {
      if (geometry.type === 'GeometryCollection') continue;
      for (const [lng = Number.NaN, lat = Number.NaN] of flat(geometry.coordinates)) {
        box.south = Math.min(box.south, lat);
        box.west = Math.min(box.west, lng);
        box.north = Math.max(box.north, lat);
        box.east = Math.max(box.east, lng);
      }
    }
    if (!Object.values(box).every(Number.isFinite)) throw new Error('It has no coordinates');
    return { features, ...box };
  } catch (error) {
    throw new Error(`${String(file)} is no GeoJSON FeatureCollection that can be drawn`, { cause: error });
  }
}

type Nested = Position | Nested[];
function flat(nested: Nested): Position[] {
  return typeof nested[0] === 'number' ? [nested as Position] : (nested as Nested[]).flatMap(flat);
}

function isNear(door: Point, { south, west, north, east }: Compound): boolean {
  const nearest = { lat: Math.min(north, Math.max(south, door.lat)), lng: Math.min(east, Math.max(west, door.lng)) };
  return distanceM(door, nearest) <= NEAR_M;
}
