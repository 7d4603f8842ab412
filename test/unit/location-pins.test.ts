import { describe, expect, it, vi } from 'vitest';
import type { Entry, EntryId, LineId, MemberId, Point } from '#protocol';
import { createLinePins, take } from '../../client/location/line-pins.ts';
import { followPins } from '../../client/location/pins.ts';
import { FakeConnection } from '../support/fake-connection.ts';

const lineId = 'line-0001' as LineId;
const [me, courier] = ['member-me', 'member-courier'] as [MemberId, MemberId];
const there: Point = { lat: 30.28, lng: 120.02 };
const elsewhere: Point = { lat: 30.29, lng: 120.02 };

const pin = (seq: number, rev = seq, fields: object = {}): Entry => ({
  id: `entry-${seq}` as EntryId,
  lineId,
  seq,
  rev,
  at: seq,
  by: me,
  clientId: null,
  replyTo: null,
  body: { kind: 'place', point: there, name: `${seq}`, source: 'pin', accuracy: null, ...fields },
});
const gone = (seq: number, rev: number): Entry => ({ ...pin(seq, rev), body: { kind: 'taken_back', was: 'place' } });

function setUp(kept: readonly Entry[] = []) {
  const connection = new FakeConnection();
  const server = { kept, asked: 0, held: null as Promise<void> | null };
  connection.answers = {
    'timeline.pins': async () => {
      server.asked += 1;
      const entries = [...server.kept];
      await server.held;
      return { entries };
    },
  };
  const pins = createLinePins();
  const told: string[] = [];
  const waits: (() => void)[] = [];
  connection.goOnline();
  const end = followPins({
    connection,
    lineId,
    pins,
    onChange: (before, now) => told.push(`${now.body.name}: ${before.rev} to ${now.rev}`),
    after: (_, run) => void waits.push(run),
  });
  const shown = () => pins.all.value.map(({ seq, rev }) => `${seq}/${rev}`);
  return { connection, server, pins, told, waits, end, shown };
}
const soon = (check: () => void) => vi.waitFor(check, { interval: 1 });

describe('the pins of a line', () => {
  it('are those that there are, and what becomes of them, in the order they were said', async () => {
    const { connection, shown, told } = setUp([pin(1), pin(4)]);
    await soon(() => expect(shown()).toEqual(['1/1', '4/4']));
    connection.notify('timeline.changed', pin(6));
    connection.notify('timeline.changed', pin(1, 7, { point: elsewhere }));
    connection.notify('timeline.changed', gone(4, 8));
    connection.notify('timeline.changed', { ...pin(9), body: { kind: 'text', text: 'no pin' } });
    connection.notify('timeline.changed', { ...pin(10), lineId: 'line-0002' as LineId });
    expect(shown()).toEqual(['1/7', '6/6']);
    expect(told).toEqual(['1: 1 to 7']);
  });

  it('leave out where somebody stood, unless it is where to meet', async () => {
    const { connection, shown } = setUp();
    connection.notify('timeline.changed', pin(1, 1, { source: 'position', accuracy: 9 }));
    connection.notify('timeline.changed', pin(2, 2, { source: 'position', accuracy: 9, meet: true }));
    await soon(() => expect(shown()).toEqual(['2/2']));
  });

  it('stay as they were told last, whatever comes late', async () => {
    const { connection, server, shown } = setUp([pin(1)]);
    await soon(() => expect(shown()).toEqual(['1/1']));
    const { promise, resolve } = Promise.withResolvers<void>();
    server.held = promise;
    connection.goOnline();
    await soon(() => expect(server.asked).toBe(2));
    // Told while the older answer is still under way.
    connection.notify('timeline.changed', pin(1, 5, { point: elsewhere }));
    connection.notify('timeline.changed', pin(3, 3));
    connection.notify('timeline.changed', pin(1, 4));
    resolve();
    await soon(() => expect(shown()).toEqual(['1/5', '3/3']));
  });

  it('are asked for again after a cut, after trouble, and where something changed that may be hidden', async () => {
    const { connection, server, shown, waits } = setUp();
    await soon(() => expect(server.asked).toBe(1));
    connection.goOffline();
    server.kept = [pin(2)];
    connection.goOnline();
    await soon(() => expect(shown()).toEqual(['2/2']));
    server.kept = [pin(2, 3, { acceptedBy: [courier] })];
    connection.notify('timeline.passed', { lineId, rev: 3 });
    await soon(() => expect(shown()).toEqual(['2/3']));
    expect(waits).toEqual([]);
  });

  it('are out of the reader’s hand when they are taken back', async () => {
    const { connection, pins, shown } = setUp([pin(1)]);
    await soon(() => expect(shown()).toEqual(['1/1']));
    const [held] = pins.all.value;
    if (held) take(pins, held);
    expect(pins.moving.value?.to).toEqual(there);
    connection.notify('timeline.changed', gone(1, 2));
    expect(pins.moving.value).toBeNull();
  });

  it('are followed no more once it is over', async () => {
    const { connection, server, end, shown } = setUp([pin(1)]);
    await soon(() => expect(shown()).toEqual(['1/1']));
    end();
    connection.notify('timeline.changed', gone(1, 2));
    connection.goOnline();
    expect(shown()).toEqual(['1/1']);
    expect(server.asked).toBe(1);
  });
});
