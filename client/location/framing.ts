import type { Point } from '#protocol';
import type { Inset } from './map-view.ts';
import * as L from './leaflet.ts';

/** Whom the map keeps in view by itself: everybody and the door, the reader alone, or nobody since the reader moved it. */
export type Following = 'all' | 'me' | 'nobody';

/** Decides which part of the map is seen. */
export interface Framing {
  /** Whoever is on the map now. `area`: so far around a point a person may be, m; 0 where the point is known. */
  showPeople(people: readonly { readonly at: Point; readonly area: number; readonly mine: boolean }[]): void;
  setInset(inset: Inset): void;
  /** Everybody and the door, from now on. */
  all(): void;
  /** The reader in the middle, from now on. */
  me(): void;
  /** A point with the door; from then on the map stays there. */
  bring(point: Point): void;
  /** Whether it is where nothing covers the map. */
  isInView(point: Point): boolean;
  /** While true, the map stays where it is, and follows again after that. */
  hold(held: boolean): void;
  resized(): void;
}

/** Room around what is fitted, px: a marker and the name under it, and a little beside what covers the map. */
const MARGIN_PX = 48;
const BESIDE_PX = 24;
/** Who is on the map themselves has three buttons: in a row on a map of these heights, down to here (location.css), px. */
const ROW_HEIGHTS = { over: 230, upTo: 310 };
const ROW_END_PX = 112;
/** On a narrower one there is a single button, px. */
const ROW_WIDTH_OVER = 300;
/** On a map lower than this buttons are one over the other, and people are shown beside them (line.css), px. */
const LOWEST = { height: 150, left: 240 };
/** The closest that the map goes by itself: house numbers are readable, the way in is still visible. */
const FIT_ZOOM_MAX = 17.25;
/** Who follows themselves wants to see the next corner at least. */
const ME_ZOOM_MIN = 16.6;
/** What is fitted with the door, m across: its building, the next ones, a gate. */
const DOOR_VIEW_M = 200;
/** Where nobody shares, the compound fills the view. */
export const DOOR_ZOOM = 16;
/** The map follows by itself when it could come closer by this much. */
const CLOSER_ZOOM = 0.6;
/** The map goes along with the reader's marker, s. */
const ALONG_S = 1;

export function openFraming(map: L.Map, door: L.LatLng, onFollow: (whom: Following) => void): Framing {
  const element = map.getContainer();
  let people: Parameters<Framing['showPeople']>[0] = [];
  let inset: Inset = {};
  let following: Following = 'all';
  let held = false;

  function follow(whom: Following): void {
    if (whom === following) return;
    following = whom;
    onFollow(whom);
  }
  const byHand = () => follow('nobody');
  /** Coming closer does not mean that the reader looks elsewhere, as long as the map goes along with them. */
  const zoomed = () => follow(following === 'me' ? 'me' : 'nobody');
  map.on('dragstart boxzoomend', byHand);
  for (const name of ['wheel', 'dblclick']) element.addEventListener(name, zoomed, { passive: true });
  element.addEventListener('keydown', ({ key }) =>
    key.startsWith('Arrow') ? byHand() : '+-='.includes(key) && zoomed(),
  );
  element.addEventListener('touchstart', ({ touches }) => touches.length > 1 && zoomed(), { passive: true });

  const padding = () => {
    const side = (px = 0) => Math.max(px + BESIDE_PX, MARGIN_PX);
    // A map lower than its margins would have no room left for anything.
    const { x, y } = map.getSize();
    const upTo = (px: number, size: number, part: number) => Math.min(px, size * part);
    const isCovered = (inset.right ?? 0) > 0;
    const isLowest = isCovered && y < LOWEST.height;
    const hasRow = people.some(({ mine }) => mine);
    const isRow = isCovered && hasRow && x > ROW_WIDTH_OVER && y > ROW_HEIGHTS.over && y <= ROW_HEIGHTS.upTo;
    const [left, right] = isLowest ? [LOWEST.left, 0] : [inset.left, inset.right];
    const top = isRow ? Math.max(inset.top ?? 0, ROW_END_PX) : inset.top;
    return {
      paddingTopLeft: L.point(upTo(side(left), x, isLowest ? 0.56 : 0.33), upTo(side(top), y, isRow ? 0.45 : 0.33)),
      paddingBottomRight: L.point(upTo(side(right), x, 0.33), upTo(side(inset.bottom), y, 0.33)),
      maxZoom: FIT_ZOOM_MAX,
    };
  };

  function seen(): L.LatLngBounds {
    const bounds = door.toBounds(DOOR_VIEW_M);
    for (const { at, area } of people) bounds.extend(L.latLng(at).toBounds(2 * area));
    return bounds;
  }

  function fit(animate: boolean): void {
    if (people.length === 0) map.setView(door, DOOR_ZOOM, { animate });
    else map.fitBounds(seen(), { ...padding(), animate });
  }

  /** When somebody leaves the view, or is so near that more could be seen. */
  function fitAgain(): void {
    const view = map.getBounds();
    const { paddingTopLeft, paddingBottomRight } = padding();
    const best = Math.min(FIT_ZOOM_MAX, map.getBoundsZoom(seen(), false, paddingTopLeft.add(paddingBottomRight)));
    if (people.some(({ at }) => !view.contains(at)) || best - map.getZoom() > CLOSER_ZOOM) fit(true);
  }

  /** In the middle of what is not covered. */
  function along(zoom: number, animate: boolean): void {
    const mine = people.find((person) => person.mine);
    if (!mine) return;
    const { paddingTopLeft, paddingBottomRight } = padding();
    const middle = map.project(mine.at, zoom).add(paddingBottomRight.subtract(paddingTopLeft).divideBy(2));
    const centre = map.unproject(middle, zoom);
    if (zoom === map.getZoom() && animate)
      map.panTo(centre, { animate: true, duration: ALONG_S, easeLinearity: 1, noMoveStart: true });
    else map.setView(centre, zoom, { animate });
  }

  return {
    showPeople(next) {
      const isMore = next.length > people.length;
      people = next;
      if (held) return;
      if (following === 'me') along(map.getZoom(), true);
      else if (following === 'nobody' || people.length === 0) return;
      else if (isMore) fit(false);
      else fitAgain();
    },
    setInset(next) {
      inset = next;
      if (following === 'all') fit(false);
    },
    all() {
      follow('all');
      fit(true);
    },
    me() {
      follow('me');
      along(Math.max(map.getZoom(), ME_ZOOM_MIN), true);
    },
    bring(point) {
      byHand();
      map.fitBounds(door.toBounds(DOOR_VIEW_M / 2).extend(point), { ...padding(), animate: true });
    },
    isInView(point) {
      const { x, y } = map.latLngToContainerPoint(point);
      const { top = 0, right = 0, bottom = 0, left = 0 } = inset;
      const { x: width, y: height } = map.getSize();
      return x >= left && x <= width - right && y >= top && y <= height - bottom;
    },
    hold: (to) => void (held = to),
    resized() {
      // Held, its middle stays where it is.
      map.invalidateSize({ pan: held, animate: false });
      if (held) return;
      if (following === 'all') fit(false);
      else if (following === 'me') along(map.getZoom(), false);
    },
  };
}
