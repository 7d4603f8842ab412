import './location.css';
import type { Member, Point } from '#protocol';
import type { LocationModel } from './model.ts';

export interface LineMapProps {
  readonly model: LocationModel;
  /** Where the parcel goes: `delivery.point`. */
  readonly door: Point;
  /** Everybody on the line, for names and roles. */
  readonly members: readonly Member[];
  /** Raster tiles under the drawing, as `https://…/{z}/{x}/{y}.png`; null where the operator has none. */
  readonly tilesUrl?: string | null;
  /** Whom the tiles are from, shown on the map. */
  readonly attribution?: string | null;
  /** Covered by the page's own parts, px: nobody is centred under them. */
  readonly inset?: { readonly top?: number; readonly right?: number; readonly bottom?: number; readonly left?: number };
}

/** The shared live map of one line, and its text twin. Fills its parent; Leaflet is loaded when it is first drawn. */
export function LineMap(_props: LineMapProps) {
  return <section class="line-map" />;
}
