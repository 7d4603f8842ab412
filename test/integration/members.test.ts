import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientId, Entry, LineId, PayloadOf, RequestName, StationId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { nameGuest } from '../support/guests.ts';
import { door } from '../support/photos.ts';
import { recordingBytes } from '../support/recordings.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** Somebody's own courier, so that nobody else's lines are in the round. */
const fresh = () => server.createDelivery({ courier: { id: `courier-${newId()}`, name: '王师傅' } });

const say = (phone: Phone, lineId: LineId, text: string) =>
  phone.ask('timeline.send', { lineId, clientId: newId<ClientId>(), text });

const history = async (phone: Phone, lineId: LineId): Promise<Entry[]> =>
  (await phone.ask('timeline.since', { lineId, rev: 0 })).entries;

const inWords = ({ body }: Entry): string =>
  body.kind === 'text' ? body.text : body.kind === 'member' ? `${body.role} ${body.change}` : body.kind;

const callAgent = (phone: Phone, lineId: LineId) => phone.ask('people.invite', { lineId, invite: { role: 'agent' } });
const callStation = (phone: Phone, lineId: LineId, id: string) =>
  phone.ask('people.invite', { lineId, invite: { role: 'station', stationId: id as StationId } });

describe('an agent', () => {
  it('is waited for, comes, reads what was said, leaves, and is out at once on every open socket', async () => {
    const { delivery, tokens } = await fresh();
    const lineId = delivery.id;
    const mei = await nameGuest(server, 'agent', 'Mei');
    await using courier = await server.phone(tokens.courier);
    await using recipient = await server.phone(tokens.recipient);
    await using desk = await mei.phone();
    await using second = await mei.phone();
    expect(await desk.ask('people.hello', {})).toMatchObject({ role: 'agent', name: 'Mei', lines: [] });
    await say(recipient, lineId, 'where is my parcel');

    await callAgent(recipient, lineId);
    await callAgent(courier, lineId);
    const waits = { lineId, reference: delivery.reference, recipientName: '李女士', status: 'assigned' };
    expect(await desk.next('deliveries.waiting_changed', (told) => told.lineId === lineId)).toMatchObject({
      waiting: waits,
    });
    const { lines } = await desk.ask('deliveries.waiting', {});
    expect(lines.filter((line) => line.lineId === lineId)).toEqual([expect.objectContaining(waits)]);
    expect(await history(recipient, lineId)).toHaveLength(1);

    const joined = await desk.ask('people.join', { lineId });
    expect(joined.members.find(({ id }) => id === joined.me)).toMatchObject({
      role: 'agent',
      name: 'Mei',
      left: false,
    });
    expect(await desk.next('deliveries.waiting_changed', (told) => told.waiting === null)).toMatchObject({ lineId });
    expect(await second.next('deliveries.added')).toMatchObject({ delivery: { id: lineId }, me: joined.me });
    for (const phone of [courier, recipient]) {
      const entry = await phone.next('timeline.changed', ({ body }) => body.kind === 'member');
      expect(entry).toMatchObject({
        seq: 2,
        by: joined.me,
        body: { memberId: joined.me, role: 'agent', change: 'joined' },
      });
      expect((await phone.next('people.members_changed')).members.map(({ role }) => role)).toEqual([
        'agent',
        'courier',
        'recipient',
      ]);
    }
    expect((await desk.ask('people.join', { lineId })).me).toBe(joined.me);
    expect((await history(desk, lineId)).map(inWords)).toEqual(['where is my parcel', 'agent joined']);

    await say(courier, lineId, 'at the gate');
    for (const phone of [desk, second])
      await phone.next('timeline.changed', (entry) => inWords(entry) === 'at the gate');
    await say(desk, lineId, 'I am looking into it');

    await second.ask('people.leave', { lineId });
    for (const phone of [desk, second]) expect(await phone.next('deliveries.removed')).toEqual({ lineId });
    await say(courier, lineId, 'not for the desk');
    const closed: Promise<unknown>[] = [
      desk.ask('timeline.since', { lineId, rev: 0 }),
      desk.ask('timeline.open', { lineId }),
      say(desk, lineId, 'still there?'),
      desk.ask('calls.start', { lineId }),
      desk.ask('people.stations', { lineId }),
    ];
    for (const asked of closed) await expect(asked).rejects.toMatchObject({ code: 'forbidden' });
    expect((await desk.ask('people.hello', {})).lines).toEqual([]);
    for (const phone of [desk, second]) {
      expect(phone.untaken('timeline.changed').map(inWords)).not.toContain('not for the desk');
    }
    await desk.ask('people.leave', { lineId });

    expect((await history(recipient, lineId)).map(inWords)).toEqual([
      'where is my parcel',
      'agent joined',
      'at the gate',
      'I am looking into it',
      'agent left',
      'not for the desk',
    ]);
    expect((await recipient.ask('people.hello', {})).lines[0]?.members).toContainEqual(
      expect.objectContaining({ id: joined.me, name: 'Mei', left: true }),
    );
    // The desk was called to the line: an agent may look again without being called.
    expect((await desk.ask('people.join', { lineId })).me).toBe(joined.me);
    expect((await history(desk, lineId)).map(inWords)).toContain('not for the desk');
  });

  it('comes uninvited to the call that is going on, and talks along', async () => {
    const { delivery, tokens } = await fresh();
    const lineId = delivery.id;
    const mei = await nameGuest(server, 'agent', 'Mei');
    await using courier = await server.phone(tokens.courier);
    await using recipient = await server.phone(tokens.recipient);
    await using desk = await mei.phone();
    const { id: callId } = await courier.ask('calls.start', { lineId });
    await recipient.ask('calls.answer', { lineId, callId });
    await callAgent(courier, lineId);
    const { me } = await desk.ask('people.join', { lineId });
    const { call } = (await desk.ask('calls.current', { lineId })) ?? {};
    expect(call?.phase === 'talking' && call.members.map(({ memberId }) => memberId)).not.toContain(me);
    await desk.ask('calls.answer', { lineId, callId });
    const joined = await recipient.next('calls.changed', (now) => now.phase === 'talking' && now.members.length === 3);
    expect(joined).toMatchObject({ members: [{}, {}, { memberId: me, state: 'talking' }] });
  });

  it('comes to no line that never called the desk, nor to one that does not exist', async () => {
    const { delivery } = await fresh();
    const mei = await nameGuest(server, 'agent', 'Mei');
    await using desk = await mei.phone();
    for (const lineId of [delivery.id, newId<LineId>()]) {
      await expect(desk.ask('people.join', { lineId })).rejects.toMatchObject({ code: 'forbidden' });
      await expect(desk.ask('people.leave', { lineId })).rejects.toMatchObject({ code: 'forbidden' });
      await expect(desk.ask('timeline.open', { lineId })).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  it('hears a line that was joined while the page was away, and none that was left', async () => {
    const one = await fresh();
    const other = await fresh();
    const mei = await nameGuest(server, 'agent', 'Mei');
    const member = { role: 'agent', agentId: mei.id };
    const { body } = await server.operator('POST', `/deliveries/${one.delivery.id}/members`, member);
    await server.operator('POST', `/deliveries/${other.delivery.id}/members`, member);
    await server.operator('DELETE', `/deliveries/${one.delivery.id}/members/${(body as { id: string }).id}`);
    await using desk = await mei.phone();
    expect((await desk.ask('people.hello', {})).lines.map((line) => line.delivery.id)).toEqual([other.delivery.id]);
    await using courier = await server.phone(one.tokens.courier);
    await say(courier, one.delivery.id, 'left');
    await using second = await server.phone(other.tokens.courier);
    await say(second, other.delivery.id, 'joined');
    await desk.next('timeline.changed', (entry) => inWords(entry) === 'joined');
    expect(desk.untaken('timeline.changed').map(inWords)).not.toContain('left');
  });

  it('is out with a revoked link, everywhere, and comes in again by a fresh one', async () => {
    const { delivery } = await fresh();
    const mei = await nameGuest(server, 'agent', 'Mei');
    await server.operator('POST', `/deliveries/${delivery.id}/members`, { role: 'agent', agentId: mei.id });
    const phones = [await mei.phone(), await mei.phone()];
    const gone = phones.map((phone) => new Promise((closed) => phone.socket.on('disconnect', closed)));
    expect((await server.operator('DELETE', `/links/${mei.linkId}`)).status).toBe(204);
    expect(await Promise.all(gone)).toEqual(['io server disconnect', 'io server disconnect']);
    await expect(mei.phone()).rejects.toMatchObject({ code: 'link_revoked' });
    // The same order again does not bring it back.
    expect((await server.operator('PUT', `/agents/${mei.id}`, { name: 'Mei Lin' })).body).toEqual({
      id: mei.id,
      name: 'Mei Lin',
      link: null,
      linkId: null,
    });
    const { status, body } = await server.operator('POST', `/agents/${mei.id}/links`);
    expect(status).toBe(201);
    await using again = await server.phone((body as { url: string }).url.split('/l/')[1] ?? '');
    expect(await again.ask('people.hello', {})).toMatchObject({ role: 'agent', name: 'Mei Lin' });
  });
});

describe('a station', () => {
  it('is there as soon as it is called, and sees nothing from before, whichever way it asks', async () => {
    const { delivery, tokens } = await fresh();
    const lineId = delivery.id;
    const station = await nameGuest(server, 'station', 'Station 7');
    await using courier = await server.phone(tokens.courier);
    await using recipient = await server.phone(tokens.recipient);
    await using keeper = await station.phone();
    const { id: secretId } = await say(recipient, lineId, 'the gate code is 1234');
    const send = async (what: 'notes' | 'photos', bytes: Buffer): Promise<Entry['body']> => {
      const sent = await fetch(`${server.url}/api/lines/${lineId}/${what}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens.recipient}`, 'x-client-id': newId() },
        body: new Uint8Array(bytes),
      });
      return ((await sent.json()) as Entry).body;
    };
    const note = await send('notes', Buffer.from(recordingBytes('en-jfk.wav')));
    const photo = await send('photos', door());
    if (note.kind !== 'voice' || photo.kind !== 'photo') throw new Error('The uploads were refused');
    const files = [`notes/${note.noteId}/audio`, `photos/${photo.photoId}`, `photos/${photo.photoId}/thumb`];
    const statuses = (token: string) =>
      Promise.all(
        files.map(async (path) => {
          const headers = { authorization: `Bearer ${token}` };
          return (await fetch(`${server.url}/api/${path}`, { headers })).status;
        }),
      );

    const { stations } = await courier.ask('people.stations', { lineId });
    expect(stations).toContainEqual({ id: station.id, name: 'Station 7' });
    await Promise.all(Array.from({ length: 4 }, () => callStation(courier, lineId, station.id)));
    const line = await keeper.next('deliveries.added');
    expect(line).toMatchObject({
      delivery: { id: lineId },
      unread: 0,
      lastWords: { kind: 'member', text: '', member: { memberId: line.me, role: 'station', change: 'joined' } },
    });
    await recipient.next('timeline.changed', (entry) => inWords(entry) === 'station joined');

    await say(courier, lineId, 'I bring it to you');
    await keeper.next('timeline.changed', (entry) => inWords(entry) === 'I bring it to you');
    const seen = ['station joined', 'I bring it to you'];
    expect((await history(keeper, lineId)).map(inWords)).toEqual(seen);
    const opened = await keeper.ask('timeline.open', { lineId });
    expect(opened.entries.map(inWords)).toEqual(seen);
    expect(opened.older).toBe(false);
    expect((await keeper.ask('timeline.before', { lineId, seq: 4 })).entries).toEqual([]);
    expect((await keeper.ask('timeline.search', { lineId, text: 'gate code', after: null })).found).toEqual([]);
    expect((await recipient.ask('timeline.search', { lineId, text: 'gate code', after: null })).found).toHaveLength(1);
    expect(await statuses(station.token)).toEqual([404, 404, 404]);
    expect(await statuses(tokens.courier)).toEqual([200, 200, 200]);
    await expect(
      keeper.ask('timeline.send', { lineId, clientId: newId<ClientId>(), text: 'which code?', replyTo: secretId }),
    ).rejects.toMatchObject({ code: 'not_found' });

    // What changes in what it may not see is passed over, not told.
    await recipient.ask('timeline.take_back', { lineId, entryId: secretId });
    const { rev } = await courier.next('timeline.changed', ({ body }) => body.kind === 'taken_back');
    await keeper.next('timeline.passed', (passed) => passed.rev === rev);
    expect(keeper.untaken('timeline.changed').map(({ seq }) => seq)).not.toContain(1);
    expect((await history(keeper, lineId)).map(inWords)).toEqual(seen);

    // Gone and called again: what was said in between stays between the others.
    await keeper.ask('people.leave', { lineId });
    await say(recipient, lineId, 'between us');
    await callStation(courier, lineId, station.id);
    await keeper.next('deliveries.added');
    expect((await history(keeper, lineId)).map(inWords)).toEqual(['station joined']);
  });

  it('that does not exist is not called, and nothing is said', async () => {
    const { delivery, tokens } = await fresh();
    await using courier = await server.phone(tokens.courier);
    await expect(callStation(courier, delivery.id, 'nowhere')).rejects.toMatchObject({ code: 'not_found' });
    expect(await history(courier, delivery.id)).toEqual([]);
  });

  it('may make its own steps, and is out of the call the moment it leaves', async () => {
    const { delivery, tokens } = await fresh();
    const lineId = delivery.id;
    const station = await nameGuest(server, 'station', 'Station 7');
    await using courier = await server.phone(tokens.courier);
    await using keeper = await station.phone();
    await callStation(courier, lineId, station.id);
    await keeper.next('deliveries.added');
    const { me } = (await keeper.ask('people.hello', {})).lines[0] ?? {};
    const { id: callId } = await courier.ask('calls.start', { lineId, members: me === undefined ? [] : [me] });
    await keeper.ask('calls.answer', { lineId, callId });
    await courier.next('calls.changed', (call) => call.phase === 'talking');
    await keeper.ask('people.leave', { lineId });
    expect(await courier.next('calls.changed', (call) => call.phase === 'ended')).toMatchObject({ end: 'hung_up' });

    await callStation(courier, lineId, station.id);
    await keeper.ask('deliveries.set_status', { lineId, status: 'at_station' });
    await expect(keeper.ask('deliveries.set_status', { lineId, status: 'lost' })).rejects.toMatchObject({
      code: 'step_not_allowed',
    });
  });
});

describe('whoever may not', () => {
  it('is refused each action of the table, on a line that they are on', async () => {
    const { delivery, tokens } = await fresh();
    const lineId = delivery.id;
    const station = await nameGuest(server, 'station', 'Station 7');
    const mei = await nameGuest(server, 'agent', 'Mei');
    await server.operator('POST', `/deliveries/${lineId}/members`, { role: 'station', stationId: station.id });
    await server.operator('POST', `/deliveries/${lineId}/members`, { role: 'agent', agentId: mei.id });
    await using courier = await server.phone(tokens.courier);
    await using recipient = await server.phone(tokens.recipient);
    await using keeper = await station.phone();
    await using desk = await mei.phone();
    const forbidden = async <N extends RequestName>(phone: Phone, name: N, payload: PayloadOf<N>) =>
      expect(phone.ask(name, payload), name).rejects.toMatchObject({ code: 'forbidden' });
    const fix = { point: { lat: 30, lng: 120 }, accuracy: 5, speed: null, heading: null, at: Date.now() };
    const stationCall = { lineId, invite: { role: 'station' as const, stationId: station.id as StationId } };

    for (const phone of [keeper, desk]) {
      await forbidden(phone, 'location.share', { lineIds: [lineId], forMs: null });
      expect(await phone.ask('location.report', { fixes: [fix] })).toEqual({ accepted: 0 });
    }
    for (const phone of [recipient, keeper]) {
      await forbidden(phone, 'people.stations', { lineId });
      await forbidden(phone, 'people.invite', stationCall);
    }
    await forbidden(desk, 'people.invite', { lineId, invite: { role: 'agent' } });
    for (const phone of [courier, recipient, keeper]) {
      await forbidden(phone, 'people.join', { lineId });
      await forbidden(phone, 'deliveries.waiting', {});
    }
    for (const phone of [courier, recipient]) await forbidden(phone, 'people.leave', { lineId });
    await expect(recipient.ask('deliveries.set_status', { lineId, status: 'delivered' })).rejects.toMatchObject({
      code: 'step_not_allowed',
    });
    // Nobody has come or gone by any of this.
    expect((await courier.ask('people.hello', {})).lines[0]?.members.map(({ role, left }) => [role, left])).toEqual([
      ['agent', false],
      ['courier', false],
      ['recipient', false],
      ['station', false],
    ]);
  });

  it('as a station or an agent of other lines opens nothing of this one', async () => {
    const { delivery } = await fresh();
    const lineId = delivery.id;
    for (const role of ['station', 'agent'] as const) {
      const guest = await nameGuest(server, role, 'Somebody');
      await using phone = await guest.phone();
      const asks: Promise<unknown>[] = [
        phone.ask('timeline.open', { lineId }),
        phone.ask('timeline.before', { lineId, seq: 5 }),
        phone.ask('timeline.since', { lineId, rev: 0 }),
        phone.ask('timeline.mark', { marks: [{ lineId, delivered: 0, read: 0 }] }),
        phone.ask('timeline.typing', { lineId }),
        phone.ask('timeline.search', { lineId, text: 'hello', after: null }),
        say(phone, lineId, 'hello'),
        phone.ask('people.invite', { lineId, invite: { role: 'agent' } }),
        phone.ask('people.stations', { lineId }),
        phone.ask('people.join', { lineId }),
        phone.ask('people.leave', { lineId }),
        phone.ask('deliveries.set_status', { lineId, status: 'delivered' }),
        phone.ask('location.positions', { lineId }),
        phone.ask('calls.start', { lineId }),
        phone.ask('calls.current', { lineId }),
      ];
      for (const asked of asks) await expect(asked).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});

describe("the operator's stations, agents and members", () => {
  it('are named once, renamed by the same path, and have one link', async () => {
    const path = `/stations/s-${newId()}`;
    const first = await server.operator('PUT', path, { name: 'Station 7' });
    expect(first).toMatchObject({ status: 201, body: { name: 'Station 7', link: expect.stringContaining('/l/') } });
    const { link } = first.body as { link: string };
    expect(await server.operator('PUT', path, { name: '  Station\u200b 8 ' })).toMatchObject({
      status: 200,
      body: { name: 'Station 8', link },
    });
    const many = await Promise.all(
      Array.from({ length: 6 }, () => server.operator('PUT', `/agents/a-${newId()}`, { name: 'Mei' })),
    );
    expect(new Set(many.map(({ status }) => status))).toEqual(new Set([201]));
    const same = `/agents/a-${newId()}`;
    const atOnce = await Promise.all(Array.from({ length: 6 }, () => server.operator('PUT', same, { name: 'Mei' })));
    expect(atOnce.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  it.each([
    ['a name of nothing that can be seen', 'PUT', '/stations/s-1', { name: '\u200b\u2066' }],
    ['a control character in a name', 'PUT', '/agents/a-1', { name: 'Mei\u0007' }],
    ['an id with a space in it', 'PUT', '/stations/s%201', { name: 'Station' }],
    ['an id that is too long', 'PUT', `/agents/${'a'.repeat(65)}`, { name: 'Mei' }],
    ['a field that nobody knows', 'PUT', '/agents/a-1', { name: 'Mei', role: 'courier' }],
    ['no name', 'PUT', '/agents/a-1', {}],
    ['a role that cannot come', 'POST', '/deliveries/whatever/members', { role: 'courier', agentId: 'a-1' }],
    ["a station by an agent's id", 'POST', '/deliveries/whatever/members', { role: 'station', agentId: 'a-1' }],
  ])('are refused with %s', async (_, method, path, body) => {
    expect(await server.operator(method, path, body)).toMatchObject({ status: 400, body: { code: 'bad_request' } });
  });

  it('come to a line and leave it by the API, once', async () => {
    const { delivery } = await fresh();
    const path = `/deliveries/${delivery.id}/members`;
    const mei = await nameGuest(server, 'agent', 'Mei');
    const joined = await server.operator('POST', path, { role: 'agent', agentId: mei.id });
    expect(joined).toMatchObject({ status: 201, body: { role: 'agent', name: 'Mei', left: false } });
    expect(await server.operator('POST', path, { role: 'agent', agentId: mei.id })).toEqual({
      status: 200,
      body: joined.body,
    });
    const { id } = joined.body as { id: string };
    expect((await server.operator('DELETE', `${path}/${id}`)).status).toBe(204);
    expect((await server.operator('DELETE', `${path}/${id}`)).status).toBe(204);
    const timeline = await server.operator('GET', `/deliveries/${delivery.id}/timeline`);
    expect((timeline.body as { entries: Entry[] }).entries.map(inWords)).toEqual(['agent joined', 'agent left']);

    const unknown = await server.operator('POST', path, { role: 'station', stationId: 'nowhere' });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await server.operator('DELETE', `${path}/nobody`)).status).toBe(404);
    expect(
      (await server.operator('POST', '/deliveries/nothing/members', { role: 'agent', agentId: mei.id })).status,
    ).toBe(404);
    expect((await server.operator('POST', '/agents/nobody/links')).status).toBe(404);
  });

  it('leave the courier and the recipient where they are', async () => {
    const { delivery, tokens } = await fresh();
    await using courier = await server.phone(tokens.courier);
    const { lines } = await courier.ask('people.hello', {});
    for (const { id } of lines[0]?.members ?? []) {
      expect(await server.operator('DELETE', `/deliveries/${delivery.id}/members/${id}`)).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      });
    }
  });
});

describe('a final status', () => {
  it('that was a mistake is taken back by the operator who says so, and everybody is told', async () => {
    const { delivery, tokens } = await fresh();
    const lineId = delivery.id;
    await using courier = await server.phone(tokens.courier);
    await courier.ask('deliveries.set_status', { lineId, status: 'arrived' });
    await courier.ask('deliveries.set_status', { lineId, status: 'delivered' });
    await expect(courier.ask('deliveries.set_status', { lineId, status: 'arrived' })).rejects.toMatchObject({
      code: 'step_not_allowed',
    });
    const path = `/deliveries/${lineId}/status`;
    // An older step that comes late opens nothing again.
    expect((await server.operator('POST', path, { status: 'arrived' })).status).toBe(409);
    expect((await server.operator('POST', path, { status: 'created', correction: true })).status).toBe(409);
    expect((await server.operator('POST', path, { status: 'arrived', correction: true })).status).toBe(200);
    await courier.next('deliveries.changed', ({ status, statusAt }) => status === 'arrived' && statusAt > 0);
    expect((await history(courier, lineId)).map(({ by, body }) => [by === null, body])).toMatchObject([
      [false, { status: 'arrived' }],
      [false, { status: 'delivered' }],
      [true, { status: 'arrived' }],
    ]);
    await courier.ask('location.share', { lineIds: [lineId], forMs: null });
    await courier.ask('deliveries.set_status', { lineId, status: 'delivered' });
  });
});
