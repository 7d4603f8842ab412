/** What pages are told of the raster tiles under the map. */
export interface PageTiles {
  /** A template with `{z}`, `{x}` and `{y}`. */
  readonly url: string;
  readonly attribution: string;
  /** What they were drawn in; all points on the wire are WGS-84. */
  readonly datum: 'wgs84' | 'gcj02';
}
