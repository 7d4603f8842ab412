import { Router } from 'express';
import type { openPreferences } from '../assistant/preferences/handlers.ts';
import { RecipientId } from '../protocol/operator.ts';
import { parseHttp } from './parse-http.ts';

/** What is remembered of recipients, for whoever asks by right what is, and that it goes. */
export function operatorPreferenceRoutes({
  preferences,
}: {
  preferences: ReturnType<typeof openPreferences>['operator'];
}): Router {
  const routes = Router();

  routes.get('/recipients/:id/preferences', async (request, response) => {
    response.json(await preferences.of(parseHttp(RecipientId, request.params.id)));
  });

  routes.delete('/recipients/:id/preferences', async (request, response) => {
    await preferences.forget(parseHttp(RecipientId, request.params.id));
    response.status(204).end();
  });

  return routes;
}
