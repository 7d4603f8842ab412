import { Router } from 'express';
import { LineId } from '#protocol';
import type { Deliveries } from '../parts.ts';
import { SearchQuery } from '../protocol/operator-search.ts';
import type { timelineSearch } from '../timeline/search.ts';
import { parseHttp, parseId } from './parse-http.ts';

interface Needs {
  search: Pick<ReturnType<typeof timelineSearch>, 'everything'>;
  deliveries: Pick<Deliveries, 'get'>;
}

/** Searching what was said, over every line or in one. */
export function operatorSearchRoutes({ search, deliveries }: Needs): Router {
  const routes = Router();
  routes.get('/search', async (request, response) => {
    const { q, lineId, after } = parseHttp(SearchQuery, request.query);
    const { id } = lineId === undefined ? { id: null } : await deliveries.get(parseId(LineId, lineId));
    response.json(await search.everything(q, id, after ?? null));
  });
  return routes;
}
