import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Entry, KeptOfRecipient, LineId, Preferences, Status } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { nameGuest } from '../support/guests.ts';
import { download } from '../support/record.ts';
import { type Phone, startServer, type TestServer, type TestServerOptions } from '../support/server.ts';
import { TestClock } from '../support/test-clock.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const nothing: Preferences = { habit: null, risk: null, home: [], channel: null, notes: [] };

/** A server whose clock stands at four on a Friday afternoon in Shanghai. */
async function start(options: TestServerOptions = {}) {
  const clock = new TestClock();
  const server = await startServer({ sfu: null, clock, ...options });
  onTestFinished(() => server.close());
  return { server, clock };
}

/** A line with both its people; all recipients have one name and one door. */
async function lineTo(server: TestServer, id: string | null, more: Record<string, unknown> = {}) {
  const made = await server.createDelivery({
    courier: { id: `courier-${newId()}`, name: 'Wang' },
    recipient: { name: '李女士', ...(id === null ? {} : { id }) },
    ...more,
  });
  const { id: lineId } = made.delivery;
  const courier = await server.phone(made.tokens.courier);
  const recipient = await server.phone(made.tokens.recipient);
  const step = async (...statuses: Status[]) => {
    for (const status of statuses) await courier.ask('deliveries.set_status', { lineId, status });
  };
  return { ...made, lineId, courier, recipient, step, about: () => courier.ask('preferences.about', { lineId }) };
}

/** What is remembered once so many deliveries were counted: it is learnt right after they end. */
async function mine(recipient: Phone, lineId: LineId, deliveries: number) {
  await expect.poll(async () => (await recipient.ask('preferences.mine', { lineId })).deliveries).toBe(deliveries);
  return recipient.ask('preferences.mine', { lineId });
}

/** So many deliveries that end so, an hour apart. */
async function past(server: TestServer, clock: TestClock, id: string, times: number, ...statuses: Status[]) {
  for (let n = 0; n < times; n++) {
    const line = await lineTo(server, id);
    await line.step('out_for_delivery', ...statuses);
    clock.pass(HOUR_MS / 4);
    line.courier.close();
    line.recipient.close();
  }
}

