/** Leaflet's own source files, typed by what its one file exports under the same names. */
declare module 'leaflet/src/*' {
  export * from 'leaflet';
}
declare module 'leaflet/src/core/Browser.js' {
  import { Browser } from 'leaflet';
  export default Browser;
}
declare module 'leaflet/src/control/Control.Attribution.js' {
  import type { Control, ControlOptions } from 'leaflet';
  export function attribution(options: { prefix: false }): Control.Attribution;
}
