import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallId, LineId } from '#protocol';
import {
  callEntries,
  eventually,
  inPhase,
  isAway,
  meOf,
  openCallLine,
  openMedia,
  partOf,
  standings,
} from '../support/calling.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';
import { TestClock } from '../support/test-clock.ts';

let clock: TestClock;
let server: TestServer;
beforeEach(async () => {
  clock = new TestClock();
  server = await startServer({ clock });
});
afterEach(() => server.close());

async function openLine() {
  const line = await openCallLine(server);
  const { lineId, courier, recipient } = line;
  return { ...line, ids: { courier: await meOf(courier, lineId), recipient: await meOf(recipient, lineId) } };
}

/** Works on the database while the server is down. */
async function whileDown(change: (db: DatabaseSync) => void): Promise<void> {
  await server.restart(() => {
    const db = new DatabaseSync(join(server.dataFolder, 'doorline.sqlite'));
    change(db);
    db.close();
  });
}

/** What the page asks for as soon as it is connected again. */
const lookAgain = (phone: Phone, lineId: LineId) => eventually(() => phone.ask('calls.current', { lineId }));

async function onlyEntry(phone: Phone, lineId: LineId) {
  const entries = await eventually(async () => {
    const found = await callEntries(phone, lineId);
    if (found.length === 0) throw new Error('Not written yet');
    return found;
  });
  expect(entries).toHaveLength(1);
  return entries[0];
}

async function talk(line: Awaited<ReturnType<typeof openLine>>): Promise<CallId> {
  const { lineId, courier, recipient } = line;
  const { id: callId } = await courier.ask('calls.start', { lineId });
  await openMedia(courier, lineId, callId);
  await openMedia(recipient, lineId, callId);
  await recipient.ask('calls.answer', { lineId, callId });
  return callId;
}

describe('a server that is started anew in a call', () => {
  it('goes on with it: both open their media again, and it counts from its answer', async () => {
    const line = await openLine();
    const { lineId, courier, recipient, ids } = line;
    const callId = await talk(line);
    await recipient.ask('calls.set_muted', { lineId, callId, muted: true });
    clock.pass(5000);
    await server.restart();
    for (const phone of [courier, recipient]) {
      const found = await lookAgain(phone, lineId);
      expect(found).toMatchObject({ here: true, call: { id: callId, phase: 'talking' } });
      expect(found && isAway(found.call)).toBe(true);
      await openMedia(phone, lineId, callId);
    }
    expect((await courier.ask('calls.current', { lineId }))?.call).toMatchObject({
      members: [{ muted: false }, { memberId: ids.recipient, muted: true }],
    });
    clock.pass(30_000);
    await courier.ask('calls.hang_up', { lineId, callId });
    expect(await onlyEntry(recipient, lineId)).toEqual({
      kind: 'call',
      callId,
      end: 'hung_up',
      talkMs: 35_000,
      parts: [partOf(ids.courier, 35_000), partOf(ids.recipient, 35_000)],
      by: ids.courier,
    });
  });

  it('ends it as failed after 60 s where nobody is back, as long as the server is known to have lived', async () => {
    const line = await openLine();
    const { lineId, courier, recipient } = line;
    const callId = await talk(line);
    clock.pass(5000);
    courier.close();
    recipient.close();
    await server.restart(() => clock.pass(3_600_000));
    const later = await server.phone(line.tokens.recipient);
    expect((await lookAgain(later, lineId))?.call).toMatchObject({ id: callId, phase: 'talking' });
    clock.pass(59_999);
    expect(await lookAgain(later, lineId)).not.toBeNull();
    clock.pass(1);
    expect(await onlyEntry(later, lineId)).toMatchObject({ callId, end: 'failed', talkMs: 5000 });
  });

  it('ends it when one of two does not come back, and the other does', async () => {
    const line = await openLine();
    const { lineId, courier, recipient } = line;
    const callId = await talk(line);
    clock.pass(5000);
    recipient.close();
    await server.restart();
    await lookAgain(courier, lineId);
    await openMedia(courier, lineId, callId);
    clock.pass(60_000);
    await courier.next('calls.changed', inPhase('ended'));
    expect(await onlyEntry(courier, lineId)).toMatchObject({ callId, end: 'failed', talkMs: 65_000 });
  });

  it('lets one who was revoked while it was down not come back, and ends their part', async () => {
    const line = await openLine();
    const { lineId, courier } = line;
    const callId = await talk(line);
    await whileDown((db) => {
      db.prepare('update links set revoked_at = 1 where id = ?').run(line.linkIds.recipient);
    });
    await lookAgain(courier, lineId);
    await openMedia(courier, lineId, callId);
    clock.pass(60_000);
    expect(await courier.next('calls.changed', inPhase('ended'))).toMatchObject({ end: 'failed' });
  });

  it('knows that a courier who talks is busy on other lines', async () => {
    const line = await openLine();
    const second = await openLine();
    await talk(line);
    await server.restart();
    await lookAgain(second.recipient, second.lineId);
    expect(await second.recipient.ask('calls.start', { lineId: second.lineId })).toMatchObject({
      phase: 'ended',
      end: 'busy',
    });
  });

  it('does so again and again, and writes one entry', async () => {
    const line = await openLine();
    const { lineId, courier, recipient } = line;
    const callId = await talk(line);
    for (let i = 0; i < 3; i += 1) {
      clock.pass(1000);
      await server.restart();
      for (const phone of [courier, recipient]) await lookAgain(phone, lineId);
    }
    await Promise.all(
      [courier, recipient].map((phone) => phone.ask('calls.hang_up', { lineId, callId }).catch(() => null)),
    );
    expect(await onlyEntry(courier, lineId)).toMatchObject({ callId, end: 'hung_up', talkMs: 3000 });
    await server.restart();
    expect(await lookAgain(courier, lineId)).toBeNull();
    expect(await callEntries(courier, lineId)).toHaveLength(1);
  });
});

