import './compound.css';
import type { Feature, FeatureCollection, LineString, MultiLineString, Position } from 'geojson';
import * as L from './leaflet.ts';
import type { Language, Point } from '#protocol';
import { distanceM } from '../../server/protocol/distance.ts';
import { isPlaceKind, placeSvg } from './glyphs.ts';

/** What a feature of a compound says of itself; `width` is in metres. */
interface Drawn {
  readonly kind: string;
  readonly name?: Record<Language, string>;
  readonly number?: number;
  readonly width?: number;
}

/** Drawn in this order, whatever the file's: grounds below, what people look for on top. */
const order = ['compound', 'green', 'water', 'far_building', 'road', 'path', 'tree', 'building'];
/** A road's name comes again after this, m. */
const ROAD_LABEL_EVERY_M = 420;
/** Under the people, their ways and circles. */
const PANE = 'compound';
/** The building that a door belongs to is no farther away than this, m. */
const DOOR_BUILDING_M = 40;

const latLng = ([lng = 0, lat = 0]: Position): L.LatLngTuple => [lat, lng];
const pointOf = ([lng = 0, lat = 0]: Position): Point => ({ lat, lng });
const drawnOf = (feature: Feature) => feature.properties as Drawn;

/**
 * Draws a compound in vectors that CSS colours by class, in both schemes. Widths are true to scale and follow the zoom.
 * The building of the door is marked.
 */
