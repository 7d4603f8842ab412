import type { Kysely } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { DeviceId, LinkId, TimeWindow } from '#protocol';
import { deliveriesHandlers, openDeliveries } from '../../server/deliveries/handlers.ts';
import { openLines } from '../../server/deliveries/lines.ts';
import { deliveryStore } from '../../server/deliveries/store.ts';
import { openWaiting } from '../../server/deliveries/waiting.ts';
import { newId } from '../../server/new-id.ts';
import type { Announced, Caller, Notify, Scope } from '../../server/parts.ts';
import { openMembership } from '../../server/people/membership.ts';
import { peopleStore } from '../../server/people/store.ts';
import type { Tables } from '../../server/storage/tables.ts';
import { timelineStore } from '../../server/timeline/store.ts';
import { openTimeline } from '../../server/timeline/timeline.ts';
import { engines } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';
import { TestClock } from '../support/test-clock.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A delivery on a real database, with two agents and a keeper on its line; what would be told is listed. */
async function openDelivery(db: Kysely<Tables>) {
  const clock = new TestClock();
  const told: string[] = [];
  const announced: Announced[] = [];
  const notify: Notify = {
    line: (_lineId, name) => void told.push(name),
    scope() {},
    desk() {},
    admit() {},
    dismiss() {},
    device() {},
  };
  const store = deliveryStore(db);
  const entries = timelineStore(db);
  const timeline = openTimeline({ clock, newId, notify, store: entries, entryAdded() {}, entryChanged() {} });
  const deliveries = openDeliveries({ clock, store, lines: openLines(db) });
  const moves = deliveriesHandlers({
    clock,
    newId,
    notify,
    membership: openMembership(db),
    timeline,
    deliveries,
    announce: async (_trx, entry) => void announced.push(entry),
    store,
    waiting: openWaiting(db),
    roundChanged() {},
    lineOver() {},
  });
  const seeded = await seedDelivery(db);
  const { lineId, roundId } = seeded;
  const people = peopleStore(db);
  const guests: Scope[] = [
    { role: 'agent', scopeId: 'mei' },
    { role: 'agent', scopeId: 'lin' },
    { role: 'station', scopeId: 'station-7' },
  ];
  for (const scope of guests) {
    const entry = await timeline.add(lineId, { by: null, clientId: null, body: { kind: 'text', text: 'came' } });
    await db
      .transaction()
      .execute((trx) => people.join(trx, { id: newId(), lineId, scope, name: scope.scopeId }, entry.id));
  }
  const as = (scope: Scope): Caller => ({
    actor: { ...scope, linkId: 'link-0001' as LinkId },
    deviceId: 'device-0001' as DeviceId,
  });
  const steps = async () =>
    (await entries.sinceSeq(lineId, 0, 100)).flatMap(({ body }) => (body.kind === 'status' ? [body] : []));
  const reschedule = (who: Scope, window: TimeWindow, instead: TimeWindow | null) =>
    moves.handlers['deliveries.reschedule'](as(who), { lineId, window, instead });
  const [mei, lin, keeper] = guests as [Scope, Scope, Scope];
  const courier: Scope = { role: 'courier', scopeId: roundId };
  const recipient: Scope = { role: 'recipient', scopeId: lineId };
  told.length = 0;
  return {
    lineId,
    clock,
    told,
    announced,
    moves,
    operator: moves.operator,
    memberId: seeded.recipient,
    deliveries,
    steps,
    reschedule,
    handlers: moves.handlers,
    as,
    mei,
    lin,
    keeper,
    courier,
    recipient,
  };
}

