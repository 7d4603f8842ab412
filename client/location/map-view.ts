import './map.css';
import * as L from './leaflet.ts';
import type { Compound, Language, MemberId, Point } from '#protocol';
import { drawCompound } from './compound-drawing.ts';
import { detailZooms } from './map-signs.ts';
import { DOOR_ZOOM, type Following, openFraming } from './framing.ts';
import { doorSvg, placePinSvg } from './glyphs.ts';
import { type PersonMarker, personMarker, type ShownPerson, type TagSide } from './person-marker.ts';
import { addTiles, type TileSource } from './tiles.ts';

export type { Following } from './framing.ts';

export interface Inset {
  readonly top?: number;
  readonly right?: number;
  readonly bottom?: number;
  readonly left?: number;
}

export interface MapOptions {
  readonly door: Point;
  /** The door is the reader's own: drawn in their hue. */
  readonly doorMine: boolean;
  /** Told when the map begins to keep others in view, or nobody any more. */
  readonly onFollow?: (whom: Following) => void;
}

/** A place that somebody pointed at. */
export interface ShownPlace {
  readonly point: Point;
  readonly title: string;
}

/** A thing of the page on the map. */
export interface Hung {
  move(to: Point): void;
  remove(): void;
}

/** The drawn map. It knows no models and no words but those it is given. */
export interface MapView {
  /** What the map is drawn in: where a finger or a mouse meets it. */
  readonly element: HTMLElement;
  showPeople(people: ReadonlyMap<MemberId, ShownPerson>): void;
  showCompound(compound: Compound, language: Language): void;
  /** Raster tiles under the drawing; null: none. */
  setTiles(tiles: TileSource | null): void;
  setInset(inset: Inset): void;
  /** Marks the place that is spoken of and brings it into view; null takes the mark away. */
  showPlace(place: ShownPlace | null): void;
  /** The point in the middle of the view. */
  middle(): Point;
  /** The point under a place on the screen, as `clientX` and `clientY` of a touch or a mouse. */
  pointAt(clientX: number, clientY: number): Point;
  /** Puts a thing of the page on the map, its upper left corner on the point. It may be touched. */
  hang(thing: HTMLElement, at: Point): Hung;
  /** Brings a point into view; from then on the map stays there, as if the reader had moved it. */
  bring(point: Point): void;
  /** Whether it is where nothing covers the map. */
  isInView(point: Point): boolean;
  /** Calls back whenever the reader sees another part of the map; the answer ends it. */
  onView(listen: () => void): () => void;
  /** While true, the map does not move by itself. */
  rest(resting: boolean): void;
  /** While true, it does not move by itself, nor with a finger or a mouse that is drawn over it. */
  holdStill(still: boolean): void;
  /** Keeps the door and everybody in view, from now on. */
  centre(): void;
  /** Keeps the reader in the middle, from now on. */
  followMe(): void;
  /** Where the reader's phone looks, degrees clockwise from north; null where it does not say. */
  look(degrees: number | null): void;
  close(): void;
}

/** Names of people nearer to each other than this would be written over one another, px. */
const CROWDED_PX = 64;
/** Over everything that is drawn. */
const HUNG_PANE = 'hung';
const detailOf = (zoom: number) =>
  (['house', 'block', 'town'] as const).find((detail) => zoom >= detailZooms[detail]) ?? 'far';

