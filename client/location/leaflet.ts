/**
 * The parts of Leaflet that the map is made of. Its one file cannot be thinned out by a bundler, and brings popups, tooltips,
 * controls and a canvas that nobody here opens.
 */
import { Map, type Path, type Renderer } from 'leaflet/src/map/index.js';

// Leaflet's own also makes renderers for whoever brings none, of canvas too: here every drawing has its own or the map's.
Map.include({
  getRenderer(this: Map & { options: { renderer: Renderer } }, { options }: Path): Renderer {
    const renderer = (options as { renderer?: Renderer }).renderer ?? this.options.renderer;
    if (!this.hasLayer(renderer)) this.addLayer(renderer);
    return renderer;
  },
});

export type * from 'leaflet';
export { default as Browser } from 'leaflet/src/core/Browser.js';
export { attribution } from 'leaflet/src/control/Control.Attribution.js';
export { latLng } from 'leaflet/src/geo/index.js';
export { point } from 'leaflet/src/geometry/index.js';
export { layerGroup } from 'leaflet/src/layer/LayerGroup.js';
export { divIcon, marker } from 'leaflet/src/layer/marker/index.js';
export { TileLayer, tileLayer } from 'leaflet/src/layer/tile/TileLayer.js';
export { polygon } from 'leaflet/src/layer/vector/Polygon.js';
export { polyline } from 'leaflet/src/layer/vector/Polyline.js';
export { svg } from 'leaflet/src/layer/vector/SVG.js';
export { map } from 'leaflet/src/map/index.js';
