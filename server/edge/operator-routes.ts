import { Router, json } from 'express';
import { type Delivery, LineId, LinkId, type RoundId } from '#protocol';
import * as v from 'valibot';
import type { deliveriesHandlers } from '../deliveries/handlers.ts';
import type { Compounds } from '../location/compounds.ts';
import type { PeopleOperator } from '../people/handlers.ts';
import type { Links } from '../people/links.ts';
import type { OperatorData } from '../operator-data.ts';
import type { Parts } from '../parts.ts';
import { DeliveryOrder, LinkOrder, StatusOrder } from '../protocol/operator.ts';
import { PAGE_MAX } from '../protocol/limits.ts';
import { AssistantRules } from '../protocol/operator-assistant.ts';
import { QuickReplies } from '../protocol/operator-quick-replies.ts';
import type { TimelineStore } from '../timeline/store.ts';
import { openApi } from './openapi.ts';
import { operatorCompoundRoutes } from './operator-compound-routes.ts';
import { operatorPeopleRoutes } from './operator-people-routes.ts';
import { operatorPreferenceRoutes } from './operator-preference-routes.ts';
import { bearer, parseHttp, parseId, sameSecret } from './parse-http.ts';
import { operatorRecordRoutes } from './operator-record-routes.ts';
import { operatorDataRoutes } from './operator-data-routes.ts';
import { operatorSearchRoutes } from './operator-search-routes.ts';
import { operatorTrackerRoutes } from './operator-tracker-routes.ts';
import { operatorWebhookRoutes } from './operator-webhook-routes.ts';
import { RefusedError } from './refused-error.ts';

/** Largest JSON body: the largest order is about 2 kB. */
const BODY_MAX = '32kb';

const Since = v.pipe(
  v.optional(v.string(), '0'),
  v.regex(/^\d{1,9}$/, 'since must be a whole number'),
  v.transform(Number),
);

interface Needs extends Pick<Parts, 'deliveries'> {
  apiKey: string;
  operator: ReturnType<typeof deliveriesHandlers>['operator'];
  timelineStore: TimelineStore;
  links: Links;
  search: Parameters<typeof operatorSearchRoutes>[0]['search'];
  webhooks: Parameters<typeof operatorWebhookRoutes>[0]['webhooks'];
  quickReplies: OperatorData<QuickReplies>;
  assistantRules: OperatorData<AssistantRules>;
  compounds: Compounds;
  trackers: Parameters<typeof operatorTrackerRoutes>[0]['trackers'];
  people: PeopleOperator;
  preferences: Parameters<typeof operatorPreferenceRoutes>[0]['preferences'];
  record: Parameters<typeof operatorRecordRoutes>[0]['record'];
  /** Puts out, at once, everybody who came in by the link. */
  shutOut: (linkId: LinkId) => void;
}

/** A window's times as epoch ms. */
const spanOf = ({ from, to }: { from: string; to: string }) => ({ from: Date.parse(from), to: Date.parse(to) });

/** The operator's HTTP API, `/api/v1`. */
export function operatorRoutes({
  apiKey,
  operator,
  people,
  timelineStore,
  links,
  shutOut,
  deliveries,
  search,
  record,
  webhooks,
  quickReplies,
  assistantRules,
  compounds,
  trackers,
  preferences,
}: Needs): Router {
  const routes = Router();
  routes.get('/openapi.json', (_request, response) => void response.json(openApi()));
  routes.use((request, _response, next) => {
    if (!sameSecret(bearer(request), apiKey)) throw new RefusedError('unauthorized', 'The API key is wrong');
    next();
  });
  routes.use(operatorCompoundRoutes({ compounds }));
  routes.use(json({ limit: BODY_MAX }));

  routes.use(operatorPeopleRoutes({ people, links, deliveries }));

  async function withLinks(delivery: Delivery, roundId: RoundId, created: boolean) {
    const recipient = await links.current({ role: 'recipient', scopeId: delivery.id }, created);
    const courier = await links.current({ role: 'courier', scopeId: roundId }, created);
    return {
      ...delivery,
      links: { recipient: recipient?.url ?? null, courier: courier?.url ?? null },
      linkIds: { recipient: recipient?.id ?? null, courier: courier?.id ?? null },
    };
  }

  routes.post('/deliveries', async (request, response) => {
    const { recipient, window, ...order } = parseHttp(DeliveryOrder, request.body);
    const { delivery, roundId, created } = await operator.create({
      ...order,
      recipientName: recipient.name,
      recipientId: recipient.id,
      window: window && spanOf(window),
    });
    response.status(created ? 201 : 200).json(await withLinks(delivery, roundId, created));
  });

  routes.get('/deliveries/:id', async (request, response) => {
    const { delivery, roundId } = await operator.get(parseId(LineId, request.params.id));
    response.json(await withLinks(delivery, roundId, false));
  });

  routes.post('/deliveries/:id/status', async (request, response) => {
    const { status, window, correction } = parseHttp(StatusOrder, request.body);
    const to = { status, window: window && spanOf(window) };
    response.json(await operator.setStatus(parseId(LineId, request.params.id), to, correction));
  });

  routes.get('/deliveries/:id/timeline', async (request, response) => {
    const since = parseHttp(Since, request.query['since']);
    const { id } = await deliveries.get(parseId(LineId, request.params.id));
    const entries = await timelineStore.sinceSeq(id, since, PAGE_MAX + 1);
    response.json({ lineId: id, entries: entries.slice(0, PAGE_MAX), more: entries.length > PAGE_MAX });
  });

  routes.post('/deliveries/:id/links', async (request, response) => {
    const { role } = parseHttp(LinkOrder, request.body);
    const { delivery, roundId } = await operator.get(parseId(LineId, request.params.id));
    response
      .status(201)
      .json(await links.make(role === 'courier' ? { role, scopeId: roundId } : { role, scopeId: delivery.id }));
  });

  routes.delete('/links/:id', async (request, response) => {
    const linkId = parseId(LinkId, request.params.id);
    if (!(await links.revoke(linkId))) throw new RefusedError('not_found', 'There is no such link');
    shutOut(linkId);
    response.status(204).end();
  });

  routes.use(operatorRecordRoutes({ record }));
  routes.use(operatorSearchRoutes({ search, deliveries }));
  routes.use(operatorWebhookRoutes({ webhooks }));
  routes.use(operatorDataRoutes('/quick-replies', QuickReplies, quickReplies));
  routes.use(operatorDataRoutes('/assistant', AssistantRules, assistantRules));
  routes.use(operatorTrackerRoutes({ trackers }));
  routes.use(operatorPreferenceRoutes({ preferences }));
  routes.use(() => {
    throw new RefusedError('not_found', 'The API has no such path');
  });
  return routes;
}
