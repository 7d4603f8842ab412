import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClientId, type Entry, type LineId, type PayloadOf, PINS_MAX } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { nameGuest } from '../support/guests.ts';
import { door } from '../support/photos.ts';
import { download, unzip } from '../support/record.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null });
});
afterAll(() => server.close());

const there = { lat: 30.281, lng: 120.021 };
const elsewhere = { lat: 30.2814, lng: 120.0213 };

async function line() {
  const made = await server.createDelivery({ courier: { id: `courier-${newId()}`, name: 'Wang' } });
  const courier = await server.phone(made.tokens.courier);
  const recipient = await server.phone(made.tokens.recipient);
  const [hers, his] = await Promise.all([recipient.ask('people.hello', {}), courier.ask('people.hello', {})]);
  const [she, he] = [hers.lines[0]?.me, his.lines[0]?.me];
  if (!she || !he) throw new Error('The line has no members');
  return { ...made, lineId: made.delivery.id, courier, recipient, she, he };
}

const drop = (phone: Phone, lineId: LineId, fields: Partial<PayloadOf<'timeline.send_place'>> = {}) =>
  phone.ask('timeline.send_place', {
    lineId,
    clientId: newId<ClientId>(),
    point: there,
    name: '快递柜',
    source: 'pin',
    accuracy: null,
    ...fields,
  });

async function sendPhoto(token: string, lineId: LineId, clientId: ClientId): Promise<Entry> {
  const response = await fetch(`${server.url}/api/lines/${lineId}/photos`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'x-client-id': clientId },
    body: Buffer.from(door()),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as Entry;
}

const photoIdOf = ({ body }: Entry) => (body.kind === 'photo' ? body.photoId : null);
const statusOf = async (token: string, path: string) =>
  (await fetch(`${server.url}/api${path}`, { headers: { authorization: `Bearer ${token}` } })).status;

async function keeperOn(lineId: LineId) {
  const keeper = await nameGuest(server, 'station', 'Lane 5');
  const asked = { role: 'station', stationId: keeper.id };
  expect((await server.operator('POST', `/deliveries/${lineId}/members`, asked)).status).toBe(201);
  const phone = await keeper.phone();
  await phone.ask('people.hello', {});
  return { ...keeper, phone };
}