describe.each(engines)('another time for a delivery, on $name', ({ open }) => {
  it('is agreed on by an agent, with what it is instead of, and everybody is told', async () => {
    await using database = await open();
    const { clock, mei, reschedule, deliveries, steps, lineId, told, announced } = await openDelivery(database.db);
    const first = { from: clock.now() + HOUR_MS, to: clock.now() + 3 * HOUR_MS };
    const before = (await deliveries.get(lineId)).window;
    expect(await reschedule(mei, first, before)).toMatchObject({ status: 'rescheduled', window: first });
    const second = { from: first.from + DAY_MS, to: first.to + DAY_MS };
    await reschedule(mei, second, first);
    expect(await deliveries.get(lineId)).toMatchObject({ status: 'rescheduled', window: second });
    expect(await steps()).toEqual([
      { kind: 'status', status: 'rescheduled', window: first, ...(before && { instead: before }) },
      { kind: 'status', status: 'rescheduled', window: second, instead: first },
    ]);
    expect(told.filter((what) => what === 'deliveries.changed')).toHaveLength(2);
    expect(announced.map(({ body }) => body)).toEqual(await steps());
  });

  it('is written once, however often it is sent', async () => {
    await using database = await open();
    const { clock, mei, reschedule, steps, deliveries, lineId } = await openDelivery(database.db);
    const window = { from: clock.now() + HOUR_MS, to: clock.now() + 2 * HOUR_MS };
    const { window: before } = await deliveries.get(lineId);
    const taps = await Promise.allSettled(Array.from({ length: 8 }, () => reschedule(mei, window, before)));
    for (const tap of taps) if (tap.status === 'rejected') expect(tap.reason).toMatchObject({ code: 'conflict' });
    expect(taps.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await reschedule(mei, window, before)).toMatchObject({ window });
    expect(await steps()).toHaveLength(1);
  });

  it('is the first of two that are agreed on at once: the second has not seen it', async () => {
    await using database = await open();
    const { clock, mei, lin, reschedule, steps, deliveries, lineId } = await openDelivery(database.db);
    const { window: before } = await deliveries.get(lineId);
    const one = { from: clock.now() + HOUR_MS, to: clock.now() + 2 * HOUR_MS };
    const other = { from: one.from + DAY_MS, to: one.to + DAY_MS };
    const asked = await Promise.allSettled([reschedule(mei, one, before), reschedule(lin, other, before)]);
    const refused = asked.filter(({ status }) => status === 'rejected');
    expect(refused).toEqual([expect.objectContaining({ reason: expect.objectContaining({ code: 'conflict' }) })]);
    expect(await steps()).toHaveLength(1);
    const { window: now } = await deliveries.get(lineId);
    await expect(
      reschedule(mei, now?.from === one.from ? other : { ...one, to: one.to + 1 }, before),
    ).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await steps()).toHaveLength(1);
  });

  it('is refused where it is over, too far, or not theirs to set, and nothing is changed', async () => {
    await using database = await open();
    const opened = await openDelivery(database.db);
    const { clock, mei, keeper, courier, recipient, reschedule, steps, deliveries, lineId, operator } = opened;
    const { window: before } = await deliveries.get(lineId);
    const good = { from: clock.now() + HOUR_MS, to: clock.now() + 2 * HOUR_MS };
    const now = clock.now();
    await expect(reschedule(mei, { from: now - HOUR_MS, to: now }, before)).rejects.toMatchObject({ code: 'too_late' });
    const far = now + 60 * DAY_MS + 1;
    await expect(reschedule(mei, { from: far, to: far + HOUR_MS }, before)).rejects.toMatchObject({
      code: 'bad_request',
    });
    for (const who of [keeper, courier, recipient])
      await expect(reschedule(who, good, before)).rejects.toMatchObject({ code: 'step_not_allowed' });
    await expect(reschedule({ role: 'agent', scopeId: 'stranger' }, good, before)).rejects.toMatchObject({
      code: 'forbidden',
    });
    for (const status of ['out_for_delivery', 'delivered'] as const)
      await operator.setStatus(lineId, { status, window: null });
    await expect(reschedule(mei, good, before)).rejects.toMatchObject({ code: 'step_not_allowed' });
    expect(await steps()).toHaveLength(2);
    expect((await deliveries.get(lineId)).window).toEqual(before);
  });

  it('is still to be found where only the status says so: the old one holds no longer', async () => {
    await using database = await open();
    const { clock, mei, reschedule, deliveries, lineId, handlers, as, steps } = await openDelivery(database.db);
    const { window: before } = await deliveries.get(lineId);
    const window = { from: clock.now() + HOUR_MS, to: clock.now() + 2 * HOUR_MS };
    await reschedule(mei, window, before);
    await handlers['deliveries.set_status'](as(mei), { lineId, status: 'failed' });
    expect(await deliveries.get(lineId)).toMatchObject({ status: 'failed', window });
    await handlers['deliveries.set_status'](as(mei), { lineId, status: 'rescheduled' });
    expect(await deliveries.get(lineId)).toMatchObject({ status: 'rescheduled', window: null });
    expect((await steps()).at(-1)).toEqual({ kind: 'status', status: 'rescheduled', instead: window });
    await reschedule(mei, window, null);
    expect((await steps()).at(-1)).toEqual({ kind: 'status', status: 'rescheduled', window });
  });

  it('is taken back once, however often it is asked for, and never past what has become of the delivery since', async () => {
    await using database = await open();
    const { clock, moves, memberId, deliveries, lineId, steps } = await openDelivery(database.db);
    const window = { from: clock.now() + HOUR_MS, to: clock.now() + 2 * HOUR_MS };
    const stood = await deliveries.get(lineId);
    const before = await moves.agree(lineId, window, memberId);
    // Said twice: from the second one there is no way back.
    const again = await moves.agree(lineId, window, memberId);
    await expect(moves.disagree(lineId, window, again, memberId)).rejects.toMatchObject({ code: 'too_late' });
    await moves.disagree(lineId, window, before, memberId);
    await moves.disagree(lineId, window, before, memberId);
    expect(await deliveries.get(lineId)).toMatchObject({ status: stood.status, window: stood.window });
    expect(await steps()).toHaveLength(2);
    await moves.agree(lineId, window, memberId);
    await moves.operator.setStatus(lineId, { status: 'failed', window: null });
    await expect(moves.disagree(lineId, window, before, memberId)).rejects.toMatchObject({ code: 'conflict' });
    expect(await steps()).toHaveLength(4);
  });
});