export function openMap(element: HTMLElement, options: MapOptions): MapView {
  const door = L.latLng(options.door.lat, options.door.lng);
  const map = L.map(element, {
    center: door,
    zoom: DOOR_ZOOM,
    minZoom: 10,
    maxZoom: 19,
    zoomSnap: 0,
    zoomControl: false,
    attributionControl: false,
    // SVG, not canvas: measured with this drawing on a six times slowed processor, a frame of panning took 25 ms against
    // 51 ms, of zooming 24-33 against 61-67; and CSS colours it.
    renderer: L.svg({ padding: 0.5 }),
  });
  // What is drawn is said in words beside the map; what the page hangs on it speaks for itself.
  const { mapPane: _, ...drawn } = map.getPanes();
  for (const pane of Object.values(drawn)) pane?.setAttribute('aria-hidden', 'true');
  map.createPane(HUNG_PANE);
  const markers = new Map<MemberId, PersonMarker>();
  let me: MemberId | null = null;
  let shown: ReadonlyMap<MemberId, ShownPerson> = new Map();
  let removeCompound = () => {};
  let removeTiles = () => {};
  let spokenOf: L.Marker | null = null;
  let still = false;
  let resting = false;

  const pin = document.createElement('div');
  pin.innerHTML = doorSvg;
  L.marker(door, {
    icon: L.divIcon({
      html: pin,
      className: `map-door ${options.doorMine ? 'is-mine' : 'is-other'}`,
      iconSize: [0, 0],
    }),
    interactive: false,
    keyboard: false,
    // Over the people: a marker must not cover the door it is going to.
    zIndexOffset: 1200,
  }).addTo(map);
  element.dataset['doorMine'] = String(options.doorMine);

  const showDetail = () => void (element.dataset['detail'] = detailOf(map.getZoom()));
  map.on('zoomend', showDetail);
  showDetail();

  /** Of two who stand together one name is on the left and one on the right, and none on the house's own number. */
  function partTags(): void {
    const at = [...shown].map(([id, { fix }]) => ({ id, px: map.project(fix.point) }));
    const doorPx = map.project(door);
    for (const { id, px } of at) {
      const close = at.filter((other) => other.id !== id && other.px.distanceTo(px) < CROWDED_PX);
      // The one farther west, and of two at one point the first.
      const isLeft = close.every((other) => px.x < other.px.x || (px.x === other.px.x && id < other.id));
      const side: TagSide = close.length === 0 ? 'under' : isLeft ? 'left' : 'right';
      markers.get(id)?.putTag(side);
    }
    element.classList.toggle(
      'is-door-taken',
      at.some(({ px }) => px.distanceTo(doorPx) < CROWDED_PX),
    );
  }
  map.on('zoomend', partTags);
  const framing = openFraming(map, door, options.onFollow ?? (() => {}));

  /** The page scrolls with one finger and the wheel wherever it can scroll; then the map takes two, or its keys. */
  function leaveScrollToPage(): void {
    const page = document.scrollingElement;
    const scrolls = page !== null && page.scrollHeight > page.clientHeight + 1;
    const handlers = [map.scrollWheelZoom, ...(L.Browser.mobile ? [map.dragging] : [])];
    for (const handler of handlers) handler[scrolls ? 'disable' : 'enable']();
    if (still) map.dragging.disable();
    else if (!L.Browser.mobile) map.dragging.enable();
  }
  const resized = new ResizeObserver(() => framing.resized());
  resized.observe(element);
  const pageResized = new ResizeObserver(leaveScrollToPage);
  pageResized.observe(document.body);
  pageResized.observe(document.documentElement);

  return {
    showPeople(people) {
      for (const [id, marker] of markers) {
        if (people.has(id)) continue;
        marker.remove();
        markers.delete(id);
      }
      for (const [id, person] of people) {
        const marker = markers.get(id) ?? personMarker(map, person.role, person.blue);
        markers.set(id, marker);
        marker.show(person);
        if (person.mine) me = id;
      }
      shown = people;
      partTags();
      framing.showPeople(
        [...people.values()].map(({ fix, mine, rough }) => ({ at: fix.point, mine, area: rough ? fix.accuracy : 0 })),
      );
    },
    look(degrees) {
      for (const [id, marker] of markers) marker.look(id === me ? degrees : null);
    },
    showCompound(features, language) {
      removeCompound();
      removeCompound = drawCompound(map, features, options.door, language);
    },
    setTiles(tiles) {
      removeTiles();
      removeTiles = tiles ? addTiles(map, tiles) : () => {};
    },
    setInset: (next) => framing.setInset(next),
    showPlace(place) {
      spokenOf?.remove();
      spokenOf = null;
      if (!place) return;
      const at = L.latLng(place.point.lat, place.point.lng);
      const html = document.createElement('div');
      html.innerHTML = placePinSvg;
      const title = document.createElement('span');
      title.textContent = place.title;
      html.append(title);
      const icon = L.divIcon({ html, className: 'map-spoken-of', iconSize: [0, 0] });
      spokenOf = L.marker(at, { icon, interactive: false, keyboard: false, zIndexOffset: 1400 }).addTo(map);
      framing.bring(place.point);
    },
    middle() {
      const { lat, lng } = map.getCenter().wrap();
      return { lat, lng };
    },
    pointAt(clientX, clientY) {
      const { left, top } = element.getBoundingClientRect();
      const { lat, lng } = map.containerPointToLatLng([clientX - left, clientY - top]).wrap();
      return { lat, lng };
    },
    hang(thing, at) {
      const icon = L.divIcon({ html: thing, className: 'map-hung', iconSize: [0, 0] });
      const marker = L.marker(at, { icon, pane: HUNG_PANE, interactive: false, keyboard: false }).addTo(map);
      return { move: (to) => void marker.setLatLng(to), remove: () => void marker.remove() };
    },
    element,
    bring: (point) => framing.bring(point),
    isInView: (point) => framing.isInView(point),
    onView(listen) {
      map.on('move zoomend resize', listen);
      return () => void map.off('move zoomend resize', listen);
    },
    rest(to) {
      resting = to;
      framing.hold(still || resting);
    },
    holdStill(to) {
      still = to;
      framing.hold(still || resting);
      element.style.touchAction = still ? 'none' : '';
      leaveScrollToPage();
    },
    centre: () => framing.all(),
    followMe: () => framing.me(),
    close() {
      resized.disconnect();
      pageResized.disconnect();
      for (const marker of markers.values()) marker.remove();
      map.remove();
      // A change of size is told up to 200 ms late, also of a map that is gone by then.
      map.off();
    },
  };
}
