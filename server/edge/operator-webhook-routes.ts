import { Router } from 'express';
import { ReplayOrder, WebhookId, WebhooksQuery } from '../protocol/operator-webhooks.ts';
import type { webhooksOperator } from '../webhooks/operator.ts';
import { parseHttp, parseId } from './parse-http.ts';

/** What became of the webhooks, and sending them again. */
export function operatorWebhookRoutes({ webhooks }: { webhooks: ReturnType<typeof webhooksOperator> }): Router {
  const routes = Router();
  routes.get('/webhooks', async (request, response) => {
    const { state, after } = parseHttp(WebhooksQuery, request.query);
    response.json(await webhooks.list(state ?? null, after ?? null));
  });
  routes.post('/webhooks/replay', async (request, response) => {
    const { since } = parseHttp(ReplayOrder, request.body);
    response.status(202).json(await webhooks.replaySince(Date.parse(since)));
  });
  routes.post('/webhooks/:id/replay', async (request, response) => {
    response.status(202).json(await webhooks.replay(parseId(WebhookId, request.params.id)));
  });
  return routes;
}
