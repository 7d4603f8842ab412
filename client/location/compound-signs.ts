import { distanceM } from '../../server/protocol/distance.ts';
import type { Compound, Language, Point } from '#protocol';
import { isPlaceKind, type PlaceKind, placeSvg } from './glyphs.ts';
import * as L from './leaflet.ts';
import { detailZooms, type Sign } from './map-signs.ts';

type Feature = Compound['features'][0];

/** A road's name comes again after this, m. */
const ROAD_LABEL_EVERY_M = 420;
/** An entrance so near to the door is the door's own, m. */
const DOOR_M = 8;
/** Drawn at this size, a character takes so much, px: Chinese ones are as wide as high. */
const HAN_PX = 12;
const LATIN_PX = 6.5;
/** A line of a name, and what stays free beside it, px. */
const LINE_PX = 20;
const BESIDE_PX = 12;
/** The pin of the door, over its building, and the building's name, under it, px. */
const PIN_PX = 44;
const NAME_PX = 28;

/** What an area that nobody may go into says where it has no name. */
const noGo: Record<Language, string> = { zh: '请勿进入', en: 'No entry' };

const signFrom: Record<PlaceKind, number> = {
  gate: detailZooms.town,
  no_go: detailZooms.block,
  station: detailZooms.block,
  parking: detailZooms.block,
  locker: detailZooms.house,
  entrance: detailZooms.door,
};

const widthOf = (text: string) => Array.from(text).reduce((px, char) => px + (char > '\u2e80' ? HAN_PX : LATIN_PX), 0);

/** Where there is no room for all, these come before those. */
const ranks: readonly string[] = [
  'gate',
  'target',
  'compound',
  'station',
  'no_go',
  'parking',
  'road',
  'building',
  'locker',
  'green',
  'tree',
  'entrance',
];

/** The names and signs of a compound in the reader's language, what matters most first. */
export function compoundSigns({ features }: Compound, door: Point, target: Feature | null, language: Language): Sign[] {
  const compounds = features.filter(({ properties }) => properties.kind === 'compound');
  const rankOf = (feature: Feature) => ranks.indexOf(feature === target ? 'target' : feature.properties.kind);
  const signsOf = (feature: Feature): Sign[] => {
    const { properties, geometry } = feature;
    const { kind, name } = properties;
    if (isPlaceKind(kind)) {
      const sign = placeSign(kind, feature, language);
      // The pin of the door stands on its own entrance.
      return kind === 'entrance' && distanceM(sign.at, door) < DOOR_M ? [] : [sign];
    }
    if (!name) return [];
    const text = name[language];
    switch (kind) {
      case 'building':
        return [buildingSign(feature, text, feature === target)];
      case 'road':
        return linesOf(geometry).flatMap((line) => roadSigns(line, text, properties.width ?? 4));
      case 'compound':
        return target
          ? [label(middleOf(feature), 'compound has-target', text, { from: detailZooms.block })]
          : [label(middleOf(feature), 'compound', text, { from: 0, always: true })];
      case 'green':
      case 'tree':
        // A garden inside that is called like the whole says nothing more.
        if (compounds.some((compound) => compound.properties.name?.zh === name.zh)) return [];
        return [label(middleOf(feature), 'green', text, { from: detailZooms.town })];
      case 'path':
      case 'water':
      case 'far_building':
        return [];
    }
  };
  return [...features].sort((a, b) => rankOf(a) - rankOf(b)).flatMap(signsOf);
}

type Positions = readonly [number, number][];

export function linesOf(geometry: Feature['geometry']): readonly Positions[] {
  if (geometry.type === 'LineString') return [geometry.coordinates];
  return geometry.type === 'MultiLineString' ? geometry.coordinates : [];
}

export function outlinesOf(geometry: Feature['geometry']): readonly (readonly Positions[])[] {
  if (geometry.type === 'Polygon') return [geometry.coordinates];
  return geometry.type === 'MultiPolygon' ? geometry.coordinates : [];
}

