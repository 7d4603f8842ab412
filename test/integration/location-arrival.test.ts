import { expect, it } from 'vitest';
import type { Entry, Fix, LineId, Point, Status } from '#protocol';
import { demoPlace } from '../../server/location/demo-place.ts';
import { newId } from '../../server/new-id.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';
import { TestClock } from '../support/test-clock.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';

const clock = new TestClock();
const { home, secondDoor } = demoPlace;
/** 200 m north of the first door. */
const close: Point = { lat: home.lat + 0.0018, lng: home.lng };
/** 2 km north of it. */
const far: Point = { lat: home.lat + 0.018, lng: home.lng };

const isStatus = (lineId: LineId, status: Status) => (entry: Entry) =>
  entry.lineId === lineId && entry.body.kind === 'status' && entry.body.status === status;

/** Stands somewhere for ten seconds, one fix a second in one report, as a page does that was hidden. */
async function stand(courier: Phone, point: Point, more: Partial<Fix> = {}): Promise<void> {
  clock.pass(60_000);
  const fixes = Array.from({ length: 10 }, (_, i): Fix => {
    return { point, accuracy: 8, speed: 0, heading: null, at: clock.now() - 9000 + i * 1000, ...more };
  });
  expect(await courier.ask('location.report', { fixes })).toEqual({ accepted: 10 });
}

/** A round of two at the demo compound and one behind it, on its way. */
async function round(server: TestServer) {
  const courierOf = { courier: { id: `courier-${newId()}`, name: '王师傅' } };
  const first = await server.createDelivery(courierOf);
  const second = await server.createDelivery({ ...courierOf, point: secondDoor });
  const last = await server.createDelivery({ ...courierOf, point: far });
  const lineIds = [first.delivery.id, second.delivery.id, last.delivery.id];
  for (const id of lineIds) await server.operator('POST', `/deliveries/${id}/status`, { status: 'out_for_delivery' });
  const courier = await server.phone(first.tokens.courier);
  const recipient = await server.phone(first.tokens.recipient);
  const neighbour = await server.phone(second.tokens.recipient);
  const third = await server.phone(last.tokens.recipient);
  const three = last.delivery.id;
  return { three, third, one: first.delivery.id, two: second.delivery.id, lineIds, courier, recipient, neighbour };
}

it('a courier who comes near and to the door is said to be there, to the people and to the backend', async () => {
  await using receiver = await startWebhookReceiver();
  await using server = await startServer({
    sfu: null,
    clock,
    settings: { DOORLINE_WEBHOOK_URL: receiver.url, DOORLINE_WEBHOOK_SECRET: `whsec_${'A'.repeat(43)}=` },
  });
  const { one, two, lineIds, courier, recipient, neighbour } = await round(server);
  await courier.ask('location.share', { lineIds, forMs: null });
  await stand(courier, { lat: far.lat + 0.1, lng: far.lng });
  await stand(courier, close);
  const near = await recipient.next('timeline.changed', isStatus(one, 'nearby'));
  expect(near).toMatchObject({ by: null, clientId: null });
  await neighbour.next('timeline.changed', isStatus(two, 'nearby'));
  expect(await recipient.next('deliveries.changed', ({ status }) => status === 'nearby')).toMatchObject({ id: one });

  // Before the second door, whose turn it is not.
  await stand(courier, secondDoor);
  await stand(courier, home);
  await recipient.next('timeline.changed', isStatus(one, 'arrived'));
  expect(await recipient.next('deliveries.changed', ({ status }) => status === 'arrived')).toMatchObject({ id: one });

  // Away and back again: nothing twice.
  await stand(courier, far);
  await stand(courier, home);
  await courier.ask('deliveries.set_status', { lineId: one, status: 'delivered' });
  await stand(courier, secondDoor);
  await neighbour.next('timeline.changed', isStatus(two, 'arrived'));
  expect(await statusesOf(recipient, one)).toEqual(['out_for_delivery', 'nearby', 'arrived', 'delivered']);
  expect(await statusesOf(neighbour, two)).toEqual(['out_for_delivery', 'nearby', 'arrived']);

  const told = async () => {
    const { body } = await server.operator('GET', '/webhooks');
    return (
      body as { webhooks: { event: string; body: { data: { deliveryId: string; by: unknown; status?: string } } }[] }
    ).webhooks;
  };
  expect(JSON.stringify(await told())).not.toMatch(/30\.2|120\.02/);
  const { body } = await server.operator('GET', `/deliveries/${one}/timeline`);
  expect((body as { entries: Entry[] }).entries.filter((entry) => entry.by === null)).toHaveLength(3);
});

