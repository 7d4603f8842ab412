import './compound.css';
import type { Compound, Language, Point } from '#protocol';
import { distanceM } from '../../server/protocol/distance.ts';
import { compoundSigns, linesOf, outlinesOf } from './compound-signs.ts';
import * as L from './leaflet.ts';
import { showSigns } from './map-signs.ts';

type Feature = Compound['features'][0];
type Kind = Feature['properties']['kind'];

/** Drawn in this order, whatever the file's: grounds below, what people look for on top. */
const order: readonly Kind[] = [
  'compound',
  'green',
  'water',
  'parking',
  'far_building',
  'road',
  'path',
  'tree',
  'building',
  'no_go',
];
/** Under the people, their ways and circles. */
const PANE = 'compound';
/** The building that a door belongs to is no farther away than this, m. */
const DOOR_BUILDING_M = 40;
/** Of what says nothing else, m. */
const WIDTH_M = 4;

const latLng = ([lng, lat]: readonly [number, number]): L.LatLngTuple => [lat, lng];

/**
 * Draws a compound in vectors that CSS colours by class, in both schemes. Widths are true to scale and follow the zoom.
 * What is drawn alike is one path: thousands would be slow to zoom. The building of the door is marked. Answers how to
 * take it away.
 */
export function drawCompound(map: L.Map, compound: Compound, door: Point, language: Language): () => void {
  const group = L.layerGroup();
  const renderer = rendererOf(map);
  const toScale: { layer: L.Polyline; widthM: number; edgePx: number }[] = [];
  const target = targetOf(compound.features, door);

  function stroke(features: readonly Feature[], className: string, edgePx = 0): void {
    for (const [widthM, alike] of groupedBy(features, ({ properties }) => properties.width ?? WIDTH_M)) {
      const lines = alike.flatMap(({ geometry }) => strokesOf(geometry));
      if (lines.length === 0) continue;
      const layer = L.polyline(lines, { className, interactive: false, smoothFactor: 0.5, renderer }).addTo(group);
      toScale.push({ layer, widthM, edgePx });
    }
  }
  function fill(features: readonly Feature[], className: string, weight = 1): void {
    const areas = features.flatMap(({ geometry }) =>
      outlinesOf(geometry).map((rings) => turned(rings).map((ring) => ring.map(latLng))),
    );
    if (areas.length === 0) return;
    // Not even-odd: where two areas overlap, none is cut out of the other.
    L.polygon(areas, { className, interactive: false, weight, smoothFactor: 0.3, fillRule: 'nonzero', renderer }).addTo(
      group,
    );
  }

  const byKind = groupedBy(compound.features, ({ properties }) => properties.kind);
  for (const kind of order) {
    const features = (byKind.get(kind) ?? []).filter((feature) => feature !== target);
    // All edges under all grounds: crossings stay open.
    if (kind === 'road') stroke(features, 'map-road-edge', 2);
    fill(features, `map-${kind}`);
    stroke(features, `map-${kind}`);
    if (kind === 'building' && target) fill([target], 'map-building is-target', 1.5);
  }

  function scale(): void {
    const pxPerM = pixelsPerMetre(map);
    for (const { layer, widthM, edgePx } of toScale) {
      layer.setStyle({ weight: Math.max(1, widthM * pxPerM) + edgePx });
    }
  }
  group.addTo(map);
  scale();
  map.on('zoomend', scale);
  const removeSigns = showSigns(map, compoundSigns(compound, door, target, language));
  return () => {
    map.off('zoomend', scale);
    removeSigns();
    group.remove();
  };
}

function groupedBy<Key>(features: readonly Feature[], keyOf: (feature: Feature) => Key): Map<Key, Feature[]> {
  const groups = new Map<Key, Feature[]>();
  for (const feature of features) {
    const key = keyOf(feature);
    const group = groups.get(key);
    if (group) group.push(feature);
    else groups.set(key, [feature]);
  }
  return groups;
}

/** A stroke of no length with round ends is a dot: two hundred trees are one path. */
function strokesOf(geometry: Feature['geometry']): L.LatLngTuple[][] {
  if (geometry.type === 'Point') return [[latLng(geometry.coordinates), latLng(geometry.coordinates)]];
  if (geometry.type === 'MultiPoint') return geometry.coordinates.map((at) => [latLng(at), latLng(at)]);
  return linesOf(geometry).map((line) => line.map(latLng));
}

type Ring = readonly [number, number][];

/** Outer rings against the clock, holes with it, as RFC 7946 § 3.1.6 wants and not every file has it. */
function turned(rings: readonly Ring[]): Ring[] {
  return rings.map((ring, i) => (isClockwise(ring) === i > 0 ? ring : [...ring].reverse()));
}

/** By the sign of twice the area (the shoelace formula). */
function isClockwise(ring: Ring): boolean {
  return (
    ring.reduce((sum, [x, y], i) => {
      const [nextX, nextY] = ring[(i + 1) % ring.length] ?? [x, y];
      return sum + (nextX - x) * (nextY + y);
    }, 0) > 0
  );
}

/** One for all drawings on the map, in a pane of its own. */
function rendererOf(map: L.Map): L.Renderer {
  const pane = map.getPane(PANE) ?? map.createPane(PANE);
  pane.setAttribute('aria-hidden', 'true');
  pane.style.zIndex = '300';
  return L.svg({ padding: 0.5, pane: PANE });
}

/** By the Web Mercator scale at the middle of the view. */
function pixelsPerMetre(map: L.Map): number {
  const centre = map.getCenter();
  const east = map.unproject(map.project(centre).add([100, 0]));
  return 100 / centre.distanceTo(east);
}

/** The building with a name whose outline comes nearest to the door. */
function targetOf(features: readonly Feature[], door: Point): Feature | null {
  let nearest: Feature | null = null;
  let nearestM = DOOR_BUILDING_M;
  for (const feature of features) {
    const { kind, name } = feature.properties;
    if (kind !== 'building' || !name) continue;
    for (const [lng, lat] of outlinesOf(feature.geometry)[0]?.[0] ?? []) {
      const away = distanceM(door, { lat, lng });
      if (away < nearestM) [nearest, nearestM] = [feature, away];
    }
  }
  return nearest;
}