/** The middle of the box around it: where an eye looks for a name. */
function middleOf({ geometry }: Feature): L.LatLng {
  const positions: Positions =
    geometry.type === 'Point'
      ? [geometry.coordinates]
      : geometry.type === 'MultiPoint'
        ? geometry.coordinates
        : (outlinesOf(geometry)[0]?.[0] ?? linesOf(geometry)[0] ?? []);
  const middle = (values: readonly number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  return L.latLng(middle(positions.map(([, lat]) => lat)), middle(positions.map(([lng]) => lng)));
}

interface LabelOptions {
  readonly from: number;
  readonly short?: string;
  readonly angle?: number;
  /** It gives way to nothing. */
  readonly always?: boolean;
  /** The pin of the door stands above it. */
  readonly hasPin?: boolean;
}

function label(at: L.LatLng, kind: string, text: string, options: LabelOptions): Sign {
  const { from, short, angle = 0, always = false, hasPin = false } = options;
  const width = widthOf(hasPin ? text : (short ?? text)) + BESIDE_PX;
  const [cos, sin] = [Math.abs(Math.cos((angle * Math.PI) / 180)), Math.abs(Math.sin((angle * Math.PI) / 180))];
  return {
    at,
    fromZoom: from,
    className: `map-label map-label-${kind}`,
    always,
    room: hasPin
      ? { x: 0, y: (NAME_PX - PIN_PX) / 2, width, height: NAME_PX + PIN_PX }
      : { x: 0, y: 0, width: width * cos + LINE_PX * sin, height: width * sin + LINE_PX * cos },
    zIndexOffset: 0,
    html() {
      const html = document.createElement('div');
      const words = html.appendChild(document.createElement('span'));
      words.textContent = text;
      words.style.setProperty('--turn', `${angle}deg`);
      if (short !== undefined) {
        words.className = 'map-long';
        const number = html.appendChild(document.createElement('span'));
        number.className = 'map-short';
        number.textContent = short;
      }
      return html;
    },
  };
}

function buildingSign(feature: Feature, text: string, isTarget: boolean): Sign {
  const { number } = feature.properties;
  return label(middleOf(feature), `building${isTarget ? ' is-target' : ''}`, text, {
    from: isTarget ? detailZooms.town : detailZooms.block,
    short: number === undefined ? text : String(number),
    always: isTarget,
    hasPin: isTarget,
  });
}

/** Names along a road, turned with it, never upside down. */
function roadSigns(line: Positions, text: string, width: number): Sign[] {
  const signs: Sign[] = [];
  const points = line.map(([lng, lat]): Point => ({ lat, lng }));
  let walkedM = 0;
  let nextM = ROAD_LABEL_EVERY_M / 2;
  for (const [i, from] of points.entries()) {
    const to = points[i + 1];
    if (!to) break;
    const lengthM = distanceM(from, to);
    // Screen angle: east is right, south is down, and a degree of longitude is shorter than one of latitude.
    const east = (to.lng - from.lng) * Math.cos((from.lat * Math.PI) / 180);
    const turned = (Math.atan2(from.lat - to.lat, east) * 180) / Math.PI;
    const angle = turned > 90 ? turned - 180 : turned < -90 ? turned + 180 : turned;
    for (; nextM < walkedM + lengthM; nextM += ROAD_LABEL_EVERY_M) {
      const part = (nextM - walkedM) / lengthM;
      const at = L.latLng(from.lat + (to.lat - from.lat) * part, from.lng + (to.lng - from.lng) * part);
      const isOften = signs.length % 2 === 1;
      const kind = `road${width < 14 ? ' is-small' : ''}`;
      signs.push(label(at, kind, text, { from: isOften ? detailZooms.block : detailZooms.town, angle }));
    }
    walkedM += lengthM;
  }
  return signs;
}

/** What two people can point at: a sign, with its name beside it where there is room. */
function placeSign(kind: PlaceKind, feature: Feature, language: Language): Sign {
  const { name, number } = feature.properties;
  const text = name?.[language] ?? (kind === 'no_go' ? noGo[language] : '');
  const isNumbered = kind === 'entrance' && number !== undefined;
  const beside = kind === 'gate' ? widthOf(text) : 0;
  return {
    at: middleOf(feature),
    fromZoom: signFrom[kind],
    className: `map-place map-place-${kind}`,
    always: false,
    room:
      kind === 'entrance'
        ? { x: 0, y: 0, width: 18, height: 12 }
        : { x: beside / 2, y: 0, width: 30 + beside, height: 22 },
    zIndexOffset: kind === 'entrance' ? 100 : 200,
    html() {
      const html = document.createElement('div');
      if (isNumbered) html.appendChild(document.createElement('b')).textContent = String(number);
      else html.innerHTML = placeSvg(kind);
      const words = document.createElement('span');
      words.textContent = isNumbered ? '' : text;
      html.append(words);
      return html;
    },
  };
}
