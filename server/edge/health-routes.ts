import { Router } from 'express';
import type { Registry } from 'prom-client';
import { bearer, sameSecret } from './parse-http.ts';
import { RefusedError } from './refused-error.ts';

/** For load balancers and Prometheus. `ready` rejects while the server cannot serve. */
export function healthRoutes(parts: { ready: () => Promise<void>; metrics: Registry; apiKey: string }): Router {
  const routes = Router();

  routes.get('/healthz', (_request, response) => void response.type('text/plain').send('ok\n'));

  routes.get('/readyz', async (_request, response) => {
    await parts.ready().then(
      () => response.type('text/plain').send('ready\n'),
      () => response.status(503).type('text/plain').send('the database does not answer\n'),
    );
  });

  routes.get('/metrics', async (request, response) => {
    if (!sameSecret(bearer(request), parts.apiKey)) throw new RefusedError('unauthorized', 'The API key is wrong');
    response.type(parts.metrics.contentType).send(await parts.metrics.metrics());
  });
  return routes;
}
