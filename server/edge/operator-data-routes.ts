import { Router } from 'express';
import type * as v from 'valibot';
import type { OperatorData } from '../operator-data.ts';
import { parseHttp } from './parse-http.ts';

/** Something that the operator sets as a whole: GET tells it, PUT puts another in its place, DELETE goes back to the defaults. */
export function operatorDataRoutes<Schema extends v.GenericSchema>(
  path: string,
  schema: Schema,
  data: OperatorData<v.InferOutput<Schema>>,
): Router {
  const routes = Router();
  routes.get(path, async (_request, response) => void response.json(await data.get()));
  routes.put(path, async (request, response) => {
    await data.set(parseHttp(schema, request.body));
    response.json(await data.get());
  });
  routes.delete(path, async (_request, response) => {
    await data.reset();
    response.json(await data.get());
  });
  return routes;
}
