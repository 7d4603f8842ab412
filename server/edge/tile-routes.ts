import { Router } from 'express';
import * as v from 'valibot';
import type { TileFile } from '../location/tile-file.ts';
import type { Box } from '../protocol/operator-compounds.ts';
import type { Settings } from '../settings.ts';
import { parseHttp } from './parse-http.ts';
import { RefusedError } from './refused-error.ts';

/** What pages are told of the raster tiles under the map. */
export interface PageTiles {
  /** A template with `{z}`, `{x}` and `{y}`. */
  readonly url: string;
  readonly attribution: string;
  /** What they were drawn in; all points on the wire are WGS-84. */
  readonly datum: 'wgs84' | 'gcj02';
  /** Zooms that there are; null: those that maps usually have. */
  readonly zooms: readonly [number, number] | null;
  /** Outside of it there are none; null: everywhere. */
  readonly box: Box | null;
}

/** The tiles that the operator has set, a file before a server elsewhere; null: none. */
export function pageTiles(settings: Settings, file: TileFile | null): PageTiles | null {
  const { DOORLINE_TILES_URL: url, DOORLINE_TILES_ATTRIBUTION: attribution, DOORLINE_TILES_DATUM: datum } = settings;
  if (file) {
    const { minZoom, maxZoom, box } = file;
    const credit = attribution || file.attribution;
    return { url: '/tiles/{z}/{x}/{y}', attribution: credit, datum, zooms: [minZoom, maxZoom], box };
  }
  return url === null ? null : { url, attribution, datum, zooms: null, box: null };
}

const Zoom = v.pipe(v.string(), v.regex(/^\d{1,2}$/), v.transform(Number));
const Place = v.pipe(v.string(), v.regex(/^\d{1,8}$/), v.transform(Number));
const TileName = v.object({ z: Zoom, x: Place, y: Place });

/** Tiles of the operator's own file. They are the same for everybody: a page's image can carry no token. */
export function tileRoutes(file: TileFile | null): Router {
  const routes = Router();
  if (!file) return routes;
  routes.get('/tiles/:z/:x/:y', async (request, response) => {
    const { z, x, y } = parseHttp(TileName, request.params);
    const tile = await file.tile(z, x, y);
    if (!tile) throw new RefusedError('not_found', 'There is no such tile');
    // Streets change by the year; a day later the browser asks whether this one has.
    response.set({ 'cache-control': 'public, max-age=86400', 'content-type': file.mime }).send(tile);
  });
  return routes;
}
