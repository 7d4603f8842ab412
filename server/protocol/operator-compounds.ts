import * as v from 'valibot';
import { distanceM } from './distance.ts';
import { PLACE_NAME_MAX } from './limits.ts';
import { words } from './words.ts';

/** Largest body of a compound, bytes. */
export const COMPOUND_MAX_BYTES = 2_000_000;
/** Corners and points of one compound: what an ordinary phone draws and moves without a stop. */
const POINTS_MAX = 20_000;
const FEATURES_MAX = 5000;
/** A compound is at most so far across, m: what is farther apart is several, or has a point with its numbers swapped. */
const ACROSS_MAX_M = 20_000;
const ALIASES_MAX = 20;
/** Digits of a degree that are kept: a tenth of a metre. */
const DIGITS = 6;

const areas = ['Polygon', 'MultiPolygon'];
const lines = ['LineString', 'MultiLineString'];
const points = ['Point'];

/** What can be drawn, and the shapes it has. */
export const landmarkShapes = {
  building: areas,
  /** A house's own way in: a stair, a unit. */
  entrance: points,
  gate: points,
  locker: points,
  station: points,
  path: lines,
  road: lines,
  /** Where a courier may not ride or walk. */
  no_go: [...areas, ...lines],
  green: areas,
  water: [...areas, ...lines],
  parking: [...areas, ...points],
  /** The ground of the whole place, inside its wall. */
  compound: areas,
  tree: ['Point', 'MultiPoint'],
  /** Houses around it that nobody looks for. */
  far_building: areas,
} as const satisfies Record<string, readonly string[]>;
export type LandmarkKind = keyof typeof landmarkShapes;
const kinds = Object.keys(landmarkShapes) as LandmarkKind[];

const degrees = (most: number, message: string) =>
  v.pipe(
    v.number(),
    v.check((degree) => Math.abs(degree) <= most, message),
    v.transform((degree) => Number(degree.toFixed(DIGITS))),
  );
/** Longitude, latitude in WGS-84; a height is left out. */
const Position = v.tuple([
  degrees(180, 'must be a longitude from -180 to 180'),
  degrees(90, 'must be a latitude from -90 to 90: the longitude comes first'),
]);
const Line = v.pipe(v.array(Position), v.minLength(2));
const Ring = v.pipe(
  v.array(Position),
  v.minLength(4),
  v.check((ring) => String(ring[0]) === String(ring.at(-1)), 'must end with the position that it begins with'),
);
const Area = v.pipe(v.array(Ring), v.minLength(1));

const shape = <const T extends string, S extends v.GenericSchema>(type: T, coordinates: S) =>
  v.object({ type: v.literal(type), coordinates });
const Geometry = v.variant('type', [
  shape('Point', Position),
  shape('MultiPoint', v.pipe(v.array(Position), v.minLength(1))),
  shape('LineString', Line),
  shape('MultiLineString', v.pipe(v.array(Line), v.minLength(1))),
  shape('Polygon', Area),
  shape('MultiPolygon', v.pipe(v.array(Area), v.minLength(1))),
]);

const Name = words(PLACE_NAME_MAX);
/** In both languages; where one is missing, the other stands for it. */
const Names = v.pipe(
  v.union([v.string(), v.strictObject({ zh: v.optional(v.string()), en: v.optional(v.string()) })]),
  v.transform((name) => (typeof name === 'string' ? { zh: name, en: name } : name)),
  v.check(({ zh, en }) => (zh ?? en) !== undefined, 'must have zh or en'),
  v.transform(({ zh, en }) => ({ zh: zh ?? en, en: en ?? zh })),
  v.object({ zh: Name, en: Name }),
);

/** What else is in `properties` is left out. */
const Properties = v.object({
  kind: v.picklist(kinds),
  name: v.optional(Names),
  /** Other names that people say or write. */
  aliases: v.optional(v.pipe(v.array(Name), v.maxLength(ALIASES_MAX))),
  /** A house's number, shown where its name has no room. */
  number: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(9999))),
  /** Of a line or a tree, m. */
  width: v.optional(v.pipe(v.number(), v.minValue(0.5), v.maxValue(200))),
});

const Feature = v.pipe(
  v.object({ type: v.literal('Feature'), geometry: Geometry, properties: Properties }),
  v.forward(
    v.check(
      ({ geometry, properties }) => shapesOf(properties.kind).includes(geometry.type),
      ({ input: { properties } }) => `of this kind must be ${shapesOf(properties.kind).join(' or ')}`,
    ),
    ['geometry', 'type'],
  ),
);
const shapesOf = (kind: LandmarkKind): readonly string[] => landmarkShapes[kind];

/** A box in WGS-84 degrees. */
export const Box = v.object({ south: v.number(), west: v.number(), north: v.number(), east: v.number() });
export type Box = v.InferOutput<typeof Box>;

type Nested = number | readonly Nested[];
interface Positions {
  readonly count: number;
  readonly box: Box;
}

/** How many positions there are, and the box around them. */
export function positionsOf(features: readonly { geometry: { coordinates: Nested } }[]): Positions {
  let count = 0;
  const box = { south: Infinity, west: Infinity, north: -Infinity, east: -Infinity };
  function look(nested: Nested): void {
    if (typeof nested === 'number') return;
    const [lng, lat] = nested;
    if (typeof lng !== 'number' || typeof lat !== 'number') {
      nested.forEach(look);
      return;
    }
    count += 1;
    box.south = Math.min(box.south, lat);
    box.west = Math.min(box.west, lng);
    box.north = Math.max(box.north, lat);
    box.east = Math.max(box.east, lng);
  }
  for (const { geometry } of features) look(geometry.coordinates);
  return { count, box };
}

const acrossM = ({ south, west, north, east }: Box) => distanceM({ lat: south, lng: west }, { lat: north, lng: east });

/** A compound as GeoJSON (RFC 7946), made plain: known properties, names in both languages, two numbers a position. */
export const CompoundOrder = v.pipe(
  v.object({
    type: v.literal('FeatureCollection'),
    features: v.pipe(v.array(Feature), v.minLength(1), v.maxLength(FEATURES_MAX)),
  }),
  v.check(({ features }) => positionsOf(features).count <= POINTS_MAX, `must have at most ${POINTS_MAX} positions`),
  v.check(
    ({ features }) => acrossM(positionsOf(features).box) <= ACROSS_MAX_M,
    `must be at most ${ACROSS_MAX_M / 1000} km across; are longitude and latitude swapped somewhere?`,
  ),
);
export type Compound = v.InferOutput<typeof CompoundOrder>;

/** The operator's own id of a compound. */
export const CompoundId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.-]{1,64}$/), v.brand('CompoundId'));
export type CompoundId = v.InferOutput<typeof CompoundId>;

/** What is kept under an id; `updatedAt` in epoch ms. */
export const CompoundKept = v.object({ id: CompoundId, box: Box, updatedAt: v.number() });
export type CompoundKept = v.InferOutput<typeof CompoundKept>;

export const CompoundPut = v.object({ ...CompoundKept.entries, features: v.number(), positions: v.number() });

export const CompoundsQuery = v.strictObject({ after: v.optional(CompoundId) });
export const CompoundsPage = v.object({ compounds: v.array(CompoundKept), next: v.nullable(CompoundId) });