describe('what past deliveries say about the next', () => {
  it('counts a shut door where another time was agreed on by a tap, and not what was put off before the trip', async () => {
    const { server } = await start({ settings: { DOORLINE_ASSISTANT: 'on' } });
    for (const [status, away] of [
      ['arrived', 1],
      ['out_for_delivery', 0],
    ] as const) {
      const { lineId, recipient, step } = await lineTo(server, `anna-${status}`);
      await step(status);
      await recipient.ask('timeline.send', { lineId, clientId: newId(), text: '我不在家，明天晚上七点以后再送吧' });
      const { id: entryId } = await recipient.next('timeline.changed', ({ body }) => body.kind === 'suggestion');
      await recipient.ask('assistant.answer', { lineId, entryId, answer: 'confirm' });
      // Of the other one only that they wrote.
      const told = await mine(recipient, lineId, 1);
      expect(told.hours).toEqual(away === 0 ? [] : [{ when: 'weekday', part: 'afternoon', home: 0, away }]);
    }
  });

  it('counts how they asked to be reached', async () => {
    const { server } = await start({ settings: { DOORLINE_ASSISTANT: 'on' } });
    const { lineId, recipient, courier, step } = await lineTo(server, 'anna');
    await step('out_for_delivery');
    await recipient.ask('timeline.send', { lineId, clientId: newId(), text: '到了别打电话，发消息给我' });
    await courier.next('timeline.changed', ({ body }) => body.kind === 'text');
    // Heard after what was said before it.
    await recipient.ask('timeline.send', { lineId, clientId: newId(), text: '放门口吧' });
    await courier.next('timeline.changed', ({ body }) => body.kind === 'suggestion');
    await step('delivered');
    expect(await mine(recipient, lineId, 1)).toMatchObject({ channels: [{ channel: 'message', times: 1 }] });
  });

  it('is said to its courier with its reason, and all of it to the recipient', async () => {
    const { server, clock } = await start();
    await past(server, clock, 'anna', 4, 'at_station');
    await past(server, clock, 'anna', 2, 'arrived', 'failed');
    const { lineId, recipient, about } = await lineTo(server, 'anna');
    const told = await mine(recipient, lineId, 6);
    expect(told).toMatchObject({
      remembering: 'on',
      since: 1_800_000_000_000,
      place: null,
      places: [{ place: 'station', times: 4 }],
      hours: [{ when: 'weekday', part: 'afternoon', home: 0, away: 2 }],
      notes: [],
    });
    expect(await about()).toEqual(told.shown);
    expect(told.shown).toMatchObject({
      habit: { by: 'deliveries', place: 'station', times: 4, of: 4, when: 'weekday', part: 'afternoon' },
      risk: { times: 2, of: 2, when: 'weekday', part: 'afternoon' },
      home: [],
      channel: null,
    });
  });

  it('is that of the window in which the parcel comes', async () => {
    const { server, clock } = await start();
    await past(server, clock, 'anna', 3, 'failed');
    clock.pass(DAY_MS);
    await past(server, clock, 'anna', 4, 'delivered');
    const now = clock.now();
    const at = (from: number) => ({
      window: { from: new Date(from).toISOString(), to: new Date(from + HOUR_MS).toISOString() },
    });
    // Saturday evening now; Monday at four in the afternoon.
    const today = await lineTo(server, 'anna', at(now));
    const monday = await lineTo(server, 'anna', at(now + 2 * DAY_MS - HOUR_MS));
    await mine(today.recipient, today.lineId, 7);
    expect((await today.about()).risk).toBeNull();
    expect((await today.about()).habit).toMatchObject({ place: 'hand', when: 'weekend' });
    expect((await monday.about()).risk).toMatchObject({ times: 3, of: 3, when: 'weekday', part: 'afternoon' });
  });

  it('is learnt by the clocks at the door', async () => {
    const { server, clock } = await start({ settings: { DOORLINE_TIME_ZONE: 'America/New_York' } });
    await past(server, clock, 'anna', 1, 'delivered');
    const kept = () => server.operator('GET', '/recipients/anna/preferences');
    await expect
      .poll(async () => ((await kept()).body as KeptOfRecipient).outcomes)
      .toMatchObject([{ weekday: 5, hour: 3, place: 'hand', home: true }]);
  });

  it('follows a status that was put right', async () => {
    const { server } = await start();
    const { lineId, recipient, step } = await lineTo(server, 'anna');
    await step('out_for_delivery', 'delivered');
    expect(await mine(recipient, lineId, 1)).toMatchObject({ places: [{ place: 'hand', times: 1 }] });
    await server.operator('POST', `/deliveries/${lineId}/status`, { status: 'at_station', correction: true });
    await expect
      .poll(async () => (await recipient.ask('preferences.mine', { lineId })).places)
      .toEqual([{ place: 'station', times: 1 }]);
    await server.operator('POST', `/deliveries/${lineId}/status`, { status: 'delivered' });
    await server.operator('POST', `/deliveries/${lineId}/status`, { status: 'out_for_delivery', correction: true });
    await mine(recipient, lineId, 0);
  });
});

describe('what was agreed by a tap', () => {
  it('is where the parcel went', async () => {
    const { server } = await start({ settings: { DOORLINE_ASSISTANT: 'on' } });
    const { lineId, courier, recipient, step } = await lineTo(server, 'anna');
    await step('out_for_delivery');
    const say = (phone: Phone, text: string) => phone.ask('timeline.send', { lineId, clientId: newId(), text });
    const isOpen = ({ body }: Entry) => body.kind === 'suggestion' && body.state === 'open';
    await say(recipient, '放门卫那里吧');
    const { id: entryId } = await courier.next('timeline.changed', isOpen);
    await courier.ask('assistant.answer', { lineId, entryId, answer: 'confirm' });
    await step('left_at_place');
    expect(await mine(recipient, lineId, 1)).toMatchObject({ places: [{ place: 'guard', times: 1 }], hours: [] });
  });

  it('is words that are kept, where they can be', async () => {
    const { server } = await start({ settings: { DOORLINE_ASSISTANT: 'on' } });
    const { lineId, courier, recipient, step, about } = await lineTo(server, 'anna');
    await step('out_for_delivery');
    await recipient.ask('timeline.send', { lineId, clientId: newId(), text: '从东门进来，绕过假山第二个单元' });
    const asked = await courier.next(
      'timeline.changed',
      ({ body }) => body.kind === 'suggestion' && body.act.do === 'remember',
    );
    await recipient.ask('assistant.answer', { lineId, entryId: asked.id, answer: 'confirm' });
    expect((await about()).notes).toMatchObject([{ text: expect.stringContaining('假山') as string }]);
  });
});

