import { json, Router } from 'express';
import type { Compounds } from '../location/compounds.ts';
import { COMPOUND_MAX_BYTES, CompoundId, CompoundOrder, CompoundsQuery } from '../protocol/operator-compounds.ts';
import { parseHttp, parseId } from './parse-http.ts';

/** The drawings of compounds. They come before the API's own reader of bodies, which takes smaller ones. */
export function operatorCompoundRoutes({ compounds }: { compounds: Compounds }): Router {
  const routes = Router();
  const body = json({ limit: COMPOUND_MAX_BYTES, type: ['application/json', 'application/geo+json'] });
  routes.get('/compounds', async (request, response) => {
    const { after } = parseHttp(CompoundsQuery, request.query);
    response.json(await compounds.list(after ?? null));
  });
  routes.put('/compounds/:id', body, async (request, response) => {
    const id = parseHttp(CompoundId, request.params['id']);
    // Two megabytes of faults took half a minute to collect: here the first one is told.
    const compound = parseHttp(CompoundOrder, request.body, { abortEarly: true });
    const { created, kept } = await compounds.put(id, compound);
    response.status(created ? 201 : 200).json(kept);
  });
  routes.get('/compounds/:id', async (request, response) => {
    const compound = await compounds.get(parseId(CompoundId, request.params.id));
    response.type('application/geo+json').send(JSON.stringify(compound));
  });
  routes.delete('/compounds/:id', async (request, response) => {
    await compounds.remove(parseId(CompoundId, request.params.id));
    response.status(204).end();
  });
  return routes;
}
