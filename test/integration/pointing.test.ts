import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { LineId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { nameGuest } from '../support/guests.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';
import { TestClock } from '../support/test-clock.ts';

/** Numbers that stand nowhere else. */
const spot = { lat: 30.281357, lng: 120.024681 };

async function line(server: TestServer) {
  const made = await server.createDelivery({ courier: { id: `courier-${newId()}`, name: 'Wang' } });
  const courier = await server.phone(made.tokens.courier);
  const recipient = await server.phone(made.tokens.recipient);
  const [his] = await Promise.all([courier.ask('people.hello', {}), recipient.ask('people.hello', {})]);
  return { ...made, lineId: made.delivery.id, courier, recipient, he: his.lines[0]?.me };
}

async function keeperOn(server: TestServer, lineId: LineId) {
  const keeper = await nameGuest(server, 'station', 'Lane 5');
  const asked = { role: 'station', stationId: keeper.id };
  expect((await server.operator('POST', `/deliveries/${lineId}/members`, asked)).status).toBe(201);
  const phone = await keeper.phone();
  const { lines } = await phone.ask('people.hello', {});
  return { ...keeper, phone, me: lines[0]?.me };
}

/** All that was told of fingers to a phone until now: a typing notice comes after it. */
async function heard(phone: Phone, by: Phone, lineId: LineId) {
  await by.ask('timeline.typing', { lineId });
  await phone.next('timeline.typing');
  return phone.untaken('location.pointed');
}

describe('a finger on the map', () => {
  it('is seen by everybody else on the line, until it is lifted', async () => {
    await using server = await startServer({ sfu: null });
    const { lineId, courier, recipient, tokens, he } = await line(server);
    await using other = await server.phone(tokens.courier);
    await courier.ask('location.point', { lineId, point: spot });
    for (const phone of [recipient, other])
      expect(await phone.next('location.pointed')).toEqual({ lineId, memberId: he, point: spot });
    await courier.ask('location.point', { lineId, point: null });
    expect(await recipient.next('location.pointed')).toEqual({ lineId, memberId: he, point: null });
    expect(await heard(courier, recipient, lineId)).toEqual([]);
  });

  it('is seen by who came later, who may point too', async () => {
    await using server = await startServer({ sfu: null });
    const { lineId, courier, recipient } = await line(server);
    await recipient.ask('timeline.send', { lineId, clientId: newId(), text: 'the code is 1234' });
    const keeper = await keeperOn(server, lineId);
    await courier.ask('location.point', { lineId, point: spot });
    expect(await keeper.phone.next('location.pointed')).toMatchObject({ point: spot });
    await keeper.phone.ask('location.point', { lineId, point: spot });
    expect(await recipient.next('location.pointed', ({ memberId }) => memberId === keeper.me)).toMatchObject({
      point: spot,
    });
  });

  it('is for nobody else: not a stranger, nor who has left, nor whose link was switched off', async () => {
    await using server = await startServer({ sfu: null });
    const { lineId, courier, recipient, linkIds } = await line(server);
    const { recipient: stranger, lineId: theirs } = await line(server);
    const keeper = await keeperOn(server, lineId);
    await keeper.phone.ask('people.leave', { lineId });
    for (const phone of [stranger, keeper.phone])
      await expect(phone.ask('location.point', { lineId, point: spot })).rejects.toMatchObject({ code: 'forbidden' });
    await courier.ask('location.point', { lineId, point: spot });
    await recipient.next('location.pointed');
    await stranger.ask('location.point', { lineId: theirs, point: null });
    expect(stranger.untaken('location.pointed')).toEqual([]);
    expect(keeper.phone.untaken('location.pointed')).toEqual([]);

    const out = new Promise((resolve) => courier.socket.once('disconnect', resolve));
    expect((await server.operator('DELETE', `/links/${linkIds.courier}`)).status).toBe(204);
    await out;
    expect(recipient.untaken('location.pointed')).toEqual([]);
  });

  it.each([
    ['nowhere', { lat: Number.NaN, lng: 120 }],
    ['off the globe', { lat: 30, lng: 181 }],
    ['with the two swapped', { lat: 120.02, lng: 30.28 }],
    ['with more than a point', { ...spot, name: '<script>' }],
    ['in words', '30.28, 120.02'],
  ])('%s is refused and told to nobody', async (_, point) => {
    await using server = await startServer({ sfu: null });
    const { lineId, courier, recipient } = await line(server);
    const answer = await courier.socket.timeout(10_000).emitWithAck('location.point', { lineId, point });
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad_request' } });
    expect(await heard(recipient, courier, lineId)).toEqual([]);
  });

  it('is told of ten times a second at most, however many phones and links; what else is asked goes on', async () => {
    // The server's time stands still: it is one second however slow this machine is.
    const clock = new TestClock();
    await using server = await startServer({ sfu: null, clock });
    const { lineId, courier, recipient, tokens } = await line(server);
    await using second = await server.phone(tokens.courier);
    const point = (phone: Phone, to: typeof spot | null) =>
      phone.ask('location.point', { lineId, point: to }).then(
        () => 'ok',
        (error: { code?: string }) => error.code,
      );
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) => point(i % 2 ? courier : second, { ...spot, lat: 30 + i / 1000 })),
    );
    expect(answers.filter((one) => one === 'ok')).toHaveLength(20);
    expect(answers.filter((one) => one === 'too_many')).toHaveLength(40);
    expect(await point(recipient, spot)).toBe('ok');
    await courier.ask('timeline.send', { lineId, clientId: newId(), text: 'here' });
    clock.pass(1000);
    const later = await Promise.all(Array.from({ length: 15 }, () => point(courier, spot)));
    expect(later.filter((one) => one === 'ok')).toHaveLength(10);
  });

  it('is kept nowhere: not on the timeline, in the data, in a log or in the metrics', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (text: string) => void lines.push(text) });
    await using server = await startServer({ sfu: null, log });
    const { lineId, courier, recipient } = await line(server);
    await courier.ask('location.point', { lineId, point: spot });
    await recipient.next('location.pointed');
    const wrong = { lineId, point: { ...spot, lng: 1200.24681 } };
    await courier.socket.timeout(10_000).emitWithAck('location.point', wrong);
    expect((await recipient.ask('timeline.open', { lineId })).rev).toBe(0);
    expect((await recipient.ask('location.positions', { lineId })).positions).toEqual([]);
    const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${server.apiKey}` } });
    const kept = await readdir(server.dataFolder, { recursive: true, withFileTypes: true });
    const files = await Promise.all(
      kept.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
    );
    for (const text of [...lines, await metrics.text(), ...files])
      for (const number of ['281357', '24681']) expect(text).not.toContain(number);
  });
});