describe('what a recipient says of themselves', () => {
  it('wins over what was counted, and is read by the courier of the next delivery', async () => {
    const { server, clock } = await start();
    await past(server, clock, 'anna', 4, 'at_station');
    const { lineId, recipient, about } = await lineTo(server, 'anna');
    await mine(recipient, lineId, 4);
    await recipient.ask('preferences.correct', { lineId, place: 'guard' });
    const told = await recipient.ask('preferences.correct', { lineId, channel: 'message' });
    expect(told).toMatchObject({ place: 'guard', channel: 'message', places: [{ place: 'station', times: 4 }] });
    await recipient.ask('preferences.add_note', { lineId, text: '  有狗，按\u200b两次铃 ' });
    await recipient.ask('preferences.add_note', { lineId, text: '有狗，按两次铃' });
    const next = await lineTo(server, 'anna');
    for (const shown of [await about(), await next.about()]) {
      expect(shown).toMatchObject({
        habit: { by: 'recipient', place: 'guard' },
        channel: { by: 'recipient', channel: 'message' },
        notes: [{ text: '有狗，按两次铃', at: clock.now() }],
      });
    }
    const { shown } = await recipient.ask('preferences.delete', { lineId, what: 'place' });
    expect(shown.habit).toBeNull();
    const [note] = (await recipient.ask('preferences.mine', { lineId })).notes;
    expect(await recipient.ask('preferences.delete', { lineId, what: note?.id ?? 'all' })).toMatchObject({
      notes: [],
      channel: 'message',
    });
  });

  it('is refused where it is too much, too long, nothing, or not to be kept', async () => {
    const { server } = await start();
    const { lineId, recipient } = await lineTo(server, 'anna');
    const add = (text: string) => recipient.ask('preferences.add_note', { lineId, text });
    for (const bad of ['', ' \u200b', 'x'.repeat(121), 'bell\u0007'])
      await expect(add(bad)).rejects.toMatchObject({ code: 'bad_request' });
    for (const text of ['1', '2', '3', '4', '5'.repeat(120)]) await add(text);
    await expect(add('6')).rejects.toMatchObject({ code: 'full' });
    await expect(recipient.ask('preferences.correct', { lineId })).rejects.toMatchObject({ code: 'bad_request' });
    await expect(recipient.ask('preferences.delete', { lineId, what: 'everything!' as 'all' })).rejects.toMatchObject({
      code: 'bad_request',
    });

    const unknown = await lineTo(server, null);
    const theirs = { lineId: unknown.lineId };
    expect(await unknown.recipient.ask('preferences.mine', theirs)).toMatchObject({
      remembering: 'never',
      shown: nothing,
    });
    for (const refused of [
      unknown.recipient.ask('preferences.add_note', { ...theirs, text: 'dog' }),
      unknown.recipient.ask('preferences.correct', { ...theirs, place: 'door' }),
      unknown.recipient.ask('preferences.remember', { ...theirs, on: true }),
      unknown.recipient.ask('preferences.delete', { ...theirs, what: 'all' }),
    ])
      await expect(refused).rejects.toMatchObject({ code: 'not_found' });
  });

  it('may be that nothing is remembered: then nothing is learnt and nothing shown', async () => {
    const { server, clock } = await start();
    await past(server, clock, 'anna', 3, 'delivered');
    const { lineId, recipient, step, about } = await lineTo(server, 'anna');
    await recipient.ask('preferences.add_note', { lineId, text: 'dog' });
    await mine(recipient, lineId, 3);
    expect(await recipient.ask('preferences.remember', { lineId, on: false })).toMatchObject({
      remembering: 'off',
      deliveries: 0,
      notes: [],
      shown: nothing,
    });
    expect(await about()).toEqual(nothing);
    await expect(recipient.ask('preferences.add_note', { lineId, text: 'dog' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await step('out_for_delivery', 'delivered');
    clock.pass(HOUR_MS);
    expect(await recipient.ask('preferences.remember', { lineId, on: true })).toMatchObject({
      remembering: 'on',
      deliveries: 0,
    });
    clock.pass(HOUR_MS);
    await past(server, clock, 'anna', 1, 'failed');
    expect(await mine(recipient, lineId, 1)).toMatchObject({ hours: [{ home: 0, away: 1 }], places: [] });
  });
});

describe('nobody else', () => {
  it('learns anything of it: not by the same name and door, not on another line, not in another role', async () => {
    const { server, clock } = await start();
    await past(server, clock, 'anna', 5, 'delivered');
    const anna = await lineTo(server, 'anna');
    await mine(anna.recipient, anna.lineId, 5);
    await anna.recipient.ask('preferences.add_note', { lineId: anna.lineId, text: 'the secret bell' });
    await anna.recipient.ask('preferences.correct', { lineId: anna.lineId, place: 'neighbour', channel: 'none' });
    const told = await anna.about();
    expect(told.habit).toMatchObject({ place: 'neighbour' });

    // The same name and door, ids that look alike, and none.
    const [berta, upper, none] = [
      await lineTo(server, 'berta'),
      await lineTo(server, 'Anna'),
      await lineTo(server, null),
    ];
    for (const other of [berta, upper, none]) {
      expect(await other.about()).toEqual(nothing);
      expect(await other.recipient.ask('preferences.mine', { lineId: other.lineId })).toMatchObject({
        deliveries: 0,
        place: null,
        channel: null,
        places: [],
        hours: [],
        channels: [],
        notes: [],
        shown: nothing,
      });
    }
    await berta.recipient.ask('preferences.delete', { lineId: berta.lineId, what: 'all' });
    const [note] = told.notes;
    await berta.recipient.ask('preferences.delete', { lineId: berta.lineId, what: note?.id ?? 'all' });

    const station = await nameGuest(server, 'station', 'Station');
    const agent = await nameGuest(server, 'agent', 'Mei');
    await server.operator('POST', `/deliveries/${anna.lineId}/members`, { role: 'station', stationId: station.id });
    const [keeper, mei] = [await station.phone(), await agent.phone()];
    const { lineId } = anna;
    const requests = (phone: Phone) => [
      phone.ask('preferences.mine', { lineId }),
      phone.ask('preferences.correct', { lineId, place: 'door' }),
      phone.ask('preferences.add_note', { lineId, text: 'dog' }),
      phone.ask('preferences.delete', { lineId, what: 'all' }),
      phone.ask('preferences.remember', { lineId, on: false }),
    ];
    const forbidden = [
      ...[keeper, mei, anna.courier, berta.courier, berta.recipient].flatMap(requests),
      ...[keeper, mei, anna.recipient, berta.courier, berta.recipient].map((phone) =>
        phone.ask('preferences.about', { lineId }),
      ),
    ];
    for (const refused of await Promise.allSettled(forbidden))
      expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'forbidden' } });
    expect(await anna.about()).toEqual(told);

    // The desk, once it is on the line.
    await server.operator('POST', `/deliveries/${lineId}/members`, { role: 'agent', agentId: agent.id });
    expect(await mei.ask('preferences.about', { lineId })).toEqual(told);
    await anna.step('out_for_delivery', 'delivered');
    for (const phone of [anna.courier, mei])
      await expect(phone.ask('preferences.about', { lineId })).rejects.toMatchObject({ code: 'too_late' });
  });

  it('finds it in the log, in the record or, once it is deleted, on the disk', async () => {
    const said: string[] = [];
    const log = pino({ level: 'trace' }, { write: (text: string) => void said.push(text) });
    const { server, clock } = await start({ log });
    const [id, words, other] = ['recipient-of-the-test', 'beware of the crocodile', 'ring at the goat'];
    await past(server, clock, id, 3, 'failed');
    const { lineId, recipient, courier } = await lineTo(server, id);
    await mine(recipient, lineId, 3);
    await recipient.ask('preferences.add_note', { lineId, text: words });
    await recipient.ask('preferences.add_note', { lineId, text: other });
    const { notes } = await courier.ask('preferences.about', { lineId });
    await courier.ask('timeline.send', { lineId, clientId: newId(), text: 'hello' });
    const { record, bytes } = await download(server, lineId);
    for (const secret of [id, words]) {
      expect(said.join('')).not.toContain(secret);
      expect(JSON.stringify(record)).not.toContain(secret);
      expect(bytes.includes(secret)).toBe(false);
    }
    const disk = async () => {
      const files = await readdir(server.dataFolder, { withFileTypes: true });
      return Buffer.concat(
        await Promise.all(
          files.filter((file) => file.isFile()).map((file) => readFile(join(server.dataFolder, file.name))),
        ),
      );
    };
    expect((await disk()).includes(words)).toBe(true);
    await recipient.ask('preferences.delete', { lineId, what: notes.find(({ text }) => text === words)?.id ?? 'all' });
    expect((await disk()).includes(words)).toBe(false);
    expect((await disk()).includes(other)).toBe(true);
    await recipient.ask('preferences.remember', { lineId, on: false });
    expect((await disk()).includes(other)).toBe(false);
  });
});

