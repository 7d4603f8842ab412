import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentId, ClientId, LineId, MemberId, RecordCheck, StationId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { verifyExport } from '../../server/record/verify.ts';
import { type Guest, nameGuest } from '../support/guests.ts';
import { unzip } from '../support/record.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

const HOUR_MS = 3_600_000;

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null });
});
afterAll(() => server.close());

/** A line that asked for the desk, with an agent on it. */
async function asked() {
  const created = await server.createDelivery({ courier: { id: `courier-${newId()}`, name: '王师傅' } });
  const lineId = created.delivery.id;
  const mei = await nameGuest(server, 'agent', 'Mei');
  const recipient = await server.phone(created.tokens.recipient);
  await recipient.ask('people.invite', { lineId, invite: { role: 'agent' } });
  const desk = await mei.phone();
  const line = await desk.ask('people.join', { lineId });
  return { ...created, lineId, mei, recipient, desk, me: line.me };
}

const record = (token: string, lineId: LineId, clientId: string) =>
  fetch(`${server.url}/api/lines/${lineId}/record?timeZone=Asia/Shanghai`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'x-client-id': clientId },
  });
const check = (token: string, lineId: LineId) =>
  fetch(`${server.url}/api/lines/${lineId}/record/check`, { headers: { authorization: `Bearer ${token}` } });

const kinds = async (phone: Phone, lineId: LineId) =>
  (await phone.ask('timeline.since', { lineId, rev: 0 })).entries.map(({ body }) => body.kind);

const say = (phone: Phone, lineId: LineId, text: string) =>
  phone.ask('timeline.send', { lineId, clientId: newId<ClientId>(), text });

describe('an agent’s export', () => {
  it('is whole, holds its own trace, and is told to the line once however often it is tried', async () => {
    const { lineId, mei, recipient, desk, me } = await asked();
    await say(recipient, lineId, 'it is not at my door');
    const clientId = newId();
    const first = await record(mei.token, lineId, clientId);
    expect([first.status, first.headers.get('content-type')]).toEqual([200, 'application/zip']);
    expect(first.headers.get('content-disposition')).toContain(`doorline-${lineId}.zip`);
    expect(first.headers.get('cache-control')).toBe('no-store');
    const bytes = Buffer.from(await first.arrayBuffer());
    const path = join(server.dataFolder, `export-${lineId}.zip`);
    await writeFile(path, bytes);
    expect((await verifyExport(path, [first.headers.get('x-record-digest') ?? ''])).problems).toEqual([]);
    const page = unzip(bytes).find(({ name }) => name === 'index.html');
    expect(page?.content.toString()).toContain('导出了这份记录');

    expect(await recipient.next('timeline.changed', ({ body }) => body.kind === 'exported')).toMatchObject({ by: me });
    expect((await record(mei.token, lineId, clientId)).status).toBe(200);
    expect((await kinds(recipient, lineId)).filter((kind) => kind === 'exported')).toHaveLength(1);
    expect((await desk.ask('people.hello', {})).lines[0]?.lastWords).toMatchObject({ kind: 'exported', by: me });
    expect((await record(mei.token, lineId, newId())).status).toBe(200);
    expect((await kinds(recipient, lineId)).filter((kind) => kind === 'exported')).toHaveLength(2);

    const looked = await check(mei.token, lineId);
    expect((await looked.json()) as RecordCheck).toEqual({ entries: 4, erased: 0, whole: true });
  });

  it('is nobody else’s, and leaves no trace where it is refused', async () => {
    const { lineId, mei, recipient, desk, tokens } = await asked();
    const keeper = await nameGuest(server, 'station', 'Station 7');
    await desk.ask('people.invite', { lineId, invite: { role: 'station', stationId: keeper.id as StationId } });
    const stranger = await nameGuest(server, 'agent', 'Stranger');
    const code = async (answer: Promise<Response>) => ((await (await answer).json()) as { code: string }).code;
    for (const token of [tokens.courier, tokens.recipient, keeper.token, stranger.token]) {
      expect(await code(record(token, lineId, newId()))).toBe('forbidden');
      expect(await code(check(token, lineId))).toBe('forbidden');
    }
    expect(await code(record('nobody', lineId, newId()))).toBe('link_invalid');
    expect(await code(record(mei.token, lineId, 'no id'))).toBe('bad_request');
    expect(await code(record(mei.token, 'nothing' as LineId, newId()))).toBe('bad_request');
    await desk.ask('people.leave', { lineId });
    expect(await code(record(mei.token, lineId, newId()))).toBe('forbidden');
    expect(await kinds(recipient, lineId)).not.toContain('exported');
  });
});