const statusesOf = async (phone: Phone, lineId: LineId) => {
  const { entries } = await phone.ask('timeline.since', { lineId, rev: 0 });
  return entries.flatMap(({ body }) => (body.kind === 'status' ? [body.status] : []));
};

it('positions move nothing that is not shared, not on its way, or not sure', async () => {
  await using server = await startServer({ sfu: null, clock });
  const { one, two, three, courier, recipient, neighbour, third } = await round(server);
  // Only the second line hears where the courier is: the first one's delivery stays as it is.
  await courier.ask('location.share', { lineIds: [two], forMs: null });
  await stand(courier, home);
  await stand(courier, home, { accuracy: 200 });
  await neighbour.next('timeline.changed', isStatus(two, 'nearby'));
  expect(await statusesOf(recipient, one)).toEqual(['out_for_delivery']);

  // What a person says in the meantime holds.
  await server.operator('POST', `/deliveries/${two}/status`, { status: 'rescheduled' });
  await courier.ask('location.share', { lineIds: [one], forMs: null });
  await stand(courier, home, { accuracy: 100 });
  await recipient.next('timeline.changed', isStatus(one, 'nearby'));
  await server.operator('POST', `/deliveries/${one}/status`, { status: 'at_station' });
  await stand(courier, home);
  await stand(courier, secondDoor);
  // What was heard of a round is looked through in order: after this nothing more comes of what was before it.
  await courier.ask('location.share', { lineIds: [three], forMs: null });
  await stand(courier, far);
  await third.next('timeline.changed', isStatus(three, 'arrived'));
  expect(await statusesOf(recipient, one)).toEqual(['out_for_delivery', 'nearby', 'at_station']);
  expect(await statusesOf(neighbour, two)).toEqual(['out_for_delivery', 'nearby', 'rescheduled']);
});

it('a courier who takes back that they are there is there only when they say so', async () => {
  await using server = await startServer({ sfu: null, clock });
  const { one, two, courier, recipient, neighbour } = await round(server);
  await courier.ask('location.share', { lineIds: [one, two], forMs: null });
  await stand(courier, home);
  await recipient.next('timeline.changed', isStatus(one, 'arrived'));
  await courier.ask('deliveries.set_status', { lineId: one, status: 'out_for_delivery' });
  const { body } = await recipient.next('timeline.changed', isStatus(one, 'out_for_delivery'));
  expect(body).toMatchObject({ takenBack: 'arrived' });
  await stand(courier, close);
  await stand(courier, home);
  // Once theirs is over, the round goes on by positions.
  await courier.ask('deliveries.set_status', { lineId: one, status: 'arrived' });
  await stand(courier, secondDoor);
  await neighbour.next('timeline.changed', isStatus(two, 'arrived'));
  expect(await statusesOf(recipient, one)).toEqual([
    'out_for_delivery',
    'arrived',
    'out_for_delivery',
    'nearby',
    'arrived',
  ]);
  const asOperator = await server.operator('POST', `/deliveries/${one}/status`, { status: 'out_for_delivery' });
  expect(asOperator.status).toBe(409);
});

it("a recipient's own position says nothing of the parcel, and an operator may switch it all off", async () => {
  await using server = await startServer({ sfu: null, clock, settings: { DOORLINE_ARRIVAL: 'off' } });
  const { one, courier, recipient } = await round(server);
  await recipient.ask('location.share', { lineIds: [one], forMs: null });
  await courier.ask('location.share', { lineIds: [one], forMs: null });
  await stand(recipient, home);
  await stand(courier, home);
  await courier.ask('deliveries.set_status', { lineId: one, status: 'arrived' });
  expect(await statusesOf(recipient, one)).toEqual(['out_for_delivery', 'arrived']);
});
