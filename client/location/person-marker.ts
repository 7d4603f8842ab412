import * as L from './leaflet.ts';
import type { Fix, Point, Role } from '#protocol';
import { personSvg } from './glyphs.ts';

/** What a marker shows of one person. */
export interface ShownPerson {
  readonly role: Role;
  readonly mine: boolean;
  readonly fix: Fix;
  readonly trail: readonly Point[];
  readonly stale: boolean;
  /** Under the marker: a name, with its age where it is stale. */
  readonly tag: string;
}

export interface PersonMarker {
  show(person: ShownPerson): void;
  remove(): void;
}

/** A jump farther than this is shown at once: nobody glides over a quarter, m. */
const GLIDE_MAX_M = 300;
/** Nearer steps say nothing about where somebody is heading, m. */
const HEADING_STEP_M = 4;

/** A person on the map: a marker that glides from fix to fix, its circle of error to scale, and the way here. */
export function personMarker(map: L.Map, role: Role, mine: boolean): PersonMarker {
  const whose = mine ? 'is-mine' : 'is-other';
  const html = document.createElement('div');
  html.innerHTML = personSvg(role);
  const beak = html.querySelector<SVGElement>('.map-beak');
  const tag = html.appendChild(document.createElement('span'));
  const marker = L.marker([0, 0], {
    icon: L.divIcon({ html, className: `map-person ${whose}`, iconSize: [0, 0] }),
    interactive: false,
    keyboard: false,
    zIndexOffset: mine ? 900 : 1000,
  });
  // Leaflet rounds to whole pixels: of points that lie closer, a straight way would be drawn jagged.
  const line = { interactive: false, smoothFactor: 1.5 };
  const trailEdge = L.polyline([], { ...line, className: 'map-trail-edge', weight: 8 });
  const trail = L.polyline([], { ...line, className: `map-trail ${whose}`, weight: 5 });
  const circle = L.circle([0, 0], { className: `map-accuracy ${whose}`, interactive: false, radius: 0, weight: 1.2 });
  const layers = [trailEdge, trail, circle, marker];

  let shown: L.LatLng | null = null;
  let behind: L.LatLngTuple[] = [];
  let frame = 0;
  let zooming = false;
  const hold = () => void (zooming = true);
  const goOn = () => void (zooming = false);
  map.on('zoomstart', hold).on('zoomend', goOn);

  function put(at: L.LatLng): void {
    shown = at;
    marker.setLatLng(at);
    circle.setLatLng(at);
    const path = [...behind, at];
    trail.setLatLngs(path);
    trailEdge.setLatLngs(path);
  }

  function glide(to: L.LatLng): void {
    cancelAnimationFrame(frame);
    const from = shown;
    const ms = Number.parseFloat(getComputedStyle(map.getContainer()).getPropertyValue('--motion-glide')) || 0;
    if (!from || ms === 0 || document.hidden || from.distanceTo(to) > GLIDE_MAX_M) {
      put(to);
      return;
    }
    const start = performance.now();
    const step = (now: number) => {
      const part = Math.min(1, Math.max(0, (now - start) / ms));
      // While the map itself is being scaled, a moved marker would jump to the scale that is not there yet.
      if (!zooming) put(L.latLng(from.lat + (to.lat - from.lat) * part, from.lng + (to.lng - from.lng) * part));
      if (part < 1 || zooming) frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
  }

  return {
    show(person) {
      const { fix } = person;
      const to = L.latLng(fix.point.lat, fix.point.lng);
      behind = person.trail.map(({ lat, lng }): L.LatLngTuple => [lat, lng]);
      const end = behind[behind.length - 1];
      // The last stretch is drawn up to the marker, which is still gliding along it.
      if (end && to.distanceTo(end) < 1) behind.pop();
      circle.setRadius(fix.accuracy);
      const heading = headingOf(fix, person.trail);
      beak?.toggleAttribute('hidden', heading === null);
      beak?.setAttribute('transform', `rotate(${heading ?? 0})`);
      html.classList.toggle('is-beside', heading !== null && heading > 120 && heading < 240);
      tag.textContent = person.tag;
      html.classList.toggle('is-stale', person.stale);
      if (!shown) {
        put(to);
        for (const layer of layers) layer.addTo(map);
      } else if (!to.equals(shown)) glide(to);
      for (const layer of [trail, circle]) layer.getElement()?.classList.toggle('is-stale', person.stale);
    },
    remove() {
      cancelAnimationFrame(frame);
      map.off('zoomstart', hold).off('zoomend', goOn);
      for (const layer of layers) layer.remove();
    },
  };
}

/** As the phone says, else from the last step; null for somebody who stands. Degrees clockwise from north. */
function headingOf(fix: Fix, trail: readonly Point[]): number | null {
  if (fix.heading !== null) return fix.heading;
  const to = L.latLng(fix.point.lat, fix.point.lng);
  const from = [...trail].reverse().find((point) => to.distanceTo([point.lat, point.lng]) > HEADING_STEP_M);
  if (!from) return null;
  const east = (to.lng - from.lng) * Math.cos((to.lat * Math.PI) / 180);
  return ((Math.atan2(east, to.lat - from.lat) * 180) / Math.PI + 360) % 360;
}