describe('who asked for customer service', () => {
  it('sees that it is waited for, also after a reload, until somebody comes; and can ask again once it is settled', async () => {
    const { delivery, tokens } = await server.createDelivery({ courier: { id: `c-${newId()}`, name: '王师傅' } });
    const lineId = delivery.id;
    await using recipient = await server.phone(tokens.recipient);
    await using courier = await server.phone(tokens.courier);
    const waitsSince = async () => (await recipient.ask('people.hello', {})).lines[0]?.helpAskedAt;
    expect(await waitsSince()).toBeUndefined();
    await recipient.ask('people.invite', { lineId, invite: { role: 'agent' } });
    const told = await courier.next('people.help_changed');
    expect(told).toEqual({ lineId, askedAt: await waitsSince() });
    expect(told.askedAt).not.toBeNull();

    const mei = await nameGuest(server, 'agent', 'Mei');
    await using desk = await mei.phone();
    const { me } = await desk.ask('people.join', { lineId });
    expect(await recipient.next('people.help_changed', ({ askedAt }) => askedAt === null)).toMatchObject({ lineId });
    expect(await waitsSince()).toBeUndefined();

    await Promise.all([desk.ask('people.resolve', { lineId }), desk.ask('people.resolve', { lineId })]);
    await desk.ask('people.resolve', { lineId });
    const settled = { kind: 'member', memberId: me, role: 'agent', change: 'left', resolved: true };
    expect(
      await recipient.next('timeline.changed', ({ body }) => body.kind === 'member' && !!body.resolved),
    ).toMatchObject({ body: settled });
    expect((await kinds(recipient, lineId)).filter((kind) => kind === 'member')).toHaveLength(2);
    expect(await desk.next('deliveries.removed')).toEqual({ lineId });
    await expect(say(desk, lineId, 'still here')).rejects.toMatchObject({ code: 'forbidden' });

    await recipient.ask('people.invite', { lineId, invite: { role: 'agent' } });
    expect(await desk.next('deliveries.waiting_changed', ({ waiting }) => waiting?.lineId === lineId)).toBeTruthy();
    expect(await waitsSince()).toBeGreaterThanOrEqual(told.askedAt ?? 0);
  });

  it('is the only one whose matter the desk settles: nobody else may say so', async () => {
    const { lineId, recipient, desk, tokens } = await asked();
    await using courier = await server.phone(tokens.courier);
    const keeper = await nameGuest(server, 'station', 'Station 7');
    await desk.ask('people.invite', { lineId, invite: { role: 'station', stationId: keeper.id as StationId } });
    await using station = await keeper.phone();
    const stranger = await nameGuest(server, 'agent', 'Stranger');
    await using other = await stranger.phone();
    for (const phone of [recipient, courier, station, other]) {
      await expect(phone.ask('people.resolve', { lineId })).rejects.toMatchObject({ code: 'forbidden' });
      await expect(phone.ask('people.here', { lineId })).rejects.toMatchObject({ code: 'forbidden' });
      await expect(phone.ask('people.colleagues', { lineId })).rejects.toMatchObject({ code: 'forbidden' });
      await expect(phone.ask('people.hand_over', { lineId, to: stranger.id as AgentId })).rejects.toMatchObject({
        code: 'forbidden',
      });
    }
    expect(await kinds(recipient, lineId)).toEqual(['member', 'member']);
  });
});