describe("the operator's API", () => {
  it('reads and deletes what is remembered of somebody who asks by right', async () => {
    const { server, clock } = await start();
    const id = '客户/42 #7';
    const path = `/recipients/${encodeURIComponent(id)}/preferences`;
    expect((await server.operator('GET', path)).body).toEqual({
      id,
      remembers: true,
      place: null,
      channel: null,
      notes: [],
      outcomes: [],
    });
    await past(server, clock, id, 1, 'delivered');
    const { lineId, recipient } = await lineTo(server, id);
    await mine(recipient, lineId, 1);
    await recipient.ask('preferences.add_note', { lineId, text: 'dog' });
    await recipient.ask('preferences.correct', { lineId, place: 'door' });
    const kept = await server.operator('GET', path);
    expect(kept).toMatchObject({
      status: 200,
      body: {
        id,
        place: 'door',
        notes: [{ text: 'dog' }],
        outcomes: [{ at: 1_800_000_000_000, weekday: 5, hour: 16, place: 'hand', home: true, channel: null }],
      },
    });
    const unasked = await fetch(`${server.url}/api/v1${path}`, { method: 'DELETE' });
    expect(unasked.status).toBe(401);
    expect((await server.operator('DELETE', path)).status).toBe(204);
    expect((await server.operator('DELETE', path)).status).toBe(204);
    expect((await server.operator('GET', path)).body).toMatchObject({ place: null, notes: [], outcomes: [] });
    expect(await recipient.ask('preferences.mine', { lineId })).toMatchObject({ remembering: 'on', deliveries: 0 });
    for (const bad of ['%20', '%00', 'x'.repeat(65)])
      expect((await server.operator('DELETE', `/recipients/${bad}/preferences`)).status).toBe(400);
  });

  it('erases it with the recipient, and their line is nobody’s from then on', async () => {
    const { server, clock } = await start();
    await past(server, clock, 'anna', 2, 'delivered');
    const { lineId, recipient, about } = await lineTo(server, 'anna');
    const other = await lineTo(server, 'anna');
    await mine(recipient, lineId, 2);
    await recipient.ask('preferences.add_note', { lineId, text: 'dog' });
    expect((await server.operator('POST', `/deliveries/${lineId}/erase`, { member: 'recipient' })).status).toBe(200);
    expect((await server.operator('GET', '/recipients/anna/preferences')).body).toMatchObject({
      notes: [],
      outcomes: [],
    });
    expect(await about()).toEqual(nothing);
    expect(await mine(other.recipient, other.lineId, 0)).toMatchObject({ remembering: 'on' });
  });

  it('takes an id that somebody can be known by, or none', async () => {
    const { server } = await start();
    const order = (recipient: unknown) =>
      server.operator('POST', '/deliveries', {
        reference: newId(),
        courier: { id: 'c', name: 'Wang' },
        recipient,
        address: 'Demo Garden',
        point: { lat: 30, lng: 120 },
      });
    for (const id of [undefined, null, 'x'.repeat(64)]) expect((await order({ name: 'Li', id })).status).toBe(201);
    for (const id of ['', ' ', 'x'.repeat(65), 'a\u0000b', 7])
      expect((await order({ name: 'Li', id })).status).toBe(400);
  });
});
