import { AgentId, StationId } from '#protocol';
import * as v from 'valibot';
import type { App } from './app.ts';
import { demoCourierId, demoPlace } from './location/demo-place.ts';

export interface DemoLinks {
  readonly courier: string;
  readonly recipient: string;
  readonly station: string;
  readonly agent: string;
}

/** Names at the demo compound, as its signs have them. */
export const demoCourier = { id: demoCourierId, name: '王师傅' };
const demoStation = { role: 'station', id: v.parse(StationId, 'demo-station') } as const;
const demoAgent = { role: 'agent', id: v.parse(AgentId, 'demo-agent') } as const;

/** The first delivery of a day. */
export const demoReference = (now: Date): string => `demo-${dayOf(now)}-6208`;
const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

/**
 * A courier with a round of two, for a first look; station and customer service are on the second line, and come to the first
 * where they are called. Made once a day; later starts print the same links again.
 */
export async function openDemo(app: App, nowMs: number): Promise<DemoLinks> {
  const now = new Date(nowMs);
  const day = dayOf(now);
  const first = await app.operator.create({
    reference: demoReference(now),
    courier: demoCourier,
    recipientName: '李女士',
    recipientId: 'demo-recipient',
    address: '演示花园',
    addressDetail: '3 号楼 2 单元 1201',
    point: demoPlace.home,
    window: null,
    day,
  });
  const second = await app.operator.create({
    reference: `demo-${day}-3315`,
    courier: demoCourier,
    recipientName: 'Emma',
    recipientId: 'demo-recipient-2',
    address: '演示花园',
    addressDetail: '2 号楼 1 单元 1501',
    point: demoPlace.secondDoor,
    window: null,
    day,
  });
  if (first.delivery.status === 'assigned')
    await app.operator.setStatus(first.delivery.id, { status: 'out_for_delivery', window: null });
  await app.people.name(demoStation, '演示花园驿站');
  await app.people.name(demoAgent, '客服小林');
  if (second.created) {
    await app.people.join(demoStation, second.delivery.id);
    await app.people.join(demoAgent, second.delivery.id);
  }
  const courier = await app.links.current({ role: 'courier', scopeId: first.roundId }, true);
  const recipient = await app.links.current({ role: 'recipient', scopeId: first.delivery.id }, true);
  const station = await app.links.current({ role: 'station', scopeId: demoStation.id }, true);
  const agent = await app.links.current({ role: 'agent', scopeId: demoAgent.id }, true);
  if (!courier || !recipient || !station || !agent) throw new Error('A demo link could not be made');
  return { courier: courier.url, recipient: recipient.url, station: station.url, agent: agent.url };
}
