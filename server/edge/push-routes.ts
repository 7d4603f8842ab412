import { type Request, json, Router } from 'express';
import type { LinkId } from '#protocol';
import type { Actor, Clock } from '../parts.ts';
import { PushSubscribe, PushUnsubscribe } from '../protocol/push.ts';
import type { Push } from '../push/push.ts';
import { parseHttp } from './parse-http.ts';
import { openRateLimit } from './rate-limit.ts';
import { RefusedError } from './refused-error.ts';

/** A page says it once when it opens; a family's phones and their tabs do so at once. */
const pace = { burst: 30, perSecond: 0.2 };

interface Needs {
  clock: Clock;
  /** Who asks. */
  actorOf: (request: Request) => Promise<Actor>;
  /** Null: the operator wants no pushes. */
  push: Pick<Push, 'subscribe' | 'unsubscribe'> | null;
}

/** Where a browser says that it wants to hear of its lines while their page is closed, and that it does no more. */
export function pushRoutes({ clock, actorOf, push }: Needs): Router {
  const routes = Router();
  const limit = openRateLimit(clock, pace);

  function mustBeOffered(linkId: LinkId): NonNullable<typeof push> {
    if (push === null) throw new RefusedError('unavailable', 'This server sends no pushes');
    if (!limit.take(linkId)) throw new RefusedError('too_many', 'Too many requests; wait a moment');
    return push;
  }

  const route = routes.route('/push');
  const body = json({ limit: '4kb' });
  route.put(body, async (request, response) => {
    const actor = await actorOf(request);
    await mustBeOffered(actor.linkId).subscribe(actor, parseHttp(PushSubscribe, request.body));
    response.status(204).end();
  });
  route.delete(body, async (request, response) => {
    const actor = await actorOf(request);
    const { endpoint } = parseHttp(PushUnsubscribe, request.body);
    await mustBeOffered(actor.linkId).unsubscribe(actor, endpoint);
    response.status(204).end();
  });
  return routes;
}
