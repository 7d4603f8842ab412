import { Router } from 'express';
import type { QuickReplyList } from '../people/quick-replies.ts';
import { QuickReplies } from '../protocol/operator-quick-replies.ts';
import { parseHttp } from './parse-http.ts';

/** The answers that need no typing, as the operator wants them. */
export function operatorQuickReplyRoutes({ quickReplies }: { quickReplies: QuickReplyList }): Router {
  const routes = Router();
  routes.get('/quick-replies', async (_request, response) => void response.json(await quickReplies.all()));
  routes.put('/quick-replies', async (request, response) => {
    await quickReplies.set(parseHttp(QuickReplies, request.body));
    response.json(await quickReplies.all());
  });
  routes.delete('/quick-replies', async (_request, response) => {
    await quickReplies.reset();
    response.json(await quickReplies.all());
  });
  return routes;
}
