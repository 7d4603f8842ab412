import { Router } from 'express';
import type { PageTiles } from '#protocol';
import * as v from 'valibot';
import type { TileFile } from '../location/tile-file.ts';
import type { Settings } from '../settings.ts';
import { parseHttp } from './parse-http.ts';
import { RefusedError } from './refused-error.ts';

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