describe('a server that is started anew while it rings', () => {
  it('rings on for what is left of the time', async () => {
    const { lineId, courier, recipient } = await openLine();
    const { id: callId } = await courier.ask('calls.start', { lineId });
    await openMedia(recipient, lineId, callId);
    clock.pass(35_000);
    await server.restart();
    expect(standings((await lookAgain(courier, lineId))?.call)).toEqual(['reconnecting', 'called']);
    await lookAgain(recipient, lineId);
    await openMedia(recipient, lineId, callId);
    expect(standings((await lookAgain(courier, lineId))?.call)).toEqual(['reconnecting', 'ringing']);
    clock.pass(9_999);
    expect((await lookAgain(courier, lineId))?.call.phase).toBe('ringing');
    clock.pass(1);
    expect(await courier.next('calls.changed', inPhase('ended'))).toMatchObject({ end: 'no_answer' });
    expect(await onlyEntry(recipient, lineId)).toMatchObject({ callId, end: 'no_answer', talkMs: 0, parts: [] });
  });

  it('can be answered after it, and remembers who declined', async () => {
    const line = await openLine();
    const { lineId, courier, recipient } = line;
    const station = await server.operator('PUT', '/stations/station-7', { name: 'Station 7' });
    await server.operator('POST', `/deliveries/${lineId}/members`, { role: 'station', stationId: 'station-7' });
    const keeper = await server.phone((station.body as { link: string }).link.split('/l/')[1] ?? '');
    const members = [await meOf(keeper, lineId), line.ids.recipient];
    const { id: callId } = await courier.ask('calls.start', { lineId, members });
    await keeper.ask('calls.decline', { lineId, callId });
    await server.restart();
    expect(standings((await lookAgain(keeper, lineId))?.call)).toEqual(['reconnecting', 'declined', 'called']);
    await lookAgain(recipient, lineId);
    expect(await recipient.ask('calls.answer', { lineId, callId })).toMatchObject({ phase: 'talking' });
  });

  it('is a missed call where it was down for longer than it rings', async () => {
    const { lineId, courier } = await openLine();
    const { id: callId } = await courier.ask('calls.start', { lineId });
    await server.restart(() => clock.pass(50_000));
    clock.pass(0);
    expect(await onlyEntry(courier, lineId)).toMatchObject({ callId, end: 'no_answer' });
  });
});

describe('what a crash has left', () => {
  it('and cannot be read is ended as failed, as long as its server is known to have lived', async () => {
    const line = await openLine();
    const { lineId, courier, recipient } = line;
    const callId = await talk(line);
    clock.pass(15_000);
    // The sign of life is written by then: what is asked later waits for it.
    await courier.ask('calls.current', { lineId });
    await whileDown((db) => db.exec(`update calls set live = '{"of":"tomorrow"}'`));
    expect(await lookAgain(courier, lineId)).toBeNull();
    await server.restart();
    const entry = await onlyEntry(recipient, lineId);
    expect(entry).toEqual({ kind: 'call', callId, end: 'failed', talkMs: 15_000, by: line.ids.courier });
  });

  it('of an earlier version is ended as failed with one entry, and never again', async () => {
    const { lineId, courier, ids } = await openLine();
    await whileDown((db) => {
      db.prepare('insert into calls (id, line_id, started_by, started_at, answered_at) values (?, ?, ?, ?, ?)').run(
        'call-of-yesterday',
        lineId,
        ids.courier,
        clock.now() - 60_000,
        clock.now() - 50_000,
      );
    });
    await server.restart();
    expect(await onlyEntry(courier, lineId)).toEqual({
      kind: 'call',
      callId: 'call-of-yesterday',
      end: 'failed',
      talkMs: 0,
      by: ids.courier,
    });
  });
});
