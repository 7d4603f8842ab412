import type { Position } from 'geojson';
import { distanceM } from '../../server/protocol/distance.ts';
import { landmarkIndex, type LandmarkIndex } from '../../server/protocol/landmark-names.ts';
import type { Compound, LandmarkKind, Language, Point } from '#protocol';

/** A named thing of the compound that two people can point at. */
export interface Landmark {
  readonly kind: LandmarkKind;
  readonly name: Readonly<Record<Language, string>>;
  readonly point: Point;
  /** From the door, m. */
  readonly doorM: number;
}

export interface Landmarks {
  /** Nearest to the door first. */
  readonly all: readonly Landmark[];
  /** Their names; its answers are places in `all`. */
  readonly index: LandmarkIndex;
}

/** They have no middle that anybody could mean. */
const stretched: ReadonlySet<string> = new Set<LandmarkKind>(['road', 'path', 'far_building']);

const made = new WeakMap<Compound, Landmarks>();

/** What of a compound has a name and can be pointed at; of one compound, around one door, it is made once. */
export function landmarksOf(compound: Compound, door: Point): Landmarks {
  const known = made.get(compound) ?? make(compound, door);
  made.set(compound, known);
  return known;
}

function make({ features }: Compound, door: Point): Landmarks {
  const found = features.flatMap(({ geometry, properties: { kind, name, aliases = [], number } }) => {
    const point = middleOf(geometry.coordinates);
    if (!name || !point || stretched.has(kind)) return [];
    const names = [
      name.zh,
      name.en,
      ...aliases,
      ...(kind === 'building' && number !== undefined ? [`${number}号楼`] : []),
    ];
    return [{ landmark: { kind, name, point, doorM: distanceM(door, point) }, named: { kind, names } }];
  });
  found.sort((a, b) => a.landmark.doorM - b.landmark.doorM);
  return {
    all: found.map(({ landmark }) => landmark),
    index: landmarkIndex(found.map(({ named }) => named)),
  };
}

type Nested = Position | readonly Nested[];

/** The point itself, or the middle of the first outline's corners. */
function middleOf(nested: Nested): Point | null {
  const [first] = nested;
  if (first === undefined) return null;
  if (typeof first === 'number') return pointOf(nested as Position);
  const [corner] = first as readonly Nested[];
  if (typeof corner === 'number' || corner === undefined) {
    // The last corner of an outline is the first one again.
    const corners = (nested as readonly Position[]).slice(nested.length > 1 ? 1 : 0).map(pointOf);
    const sum = (axis: (point: Point) => number) => corners.reduce((all, at) => all + axis(at), 0);
    return { lat: sum(({ lat }) => lat) / corners.length, lng: sum(({ lng }) => lng) / corners.length };
  }
  return middleOf(first);
}

const pointOf = ([lng = 0, lat = 0]: Position): Point => ({ lat, lng });