describe('a pin', () => {
  it('with a photo and an offer to meet is said once, however often it is sent', async () => {
    const { lineId, recipient, courier, tokens } = await line();
    const photoClientId = newId<ClientId>();
    const photo = await sendPhoto(tokens.recipient, lineId, photoClientId);
    await courier.next('timeline.changed');
    const clientId = newId<ClientId>();
    const sent = await Promise.all([1, 2].map(() => drop(recipient, lineId, { clientId, photoClientId, meet: true })));
    expect(sent[1]).toEqual(sent[0]);
    expect(sent[0]?.body).toEqual({
      kind: 'place',
      point: there,
      name: '快递柜',
      source: 'pin',
      accuracy: null,
      meet: true,
      photo: { photoId: photoIdOf(photo), width: 960, height: 720 },
    });
    expect(await courier.next('timeline.changed')).toEqual(sent[0]);

    // Its photo is taken back, it is moved, and the page that did not hear of its first answer sends it again.
    await recipient.ask('timeline.take_back', { lineId, entryId: photo.id });
    const moved = await courier.ask('timeline.move_place', {
      lineId,
      entryId: sent[0]?.id ?? photo.id,
      point: elsewhere,
    });
    expect(await drop(recipient, lineId, { clientId, photoClientId, meet: true })).toEqual(moved);
    await expect(drop(recipient, lineId, { clientId, meet: false })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('shows no photo that is somebody else’s, of another line, or none', async () => {
    const { lineId, recipient, tokens } = await line();
    const other = await line();
    const [his, hers] = [newId<ClientId>(), newId<ClientId>()];
    await sendPhoto(tokens.courier, lineId, his);
    await sendPhoto(other.tokens.recipient, other.lineId, hers);
    const text = await recipient.ask('timeline.send', { lineId, clientId: newId<ClientId>(), text: 'here' });
    for (const photoClientId of [his, hers, newId<ClientId>(), text.clientId as ClientId])
      await expect(drop(recipient, lineId, { photoClientId })).rejects.toMatchObject({ code: 'not_found' });
    expect((await recipient.ask('timeline.pins', { lineId })).entries).toEqual([]);
  });

  it('is agreed to, moved, and agreed to anew; both pages hear of each', async () => {
    const { lineId, recipient, courier, she, he } = await line();
    const { id: entryId } = await drop(recipient, lineId, { meet: true });
    await courier.next('timeline.changed');
    const agreed = await courier.ask('timeline.accept_place', { lineId, entryId, point: there });
    expect(agreed.body).toMatchObject({ acceptedBy: [he] });
    expect(await courier.ask('timeline.accept_place', { lineId, entryId, point: there })).toEqual(agreed);
    expect(await recipient.ask('timeline.accept_place', { lineId, entryId, point: there })).toEqual(agreed);
    expect(await recipient.next('timeline.changed', ({ rev }) => rev === agreed.rev)).toEqual(agreed);

    const moved = await recipient.ask('timeline.move_place', { lineId, entryId, point: elsewhere });
    expect(moved.body).toMatchObject({ point: elsewhere, firstPoint: there, movedBy: she, meet: true });
    expect(moved.body).not.toHaveProperty('acceptedBy');
    expect(await courier.next('timeline.changed', ({ rev }) => rev === moved.rev)).toEqual(moved);
    const old = courier.ask('timeline.accept_place', { lineId, entryId, point: there });
    await expect(old).rejects.toMatchObject({ code: 'conflict' });
    const anew = await courier.ask('timeline.accept_place', { lineId, entryId, point: elsewhere });
    expect(anew).toMatchObject({ rev: moved.rev + 1, body: { acceptedBy: [he] } });
    expect((await recipient.ask('timeline.since', { lineId, rev: moved.rev })).entries).toEqual([anew]);
  });

  it('that three move at once stands at one place on all their pages', async () => {
    const { lineId, recipient, courier } = await line();
    const agent = await nameGuest(server, 'agent', 'Chen');
    await server.operator('POST', `/deliveries/${lineId}/members`, { role: 'agent', agentId: agent.id });
    const desk = await agent.phone();
    await desk.ask('people.hello', {});
    const { id: entryId } = await drop(recipient, lineId);
    const phones = [recipient, courier, desk];
    const moves = await Promise.all(
      phones.flatMap((phone, i) =>
        [0, 1, 2, 3].map((j) =>
          phone.ask('timeline.move_place', { lineId, entryId, point: { lat: 30.28 + i / 100, lng: 120.02 + j / 100 } }),
        ),
      ),
    );
    const last = moves.toSorted((a, b) => b.rev - a.rev)[0];
    expect(new Set(moves.map(({ rev }) => rev)).size).toBe(12);
    for (const phone of phones) {
      expect((await phone.ask('timeline.pins', { lineId })).entries).toEqual([last]);
      if (phone !== recipient) continue;
      expect(await phone.next('timeline.changed', ({ rev }) => rev === last?.rev)).toEqual(last);
    }
  });

  it('that is a landmark or a position stays where it is', async () => {
    const { lineId, recipient, courier } = await line();
    const gate = await drop(recipient, lineId, { source: 'landmark', meet: true });
    const here = await drop(recipient, lineId, { source: 'position', accuracy: 12 });
    for (const { id } of [gate, here]) {
      const move = courier.ask('timeline.move_place', { lineId, entryId: id, point: elsewhere });
      await expect(move).rejects.toMatchObject({ code: 'bad_request' });
    }
    await courier.ask('timeline.accept_place', { lineId, entryId: gate.id, point: there });
    // The gate is where to meet and stays on the map; where somebody stood does not.
    expect((await courier.ask('timeline.pins', { lineId })).entries.map(({ id }) => id)).toEqual([gate.id]);
  });

  it.each([
    ['off the globe', { lat: 91, lng: 0 }],
    ['nowhere', { lat: Number.NaN, lng: 0 }],
    ['with the two swapped', { lat: 120.02, lng: 30.28 }],
    ['with more than a point', { ...there, name: '<b>' }],
  ])('is neither moved nor agreed to %s', async (_, point) => {
    const { lineId, recipient, courier } = await line();
    const said = await drop(recipient, lineId);
    const at = { lineId, entryId: said.id, point };
    await expect(courier.ask('timeline.move_place', at)).rejects.toMatchObject({ code: 'bad_request' });
    await expect(courier.ask('timeline.accept_place', at)).rejects.toMatchObject({ code: 'bad_request' });
    expect((await courier.ask('timeline.open', { lineId })).entries).toEqual([said]);
  });

  it('is nothing to a stranger, and what is no place is not found', async () => {
    const { lineId, recipient, courier } = await line();
    const { recipient: stranger } = await line();
    const { id: entryId } = await drop(recipient, lineId);
    const text = await recipient.ask('timeline.send', { lineId, clientId: newId<ClientId>(), text: 'here' });
    for (const name of ['timeline.move_place', 'timeline.accept_place'] as const) {
      const at = { lineId, entryId, point: there };
      await expect(stranger.ask(name, at)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(courier.ask(name, { ...at, entryId: text.id })).rejects.toMatchObject({ code: 'not_found' });
      await expect(courier.ask(name, { ...at, entryId: newId() })).rejects.toMatchObject({ code: 'not_found' });
    }
    await expect(stranger.ask('timeline.pins', { lineId })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('taken back is on no map any more', async () => {
    const { lineId, recipient, courier } = await line();
    const { id: entryId } = await drop(recipient, lineId);
    const gone = await recipient.ask('timeline.take_back', { lineId, entryId });
    expect(gone.body).toEqual({ kind: 'taken_back', was: 'place' });
    expect((await courier.ask('timeline.pins', { lineId })).entries).toEqual([]);
    const move = courier.ask('timeline.move_place', { lineId, entryId, point: elsewhere });
    await expect(move).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is among the newest of many', async () => {
    const { lineId, recipient, courier } = await line();
    for (let i = 0; i < PINS_MAX + 5; i++) await drop(i % 2 ? recipient : courier, lineId, { name: `${i}` });
    const { entries } = await courier.ask('timeline.pins', { lineId });
    const names = entries.map(({ body }) => (body.kind === 'place' ? body.name : ''));
    expect(names).toEqual(Array.from({ length: PINS_MAX }, (_, i) => `${i + 5}`));
  });
});

describe('who came later and sees only what came after', () => {
  it('has the pins from there on, may move them, and does not see the photo of before', async () => {
    const { lineId, recipient, courier, tokens } = await line();
    const before = await drop(recipient, lineId, { name: 'before' });
    const photoClientId = newId<ClientId>();
    const photo = await sendPhoto(tokens.recipient, lineId, photoClientId);
    const keeper = await keeperOn(lineId);
    const after = await drop(recipient, lineId, { name: 'after', photoClientId });

    expect((await keeper.phone.ask('timeline.pins', { lineId })).entries).toEqual([after]);
    for (const name of ['timeline.move_place', 'timeline.accept_place'] as const) {
      const hidden = keeper.phone.ask(name, { lineId, entryId: before.id, point: there });
      await expect(hidden).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await statusOf(keeper.token, `/photos/${photoIdOf(photo)}/thumb`)).toBe(404);
    expect(await statusOf(tokens.courier, `/photos/${photoIdOf(photo)}/thumb`)).toBe(200);

    const moved = await keeper.phone.ask('timeline.move_place', { lineId, entryId: after.id, point: elsewhere });
    expect(await courier.next('timeline.changed', ({ rev }) => rev === moved.rev)).toEqual(moved);
    // To the keeper's other pages only the count is told; they ask for what is theirs.
    expect(await keeper.phone.next('timeline.passed')).toEqual({ lineId, rev: moved.rev });
    expect((await keeper.phone.ask('timeline.since', { lineId, rev: after.rev })).entries).toEqual([moved]);
  });
});

describe('the record of a pin', () => {
  it('holds every state, and its page tells who moved it and who agreed', async () => {
    const { lineId, recipient, courier, tokens } = await line();
    const photoClientId = newId<ClientId>();
    const photo = await sendPhoto(tokens.recipient, lineId, photoClientId);
    const { id: entryId } = await drop(recipient, lineId, { meet: true, photoClientId });
    await courier.ask('timeline.move_place', { lineId, entryId, point: elsewhere });
    await recipient.ask('timeline.accept_place', { lineId, entryId, point: elsewhere });
    const { bytes, record } = await download(server, lineId);
    const states = record.states.filter((state) => state.entryId === entryId).map(({ content }) => content);
    expect(states.map((state) => (state?.kind === 'place' ? state.point : null))).toEqual([
      there,
      elsewhere,
      elsewhere,
    ]);
    const page = String(unzip(bytes).find(({ name }) => name === 'index.html')?.content);
    const [, pin = ''] = page.split('id="e2"');
    for (const words of ['An offer to meet here', 'Pin moved', 'Wang', '30.2814, 120.0213', 'Agreed', '李女士'])
      expect(pin).toContain(words);
    expect(pin).toContain(`media/${photoIdOf(photo)}.jpg`);
  });

  it('loses the spot with whoever has put it there, and the photo with whoever has taken it', async () => {
    const { lineId, recipient, courier, tokens } = await line();
    const photoClientId = newId<ClientId>();
    const photo = await sendPhoto(tokens.recipient, lineId, photoClientId);
    const hers = await drop(recipient, lineId, { photoClientId });
    const his = await drop(courier, lineId, { name: '北门' });
    const moved = await drop(courier, lineId, { name: '南门' });
    await recipient.ask('timeline.move_place', { lineId, entryId: moved.id, point: { lat: 30.123456, lng: 120.5 } });
    await courier.ask('timeline.move_place', { lineId, entryId: moved.id, point: elsewhere });

    const { status } = await server.operator('POST', `/deliveries/${lineId}/erase`, { member: 'recipient' });
    expect(status).toBe(200);
    expect((await courier.ask('timeline.pins', { lineId })).entries).toEqual([his]);
    const { entries } = await courier.ask('timeline.open', { lineId });
    const erased = entries.filter(({ body }) => body.kind === 'erased').map(({ id }) => id);
    expect(erased).toEqual([photo.id, hers.id, moved.id]);
    expect(await statusOf(tokens.courier, `/photos/${photoIdOf(photo)}/thumb`)).toBe(404);
    const { bytes } = await download(server, lineId);
    expect(bytes.includes('30.123456')).toBe(false);
  });
});
