import { Router } from 'express';
import type { Trackers } from '../location/trackers.ts';
import { CourierId } from '../protocol/operator.ts';
import { parseId } from './parse-http.ts';

/** Couriers' background apps: whether one is set up, and ending it. */
export function operatorTrackerRoutes({ trackers }: { trackers: Trackers['operator'] }): Router {
  const routes = Router();
  routes.get('/couriers/:id/tracker', async (request, response) => {
    response.json(await trackers.state(parseId(CourierId, request.params.id)));
  });
  routes.delete('/couriers/:id/tracker', async (request, response) => {
    await trackers.end(parseId(CourierId, request.params.id));
    response.status(204).end();
  });
  return routes;
}
