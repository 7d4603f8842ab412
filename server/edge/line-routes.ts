import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Request, Router } from 'express';
import { LineId, type PageConfig } from '#protocol';
import type { Compounds } from '../location/compounds.ts';
import type { notesHandlers } from '../notes/handlers.ts';
import type { Actor, Parts } from '../parts.ts';
import type { Links } from '../people/links.ts';
import type { photosHandlers } from '../photos/handlers.ts';
import type { DeliveryRecords } from '../record/open-record.ts';
import { fileRoutes } from './file-routes.ts';
import { bearer, parseHttp } from './parse-http.ts';
import { recordRoutes } from './record-routes.ts';
import { pushRoutes } from './push-routes.ts';

interface Needs extends Pick<Parts, 'clock' | 'deliveries' | 'membership'> {
  links: Links;
  notes: ReturnType<typeof notesHandlers>;
  photos: ReturnType<typeof photosHandlers>;
  compounds: Compounds;
  record: DeliveryRecords;
  pageConfig: PageConfig;
  push: Parameters<typeof pushRoutes>[0]['push'];
}

const zip = promisify(gzip);

/** What pages ask over HTTP: large things, and things that a browser's cache should keep. */
export function lineRoutes({ links, compounds, deliveries, pageConfig, push, ...parts }: Needs): Router {
  const routes = Router();

  /** Who asks; on which device does not matter here. */
  const actorOf = async (request: Request): Promise<Actor> => (await links.open(bearer(request))).actor;

  routes.get('/page-config', (_request, response) => void response.json(pageConfig));

  routes.get('/lines/:lineId/compound', async (request, response) => {
    const actor = await actorOf(request);
    const lineId = parseHttp(LineId, request.params.lineId);
    await parts.membership.mustBeOn(actor, lineId);
    const { point } = await deliveries.get(lineId);
    const { tag, load } = await compounds.around(point);
    // Asked again each time: a courier must not look for a gate that is no more.
    response.set({ 'cache-control': 'private, no-cache', etag: `W/"${tag}"`, vary: 'accept-encoding' });
    if (request.get('if-none-match')?.includes(tag)) response.status(304).end();
    else if (request.acceptsEncodings('gzip')) {
      // Coordinates are text: a large compound is a tenth as long, and phones at the gate have little network.
      response
        .set('content-encoding', 'gzip')
        .type('json')
        .send(await zip(JSON.stringify(await load())));
    } else response.json(await load());
  });

  routes.use(recordRoutes({ ...parts, actorOf }));
  routes.use(pushRoutes({ clock: parts.clock, actorOf, push }));
  routes.use(fileRoutes({ ...parts, actorOf }));
  return routes;
}