export function drawCompound(map: L.Map, compound: FeatureCollection, door: Point, language: Language): L.LayerGroup {
  const group = L.layerGroup();
  const renderer = rendererOf(map);
  const toScale: { layer: L.Polyline; widthM: number; edgePx: number }[] = [];
  const features = compound.features
    .filter(({ properties }) => order.includes((properties as Drawn | null)?.kind ?? ''))

    .sort((a, b) => order.indexOf(drawnOf(a).kind) - order.indexOf(drawnOf(b).kind));
  const target = targetOf(features, door);

  function stroke(lines: L.LatLngExpression[][], className: string, widthM: number, edgePx = 0): void {
    const layer = L.polyline(lines, { className, interactive: false, smoothFactor: 0.5, renderer }).addTo(group);
    toScale.push({ layer, widthM, edgePx });
  }

  const roads = features.filter((feature) => drawnOf(feature).kind === 'road');
  for (const feature of features) {
    const { kind, width = 4, name, number } = drawnOf(feature);
    const { geometry } = feature;
    if (feature === roads[0]) {
      // All edges under all grounds: crossings stay open.
      for (const edge of roads) stroke(linesOf(edge.geometry), 'map-road-edge', drawnOf(edge).width ?? 4, 2);
    }
    if (geometry.type === 'Polygon' || geometry.type === 'MultiPolygon') {
      const rings = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
      const className = feature === target ? `map-${kind} is-target` : `map-${kind}`;
      const area = L.polygon(
        rings.map((polygon) => polygon.map((ring) => ring.map(latLng))),
        { className, interactive: false, weight: feature === target ? 1.5 : 1, smoothFactor: 0.3, renderer },
      ).addTo(group);
      if (!name) continue;
      const at = area.getBounds().getCenter();
      if (kind === 'building') {
        const word = number === undefined ? name[language] : String(number);
        label(group, at, `building${feature === target ? ' is-target' : ''}`, name[language], { short: word });
      } else if (kind !== 'water' && !(kind === 'green' && isNameOf(features, 'compound', name))) {
        label(group, at, kind === 'compound' && target ? 'compound has-target' : kind, name[language]);
      }
    } else if (geometry.type === 'MultiPoint') {
      // A stroke of no length with round ends is a dot: two hundred trees are one path.
      stroke(
        geometry.coordinates.map((tree) => [latLng(tree), latLng(tree)]),
        `map-${kind}`,
        width,
      );
    } else {
      stroke(linesOf(geometry), `map-${kind}`, width);
      if (kind === 'road' && name) labelRoad(group, geometry as LineString, name[language], width);
    }
  }
  for (const feature of compound.features) place(group, feature, language);

  function scale(): void {
    const pxPerM = pixelsPerMetre(map);
    for (const { layer, widthM, edgePx } of toScale) {
      layer.setStyle({ weight: Math.max(1, widthM * pxPerM) + edgePx });
    }
  }
  group.on('add', () => {
    scale();
    map.on('zoomend', scale);
  });
  group.on('remove', () => void map.off('zoomend', scale));
  return group.addTo(map);
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

function linesOf(geometry: Feature['geometry']): L.LatLngTuple[][] {
  if (geometry.type === 'LineString') return [geometry.coordinates.map(latLng)];
  if (geometry.type === 'MultiLineString')
    return (geometry satisfies MultiLineString).coordinates.map((line) => line.map(latLng));
  return [];
}

/** The building whose outline comes nearest to the door. */
function targetOf(features: readonly Feature[], door: Point): Feature | null {
  let nearest: Feature | null = null;
  let nearestM = DOOR_BUILDING_M;
  for (const feature of features) {
    if (drawnOf(feature).kind !== 'building' || !drawnOf(feature).name || feature.geometry.type !== 'Polygon') continue;
    for (const corner of feature.geometry.coordinates[0] ?? []) {
      const away = distanceM(door, pointOf(corner));
      if (away < nearestM) [nearest, nearestM] = [feature, away];
    }
  }
  return nearest;
}

const isNameOf = (features: readonly Feature[], kind: string, name: Record<Language, string>) =>
  features.some((feature) => drawnOf(feature).kind === kind && drawnOf(feature).name?.en === name.en);

function label(
  group: L.LayerGroup,
  at: L.LatLngExpression,
  kind: string,
  text: string,
  more: { short?: string; angle?: number } = {},
): void {
  const words = document.createElement('span');
  words.textContent = text;
  words.style.setProperty('--turn', `${more.angle ?? 0}deg`);
  const html = document.createElement('div');
  html.append(words);
  if (more.short) {
    words.className = 'map-long';
    const short = document.createElement('span');
    short.className = 'map-short';
    short.textContent = more.short;
    html.append(short);
  }
  const icon = L.divIcon({ html, className: `map-label map-label-${kind}`, iconSize: [0, 0] });
  L.marker(at, { icon, interactive: false, keyboard: false }).addTo(group);
}

/** Names along a road, turned with it, never upside down. */
function labelRoad(group: L.LayerGroup, line: LineString, text: string, width: number): void {
  let often = false;
  let walkedM = 0;
  let nextM = ROAD_LABEL_EVERY_M / 2;
  for (const [i, start] of line.coordinates.entries()) {
    const end = line.coordinates[i + 1];
    if (!end) return;
    const [from, to] = [pointOf(start), pointOf(end)];
    const lengthM = distanceM(from, to);
    // Screen angle: east is right, south is down, and a degree of longitude is shorter than one of latitude.
    const east = (to.lng - from.lng) * Math.cos((from.lat * Math.PI) / 180);
    const turned = (Math.atan2(from.lat - to.lat, east) * 180) / Math.PI;
    const angle = turned > 90 ? turned - 180 : turned < -90 ? turned + 180 : turned;
    for (; nextM < walkedM + lengthM; nextM += ROAD_LABEL_EVERY_M) {
      const part = (nextM - walkedM) / lengthM;
      const at: L.LatLngTuple = [from.lat + (to.lat - from.lat) * part, from.lng + (to.lng - from.lng) * part];
      label(group, at, `road${width < 14 ? ' is-small' : ''}${often ? ' is-often' : ''}`, text, { angle });
      often = !often;
    }
    walkedM += lengthM;
  }
}

/** Gates, lockers and stations: what two people can point at. */
function place(group: L.LayerGroup, { geometry, properties }: Feature, language: Language): void {
  const { kind, name } = properties as Drawn;
  if (!isPlaceKind(kind) || geometry.type !== 'Point') return;
  const html = document.createElement('div');
  html.innerHTML = placeSvg(kind);
  const words = document.createElement('span');
  words.textContent = name?.[language] ?? '';
  html.append(words);
  const icon = L.divIcon({ html, className: `map-place map-place-${kind}`, iconSize: [0, 0] });
  L.marker(latLng(geometry.coordinates), { icon, interactive: false, keyboard: false, zIndexOffset: 200 }).addTo(group);
}
