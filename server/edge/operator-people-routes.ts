import { Router } from 'express';
import { AgentId, LineId, MemberId, StationId } from '#protocol';
import type * as v from 'valibot';
import type { Parts } from '../parts.ts';
import type { Guest, PeopleOperator } from '../people/handlers.ts';
import type { LinkHolder, Links } from '../people/links.ts';
import { GuestOrder, MemberOrder } from '../protocol/operator.ts';
import { parseHttp, parseId } from './parse-http.ts';

interface Needs extends Pick<Parts, 'deliveries'> {
  people: PeopleOperator;
  links: Links;
}

const holderOf = (guest: Guest): LinkHolder =>
  guest.role === 'station' ? { role: guest.role, scopeId: guest.id } : { role: guest.role, scopeId: guest.id };

/** Stations, agents, and their coming to lines: a part of the operator's API. */
export function operatorPeopleRoutes({ people, links, deliveries }: Needs): Router {
  const routes = Router();

  function guestRoutes<Id extends v.GenericSchema>(path: string, id: Id, guestOf: (id: v.InferOutput<Id>) => Guest) {
    routes.put(`${path}/:id`, async (request, response) => {
      const guest = guestOf(parseHttp(id, request.params.id));
      const { name } = parseHttp(GuestOrder, request.body);
      const created = await people.name(guest, name);
      const link = await links.current(holderOf(guest), created);
      response
        .status(created ? 201 : 200)
        .json({ id: guest.id, name, link: link?.url ?? null, linkId: link?.id ?? null });
    });

    routes.post(`${path}/:id/links`, async (request, response) => {
      const guest = guestOf(parseHttp(id, request.params.id));
      await people.mustKnow(guest);
      response.status(201).json(await links.make(holderOf(guest)));
    });
  }
  guestRoutes('/stations', StationId, (id) => ({ role: 'station', id }));
  guestRoutes('/agents', AgentId, (id) => ({ role: 'agent', id }));

  routes.post('/deliveries/:id/members', async (request, response) => {
    const order = parseHttp(MemberOrder, request.body);
    const { id } = await deliveries.get(parseId(LineId, request.params.id));
    const guest: Guest =
      order.role === 'station' ? { role: order.role, id: order.stationId } : { role: order.role, id: order.agentId };
    const { member, joined } = await people.join(guest, id);
    response.status(joined ? 201 : 200).json(member);
  });

  routes.delete('/deliveries/:id/members/:memberId', async (request, response) => {
    const { id } = await deliveries.get(parseId(LineId, request.params.id));
    await people.leave(id, parseId(MemberId, request.params.memberId));
    response.status(204).end();
  });

  return routes;
}
