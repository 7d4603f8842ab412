import * as L from './leaflet.ts';
import type { Box, Point } from '#protocol';

/** Raster tiles that the operator has, as `/api/page-config` tells them. */
export interface TileSource {
  /** `https://…/{z}/{x}/{y}.png`, or a path of this server. */
  readonly url: string;
  /** Whom they are from, shown on the map. */
  readonly attribution: string;
  /** What they were drawn in; everything else on the map is WGS-84. */
  readonly datum: 'wgs84' | 'gcj02';
  /** Zooms that there are; null: those that maps usually have. */
  readonly zooms: readonly [number, number] | null;
  /** Outside of it there are none; null: everywhere. */
  readonly box: Box | null;
}

type Shift = (point: Point) => Point;

/**
 * Tiles of another datum, moved so that what they show of the middle of the view lies under it. Over a view of some
 * kilometres the datum's own warp adds less than a few metres. It is set anew after each move of the map.
 */
class ShiftedTiles extends L.TileLayer {
  readonly #shift: Shift;
  constructor(url: string, options: L.TileLayerOptions, shift: Shift) {
    super(url, options);
    this.#shift = shift;
  }
  #shifted(at: L.LatLng): L.LatLng {
    const { lat, lng } = this.#shift(at);
    return L.latLng(lat, lng);
  }
  override _setZoomTransform(level: object, center: L.LatLng, zoom: number): void {
    super._setZoomTransform(level, this.#shifted(center), zoom);
  }
  override _getTiledPixelBounds(center: L.LatLng): L.Bounds {
    return super._getTiledPixelBounds(this.#shifted(center));
  }
  override _onMoveEnd(): void {
    const map = this._map;
    if (!map._animatingZoom) this._setZoomTransforms(map.getCenter(), map.getZoom());
    super._onMoveEnd();
  }
}

const unmoved: Shift = (point) => point;

/** While tiles come, the drawn roads give way to them; where they fail, the drawing is back. Answers how to remove them. */
export function addTiles(map: L.Map, { url, attribution, datum, zooms, box }: TileSource): () => void {
  let removed = false;
  let remove = () => {};
  function show(shift: Shift): void {
    if (removed) return;
    let failed = false;
    // A server may want to know which site asks; which link is open is nobody's business.
    const options: L.TileLayerOptions = {
      maxZoom: 19,
      referrerPolicy: 'strict-origin',
      updateWhenZooming: false,
      ...(zooms ? { minNativeZoom: zooms[0], maxNativeZoom: zooms[1] } : {}),
      ...(box
        ? {
            bounds: [
              [box.south, box.west],
              [box.north, box.east],
            ] as L.LatLngTuple[],
          }
        : {}),
    };
    const tiles = shift === unmoved ? L.tileLayer(url, options) : new ShiftedTiles(url, options, shift);
    const giveWay = (to: boolean) => void map.getContainer().classList.toggle('has-tiles', to);
    tiles.on('loading', () => void (failed = false));
    tiles.on('tileerror', () => void (failed = true));
    tiles.on('load', () => giveWay(!failed));
    tiles.addTo(map);
    const credit = L.attribution({ prefix: false });
    if (attribution) credit.addTo(map).addAttribution(attribution);
    remove = () => {
      tiles.remove();
      credit.remove();
      giveWay(false);
    };
  }
  if (datum === 'wgs84') show(unmoved);
  // Where its code does not come, the drawing alone is right; tiles in the wrong place would be worse than none.
  else import('./gcj.ts').then(({ toGcj02 }) => show(toGcj02)).catch(() => {});
  return () => {
    removed = true;
    remove();
  };
}