describe('a line that an agent hands over', () => {
  const colleague = async (desk: Phone, lineId: LineId, { id }: Guest) =>
    (await desk.ask('people.colleagues', { lineId })).colleagues.find((one) => one.id === id);

  it('goes to a colleague whose desk is open, who has it at once; the other leaves', async () => {
    const { lineId, mei, recipient, desk } = await asked();
    const lin = await nameGuest(server, 'agent', 'Lin');
    expect(await colleague(desk, lineId, lin)).toEqual({ id: lin.id, name: 'Lin', here: false, onLine: false });
    expect(await colleague(desk, lineId, mei)).toBeUndefined();
    await using second = await lin.phone();
    expect(await colleague(desk, lineId, lin)).toMatchObject({ here: true });
    await expect(desk.ask('people.hand_over', { lineId, to: mei.id as AgentId })).rejects.toMatchObject({
      code: 'bad_request',
    });
    await expect(desk.ask('people.hand_over', { lineId, to: 'nobody-0001' as AgentId })).rejects.toMatchObject({
      code: 'not_found',
    });
    await Promise.all([
      desk.ask('people.hand_over', { lineId, to: lin.id as AgentId }),
      desk.ask('people.hand_over', { lineId, to: lin.id as AgentId }),
    ]);
    await desk.ask('people.hand_over', { lineId, to: lin.id as AgentId });
    expect(await second.next('deliveries.added')).toMatchObject({ delivery: { id: lineId } });
    expect(await desk.next('deliveries.removed')).toEqual({ lineId });
    await say(second, lineId, 'I go on with it');
    const { members } = (await recipient.ask('people.hello', {})).lines[0] ?? { members: [] };
    expect(members.filter(({ role }) => role === 'agent').map(({ name, left }) => [name, left])).toEqual(
      expect.arrayContaining([
        ['Mei', true],
        ['Lin', false],
      ]),
    );
    expect((await second.ask('deliveries.waiting', {})).lines.map((line) => line.lineId)).not.toContain(lineId);
    expect((await kinds(recipient, lineId)).filter((kind) => kind === 'member')).toHaveLength(3);
  });
});

describe('whether people have the page open', () => {
  it('is told to the desk, by member', async () => {
    const { lineId, recipient, desk, me, tokens } = await asked();
    const members = (await desk.ask('people.hello', {})).lines[0]?.members ?? [];
    const idOf = (role: string) => members.find((member) => member.role === role)?.id as MemberId;
    const here = async () => (await desk.ask('people.here', { lineId })).here.sort();
    expect(await here()).toEqual([me, idOf('recipient')].sort());
    const courier = await server.phone(tokens.courier);
    expect(await here()).toEqual([me, idOf('recipient'), idOf('courier')].sort());
    courier.close();
    recipient.close();
    await expect.poll(here).toEqual([me]);
  });
});

describe('a new time', () => {
  it('reaches every page and the operator, by the status it belongs to', async () => {
    const { lineId, recipient, desk, delivery } = await asked();
    const window = { from: Date.now() + HOUR_MS, to: Date.now() + 3 * HOUR_MS };
    const agreed = await desk.ask('deliveries.reschedule', { lineId, window, instead: delivery.window });
    expect(agreed).toMatchObject({ status: 'rescheduled', window });
    expect(await recipient.next('deliveries.changed')).toMatchObject({ status: 'rescheduled', window });
    expect(await recipient.next('timeline.changed', ({ body }) => body.kind === 'status')).toMatchObject({
      body: { status: 'rescheduled', window },
    });
    expect((await server.operator('GET', `/deliveries/${lineId}`)).body).toMatchObject({ window });
    const bad = [
      { from: window.to, to: window.from },
      { from: window.from, to: window.from },
      { from: window.from, to: window.from + 25 * HOUR_MS },
      { from: 0.5, to: window.to },
      { from: -1, to: window.to },
    ];
    for (const one of bad)
      await expect(desk.ask('deliveries.reschedule', { lineId, window: one, instead: window })).rejects.toMatchObject({
        code: 'bad_request',
      });
    // The operator's backend agrees on times too, and takes one back by naming none.
    const later = { from: window.from + 24 * HOUR_MS, to: window.to + 24 * HOUR_MS };
    const said = { from: new Date(later.from).toISOString(), to: new Date(later.to).toISOString() };
    const step = (body: object) => server.operator('POST', `/deliveries/${lineId}/status`, body);
    expect((await step({ status: 'failed', window: said })).status).toBe(400);
    for (let twice = 0; twice < 2; twice += 1)
      expect((await step({ status: 'rescheduled', window: said })).body).toMatchObject({ window: later });
    expect((await kinds(recipient, lineId)).filter((kind) => kind === 'status')).toHaveLength(2);
    expect((await step({ status: 'out_for_delivery' })).body).toMatchObject({ window: later });
    expect((await step({ status: 'rescheduled' })).body).toMatchObject({ window: null });
    await desk.ask('deliveries.reschedule', { lineId, window, instead: null });
    await expect(
      recipient.ask('deliveries.reschedule', { lineId, window: { ...window, to: window.to + 1 }, instead: window }),
    ).rejects.toMatchObject({ code: 'step_not_allowed' });
  });
});
