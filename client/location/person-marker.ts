import * as L from './leaflet.ts';
import type { Fix, Point, Role } from '#protocol';
import { distanceM } from '../../server/protocol/distance.ts';
import { between, glideMs, headingOf, turnedFrom } from './glide.ts';
import { personSvg } from './glyphs.ts';

/** What a marker shows of one person. */
export interface ShownPerson {
  readonly role: Role;
  readonly mine: boolean;
  /** Drawn in the reader's own hue; at the desk, where neither of the two is the reader, the recipient's. */
  readonly blue: boolean;
  readonly fix: Fix;
  /** Only the part of town is told: the circle is where they may be, and the sign claims no point in it. */
  readonly rough: boolean;
  readonly trail: readonly Point[];
  readonly stale: boolean;
  /** Under the marker: a name, with its age where it is stale. */
  readonly tag: string;
}

/** Where the name stands: under the sign, or on a side of it, where something else is under it. */
export type TagSide = 'under' | 'left' | 'right';

export interface PersonMarker {
  show(person: ShownPerson): void;
  putTag(side: TagSide): void;
  /** Where the phone looks, degrees clockwise from north; null where it does not say. */
  look(degrees: number | null): void;
  remove(): void;
}

/** Circles of error lie under all signs. */
const CIRCLES = 'circles';
/** A smaller turn is seen as one without being drawn in steps, of which each costs a third of a frame with ten people. */
const SEEN_TURN_DEG = 20;
/** Once round the earth in the projection's pixels at zoom 0 is 256 px, m. */
const EQUATOR_M = 40_075_016.686;

