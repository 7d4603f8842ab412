import * as L from './leaflet.ts';

/** From these zooms on there is room for what a town, a block, a house, a house's own door has to say. */
export const detailZooms = { town: 14.2, block: 15.5, house: 16.6, door: 17.2 } as const;

/** A box, px: its size, and where its middle is from the point of the sign. */
interface Room {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Words or a small drawing at a point, shown where there is room for it. */
export interface Sign {
  readonly at: L.LatLng;
  readonly fromZoom: number;
  readonly className: string;
  /** Made when it is first seen. */
  readonly html: () => HTMLElement;
  /** About how much room it takes. Of two that do not fit beside each other the first of the list is shown. */
  readonly room: Room;
  /** It is shown in any case. */
  readonly always: boolean;
  readonly zIndexOffset: number;
}

/** What is a little outside of the view is there before it is dragged in. */
const AROUND = 0.25;

/**
 * Shows the signs that are in view and have room: a large compound has thousands, a screen room for some dozens. Which of
 * them hide others does not change while the map is dragged. Answers how to take them away.
 */
export function showSigns(map: L.Map, signs: readonly Sign[]): () => void {
  const shown = new Map<Sign, L.Marker>();
  let fitting: readonly Sign[] = [];
  let fittedZoom = Number.NaN;

  function show(): void {
    const zoom = map.getZoom();
    if (zoom !== fittedZoom) {
      fitting = fittingAt(map, signs, zoom);
      fittedZoom = zoom;
    }
    const view = map.getBounds().pad(AROUND);
    const wanted = new Set(fitting.filter(({ at }) => view.contains(at)));
    for (const [sign, marker] of shown) {
      if (wanted.has(sign)) continue;
      marker.remove();
      shown.delete(sign);
    }
    for (const sign of wanted) {
      if (shown.has(sign)) continue;
      const { at, className, html, zIndexOffset } = sign;
      const icon = L.divIcon({ html: html(), className, iconSize: [0, 0] });
      shown.set(sign, L.marker(at, { icon, interactive: false, keyboard: false, zIndexOffset }).addTo(map));
    }
  }
  map.on('moveend', show);
  show();
  return () => {
    map.off('moveend', show);
    for (const marker of shown.values()) marker.remove();
  };
}

/** A sign looks for others in the squares around its own, px. */
const SQUARE_PX = 64;

function fittingAt(map: L.Map, signs: readonly Sign[], zoom: number): Sign[] {
  const taken = new Map<string, Room[]>();
  return signs.filter(({ at, fromZoom, room, always }) => {
    if (zoom < fromZoom) return false;
    const { x, y } = map.project(at, zoom).add([room.x, room.y]);
    const { width, height } = room;
    const [column, row] = [Math.floor(x / SQUARE_PX), Math.floor(y / SQUARE_PX)];
    for (const dx of [-1, 0, 1]) {
      for (const dy of [-1, 0, 1]) {
        const others = taken.get(`${column + dx} ${row + dy}`) ?? [];
        if (
          !always &&
          others.some(
            (one) => Math.abs(one.x - x) < (one.width + width) / 2 && Math.abs(one.y - y) < (one.height + height) / 2,
          )
        )
          return false;
      }
    }
    const square = `${column} ${row}`;
    taken.set(square, [...(taken.get(square) ?? []), { x, y, width, height }]);
    return true;
  });
}
