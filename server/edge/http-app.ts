import express, { type Express, type Router } from 'express';
import helmet from 'helmet';
import type { Parts } from '../parts.ts';
import { problems } from './problem.ts';
import { RefusedError } from './refused-error.ts';

interface Needs extends Pick<Parts, 'report'> {
  secure: boolean;
  tilesUrl: string | null;
  /** The style sheet that is written into the page. */
  styleSource: string;
  health: Router;
  tiles: Router;
  app: Router;
  pages: Router;
  line: Router;
  trackers: Router;
  operator: Router;
}

/** The express app around the routes: headers for all, one error path for all. */
export function httpApp({
  report,
  secure,
  tilesUrl,
  styleSource,
  health,
  tiles,
  app: appPages,
  pages,
  line,
  trackers,
  operator,
}: Needs): Express {
  const app = express();
  app.disable('x-powered-by').set('etag', 'strong').set('query parser', 'simple');
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          'default-src': ["'self'"],
          'script-src': ["'self'", "'wasm-unsafe-eval'"],
          // Leaflet and Preact set positions through style properties, which this does not forbid.
          'style-src': ["'self'", styleSource],
          'img-src': ["'self'", 'data:', 'blob:', ...(tilesUrl ? [new URL(tilesUrl).origin] : [])],
          'media-src': ["'self'", 'blob:'],
          'worker-src': ["'self'", 'blob:'],
          'connect-src': ["'self'"],
          'object-src': ["'none'"],
          'base-uri': ["'none'"],
          'form-action': ["'none'"],
          'frame-ancestors': ["'none'"],
        },
      },
      // The link is the right to be somebody: it never goes to another site.
      referrerPolicy: { policy: 'no-referrer' },
      strictTransportSecurity: secure,
      crossOriginOpenerPolicy: secure,
      originAgentCluster: secure,
    }),
  );
  app.use((_request, response, next) => {
    response.set({
      'x-robots-tag': 'noindex, nofollow',
      'permissions-policy': 'microphone=(self), geolocation=(self), camera=(self), screen-wake-lock=(self)',
    });
    next();
  });
  app.use(health);
  app.use('/api/v1', operator);
  app.use('/api', line);
  app.use('/api', trackers);
  app.use(tiles);
  app.use(appPages);
  app.use(pages);
  app.use(() => {
    throw new RefusedError('not_found', 'There is nothing at this address');
  });
  app.use(problems(report));
  return app;
}