/** A person on the map: a marker that glides from fix to fix, its circle of error to scale, and the way here. */
export function personMarker(map: L.Map, role: Role, blue: boolean): PersonMarker {
  const whose = blue ? 'is-mine' : 'is-other';
  const html = document.createElement('div');
  html.innerHTML = personSvg(role);
  const beak = html.querySelector<SVGElement>('.map-beak');
  const lookingAt = html.querySelector<SVGElement>('.map-look');
  const tag = html.appendChild(document.createElement('span'));
  const still = { interactive: false, keyboard: false };
  const icon = (html: HTMLElement, name: string) =>
    L.divIcon({ html, className: `${name} ${whose}`, iconSize: [0, 0] });
  const marker = L.marker([0, 0], { ...still, icon: icon(html, 'map-person'), zIndexOffset: blue ? 900 : 1000 });
  // Of HTML, not in the drawing: moved sixty times a second, a path would have all the others painted again.
  if (!map.getPane(CIRCLES)) map.createPane(CIRCLES).style.zIndex = '450';
  const disc = document.createElement('i');
  const circle = L.marker([0, 0], { ...still, icon: icon(disc, 'map-accuracy'), pane: CIRCLES });
  // Leaflet rounds to whole pixels: of points that lie closer, a straight way would be drawn jagged.
  const line = { interactive: false, smoothFactor: 1.5 };
  const trailEdge = L.polyline([], { ...line, className: 'map-trail-edge', weight: 8 });
  const trail = L.polyline([], { ...line, className: `map-trail ${whose}`, weight: 5 });
  const layers = [trailEdge, trail, circle, marker];

  let drawn: ShownPerson | null = null;
  let target: Fix | null = null;
  let shown: Point | null = null;
  let behind: readonly Point[] = [];
  let turn = 0;
  let frame = 0;
  let zooming = false;
  const hold = () => void (zooming = true);
  const goOn = () => {
    zooming = false;
    size();
  };
  const sizeAt = ({ zoom }: { zoom: number }) => size(zoom);
  map.on('zoomstart', hold).on('zoomend', goOn).on('zoomanim', sizeAt);

  function size(zoom = map.getZoom()): void {
    if (!target) return;
    const { point, accuracy } = target;
    const pxPerM = (256 * 2 ** zoom) / (EQUATOR_M * Math.cos((point.lat * Math.PI) / 180));
    disc.style.setProperty('--across', `${Math.round(2 * accuracy * pxPerM)}px`);
  }

  function put(at: Point): void {
    shown = at;
    // Leaflet puts signs on whole pixels, on which a slow one would hop: a phone's screen has finer ones.
    const fine = (px: number) => Math.round(px * devicePixelRatio) / devicePixelRatio;
    const { x, y } = map.project(at).subtract(map.getPixelOrigin());
    for (const sign of [marker, circle]) {
      sign.setLatLng(at);
      sign.getElement()?.style.setProperty('transform', `translate3d(${fine(x)}px, ${fine(y)}px, 0)`);
    }
  }

  /** Up to where the marker stands: nothing is drawn ahead of a person. */
  function drawTrail(): void {
    if (!shown) return;
    const path = [...behind, shown];
    trail.setLatLngs(path);
    trailEdge.setLatLngs(path);
  }

  function glide(from: Point, to: Point, ms: number): void {
    const start = performance.now();
    const step = (now: number) => {
      const part = Math.min(1, Math.max(0, (now - start) / ms));
      // While the map itself is being scaled, a moved marker would jump to the scale that is not there yet.
      if (!zooming) put(between(from, to, part));
      if (part < 1 || zooming) frame = requestAnimationFrame(step);
      else drawTrail();
    };
    frame = requestAnimationFrame(step);
  }

  function move(to: Fix): void {
    const from = target;
    target = to;
    cancelAnimationFrame(frame);
    const usualMs = Number.parseFloat(getComputedStyle(map.getContainer()).getPropertyValue('--motion-glide')) || 0;
    const ms = from && usualMs > 0 && !document.hidden ? glideMs(from, to, usualMs) : 0;
    if (!shown || ms === 0) put(to.point);
    else glide(shown, to.point, ms);
  }

  return {
    show(person) {
      const { fix, trail: way, rough, stale, tag: words } = person;
      // Told with every step of anybody on the map.
      if (drawn && isSame(drawn, person)) return;
      drawn = person;
      const first = target === null;
      if (target?.at !== fix.at || target.point !== fix.point) move(fix);
      const end = way.at(-1);
      // The last stretch is drawn with the marker, which is still gliding along it.
      behind = end && distanceM(end, fix.point) < 1 ? way.slice(0, -1) : way;
      if (first) for (const layer of layers) layer.addTo(map);
      drawTrail();
      size();
      const heading = rough || stale ? null : headingOf(fix, way);
      beak?.toggleAttribute('hidden', heading === null);
      if (heading !== null) {
        const from = turn;
        turn = turnedFrom(from, heading);
        beak?.style.setProperty('transform', `rotate(${turn}deg)`);
        beak?.classList.toggle('is-turning', Math.abs(turn - from) > SEEN_TURN_DEG);
      }
      html.classList.toggle('is-beside', heading !== null && heading > 120 && heading < 240);
      tag.textContent = words;
      for (const element of [html, disc, trail.getElement()]) {
        element?.classList.toggle('is-stale', stale);
        element?.classList.toggle('is-rough', rough);
      }
    },
    putTag(side) {
      html.classList.toggle('is-left', side === 'left');
      html.classList.toggle('is-right', side === 'right');
    },
    look(degrees) {
      lookingAt?.toggleAttribute('hidden', degrees === null);
      lookingAt?.style.setProperty('transform', `rotate(${degrees ?? 0}deg)`);
    },
    remove() {
      cancelAnimationFrame(frame);
      map.off('zoomstart', hold).off('zoomend', goOn).off('zoomanim', sizeAt);
      for (const layer of layers) layer.remove();
    },
  };
}

const isSame = (a: ShownPerson, b: ShownPerson): boolean =>
  a.fix === b.fix && a.trail === b.trail && a.rough === b.rough && a.stale === b.stale && a.tag === b.tag;
