import type { Bounds, LatLng } from 'leaflet';

/** What Leaflet's own classes build on and its types leave out; 1.9.4, `src/layer/tile/GridLayer.js`. */
declare module 'leaflet' {
  interface GridLayer {
    _setZoomTransform(level: object, center: LatLng, zoom: number): void;
    _setZoomTransforms(center: LatLng, zoom: number): void;
    _getTiledPixelBounds(center: LatLng): Bounds;
    _onMoveEnd(): void;
  }
  interface Map {
    readonly _animatingZoom: boolean;
  }
}
