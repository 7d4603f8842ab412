import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClientId, LineId } from '#protocol';
import { callEntries, inPhase, isAway, meOf, openCallLine, openMedia, partOf, refusal } from '../support/calling.ts';
import { phoneCapabilities } from '../support/engine-objects.ts';
import { nameGuest } from '../support/guests.ts';
import { type AskRefused, startServer, type TestServer } from '../support/server.ts';
import { TestClock } from '../support/test-clock.ts';

let clock: TestClock;
let server: TestServer;
beforeEach(async () => {
  clock = new TestClock();
  server = await startServer({ clock });
});
afterEach(() => server.close());

const openLine = (fields: Record<string, unknown> = {}) => openCallLine(server, fields);

async function withKeeper(lineId: LineId) {
  const station = await nameGuest(server, 'station', 'Station 7');
  await server.operator('POST', `/deliveries/${lineId}/members`, { role: 'station', stationId: station.id });
  return { station, keeper: await station.phone() };
}

describe('a call', () => {
  it('rings at the other, is answered, counts, and leaves its length on the timeline', async () => {
    const { lineId, courier, recipient } = await openLine();
    const call = await courier.ask('calls.start', { lineId });
    expect(call).toMatchObject({
      phase: 'ringing',
      lineId,
      members: [{ memberId: call.startedBy, state: 'talking' }, { state: 'called' }],
    });
    expect(await recipient.next('calls.changed')).toEqual(call);

    const answered = await recipient.ask('calls.answer', { lineId, callId: call.id });
    expect(answered).toMatchObject({ phase: 'talking', answeredAt: clock.now() });
    expect(await courier.next('calls.changed', inPhase('talking'))).toEqual(answered);

    clock.pass(42_000);
    await recipient.ask('calls.hang_up', { lineId, callId: call.id });
    expect(await courier.next('calls.changed', inPhase('ended'))).toMatchObject({ end: 'hung_up', talkMs: 42_000 });
    const entry = await courier.next('timeline.changed');
    expect(entry).toMatchObject({ by: call.startedBy, body: { kind: 'call', callId: call.id, talkMs: 42_000 } });
    expect(await callEntries(recipient, lineId)).toEqual([
      {
        kind: 'call',
        callId: call.id,
        end: 'hung_up',
        talkMs: 42_000,
        parts: answered.phase === 'talking' && answered.members.map(({ memberId }) => partOf(memberId, 42_000)),
        by: call.startedBy,
      },
    ]);
    expect(await courier.ask('calls.current', { lineId })).toBeNull();
  });

  it('is on record, whatever its starter says meanwhile under whatever client id', async () => {
    const { lineId, courier, recipient } = await openLine();
    const { id: callId } = await courier.ask('calls.start', { lineId });
    for (const clientId of [`call-${callId}`, callId] as string[] as ClientId[])
      await courier.ask('timeline.send', { lineId, clientId, text: '我没有打过电话' });
    await recipient.ask('calls.decline', { lineId, callId });
    await courier.next('timeline.changed', ({ body }) => body.kind === 'call');
    expect(await callEntries(recipient, lineId)).toMatchObject([{ callId, end: 'declined' }]);
  });

  it('has its media ready on both sides before the answer', async () => {
    const { lineId, courier, recipient } = await openLine();
    const { id: callId, startedBy } = await courier.ask('calls.start', { lineId });
    const caller = await openMedia(courier, lineId, callId);
    expect(caller.tracks).toEqual([]);
    const callee = await openMedia(recipient, lineId, callId);
    expect(callee.tracks).toMatchObject([{ memberId: startedBy }]);

    const added = await courier.next('calls.track_added');
    expect(added).toMatchObject({ callId, deviceId: courier.deviceId });
    await courier.ask('calls.resume', { lineId, callId, consumerId: added.track.consumerId });
    await recipient.ask('calls.resume', { lineId, callId, consumerId: callee.tracks[0]?.consumerId ?? '' });

    await recipient.ask('calls.answer', { lineId, callId });
    await recipient.ask('calls.open_media', { lineId, callId });
    expect(await courier.next('calls.track_removed')).toEqual({
      callId,
      deviceId: courier.deviceId,
      consumerId: added.track.consumerId,
    });
  });

  it('is one call when both call at once', async () => {
    const { lineId, courier, recipient } = await openLine();
    const [a, b] = await Promise.all([
      courier.ask('calls.start', { lineId }),
      recipient.ask('calls.start', { lineId }),
    ]);
    expect(a.id).toBe(b.id);
    expect((await courier.ask('calls.current', { lineId }))?.call).toMatchObject({ id: a.id, phase: 'talking' });
    await courier.ask('calls.hang_up', { lineId, callId: a.id });
    expect(await callEntries(courier, lineId)).toHaveLength(1);
  });

  it('is no answer after 45 s, and not a moment earlier', async () => {
    const { lineId, courier, recipient } = await openLine();
    await courier.ask('calls.start', { lineId });
    clock.pass(44_999);
    expect((await recipient.ask('calls.current', { lineId }))?.call.phase).toBe('ringing');
    clock.pass(1);
    expect(await courier.next('calls.changed', inPhase('ended'))).toMatchObject({ end: 'no_answer', talkMs: 0 });
    await recipient.next('timeline.changed');
    expect(await callEntries(recipient, lineId)).toMatchObject([{ end: 'no_answer', talkMs: 0 }]);
  });

  it('is declined by the one who is called', async () => {
    const { lineId, courier, recipient } = await openLine();
    const { id: callId } = await recipient.ask('calls.start', { lineId });
    expect(await refusal(recipient.ask('calls.decline', { lineId, callId }))).toBe('conflict');
    await courier.ask('calls.decline', { lineId, callId });
    expect(await recipient.next('calls.changed', inPhase('ended'))).toMatchObject({ end: 'declined' });
    expect(await refusal(courier.ask('calls.answer', { lineId, callId }))).toBe('call_over');
  });

  it('stops ringing at the other devices of the one who answers, and takes the next call there again', async () => {
    const { lineId, tokens, courier, recipient } = await openLine();
    const tablet = await server.phone(tokens.recipient);
    const { id: callId } = await courier.ask('calls.start', { lineId });
    await openMedia(recipient, lineId, callId);
    await openMedia(tablet, lineId, callId);
    await recipient.ask('calls.answer', { lineId, callId });

    await tablet.next('calls.changed', inPhase('talking'));
    expect(await tablet.ask('calls.current', { lineId })).toMatchObject({ here: false });
    expect(await recipient.ask('calls.current', { lineId })).toMatchObject({ here: true });
    expect(await refusal(tablet.ask('calls.open_media', { lineId, callId }))).toBe('conflict');
    expect(await refusal(tablet.ask('calls.hang_up', { lineId, callId }))).toBe('conflict');
    await recipient.ask('calls.hang_up', { lineId, callId });
    const next = await courier.ask('calls.start', { lineId });
    await tablet.ask('calls.answer', { lineId, callId: next.id });
  });

  it('that was declined stays so for a page that is loaded anew, and can be taken after all', async () => {
    const { lineId, tokens, courier, recipient } = await openLine();
    const { station, keeper } = await withKeeper(lineId);
    const me = await meOf(keeper, lineId);
    const them = await meOf(recipient, lineId);
    const { id: callId } = await courier.ask('calls.start', { lineId, members: [me, them] });
    await recipient.ask('calls.decline', { lineId, callId });
    await recipient.ask('calls.decline', { lineId, callId });
    recipient.close();
    const again = await server.phone(tokens.recipient);
    expect(await again.ask('calls.current', { lineId })).toMatchObject({
      here: false,
      call: {
        phase: 'ringing',
        members: [{}, { memberId: me, state: 'called' }, { memberId: them, state: 'declined' }],
      },
    });
    expect(await refusal(again.ask('calls.open_media', { lineId, callId }))).toBe('conflict');
    expect(await again.ask('calls.answer', { lineId, callId })).toMatchObject({ phase: 'talking' });
    expect(station.name).toBe('Station 7');
  });

  it('takes two who answer at once, and one who answers and hangs up at once', async () => {
    const { lineId, courier, recipient } = await openLine();
    const { keeper } = await withKeeper(lineId);
    const members = [await meOf(keeper, lineId), await meOf(recipient, lineId)];
    const { id: callId } = await courier.ask('calls.start', { lineId, members });
    const on = { lineId, callId };
    await Promise.all([recipient.ask('calls.answer', on), keeper.ask('calls.answer', on)]);
    expect((await courier.ask('calls.current', { lineId }))?.call).toMatchObject({
      phase: 'talking',
      members: [{ state: 'talking' }, { state: 'talking' }, { state: 'talking' }],
    });
    await Promise.all([
      keeper.ask('calls.hang_up', on),
      recipient.ask('calls.hang_up', on),
      refusal(keeper.ask('calls.answer', on)),
    ]);
    for (const phone of [courier, keeper]) await refusal(phone.ask('calls.hang_up', on));
    await courier.next('calls.changed', inPhase('ended'));
    expect(await courier.ask('calls.current', { lineId })).toBeNull();
    expect(await callEntries(courier, lineId)).toHaveLength(1);
  });

  it('takes each request twice as once', async () => {
    const { lineId, courier, recipient } = await openLine();
    const twice = async <T>(ask: () => Promise<T>) => Promise.all([ask(), ask()]);
    const [one, same] = await twice(() => courier.ask('calls.start', { lineId }));
    expect(same).toEqual(one);
    const on = { lineId, callId: one.id };
    const [answered, again] = await twice(() => recipient.ask('calls.answer', on));
    expect(again).toEqual(answered);
    await twice(() => recipient.ask('calls.set_muted', { ...on, muted: true }));
    const [over, late] = await twice(() => courier.ask('calls.hang_up', on).catch((error: AskRefused) => error.code));
    expect([over, late]).toEqual([null, 'call_over']);
    expect(await callEntries(courier, lineId)).toHaveLength(1);
  });
});

describe('a courier with two lines', () => {
  it('is busy for the second while he talks on the first, and cannot be in both', async () => {
    const first = await openLine();
    const second = await openLine();
    const { id: callId } = await first.courier.ask('calls.start', { lineId: first.lineId });
    const turned = await second.recipient.ask('calls.start', { lineId: second.lineId });
    expect(turned).toMatchObject({ phase: 'ended', end: 'busy', talkMs: 0 });
    expect(await callEntries(second.recipient, second.lineId)).toMatchObject([{ end: 'busy' }]);
    expect(await refusal(first.courier.ask('calls.start', { lineId: second.lineId }))).toBe('conflict');

    await first.courier.ask('calls.hang_up', { lineId: first.lineId, callId });
    expect(await second.recipient.ask('calls.start', { lineId: second.lineId })).toMatchObject({ phase: 'ringing' });
  });

  it('turns the second away when he takes the first while both ring', async () => {
    const first = await openLine();
    const second = await openLine();
    const one = await first.recipient.ask('calls.start', { lineId: first.lineId });
    const two = await second.recipient.ask('calls.start', { lineId: second.lineId });
    expect(two.phase).toBe('ringing');
    await first.courier.ask('calls.answer', { lineId: first.lineId, callId: one.id });
    expect(await second.recipient.next('calls.changed', inPhase('ended'))).toMatchObject({ end: 'busy' });
  });

  it('can begin only one of two at once, and the other leaves nothing behind', async () => {
    const lines = [await openLine(), await openLine()];
    const began = await Promise.all(
      lines.map(({ courier, lineId }) =>
        courier.ask('calls.start', { lineId }).then(
          ({ phase }) => phase,
          (error: AskRefused) => error.code,
        ),
      ),
    );
    expect(began.sort()).toEqual(['conflict', 'ringing']);
    const current = await Promise.all(lines.map(({ courier, lineId }) => courier.ask('calls.current', { lineId })));
    expect(current.filter((call) => call !== null)).toHaveLength(1);
    expect(await server.sfu?.counts()).toMatchObject({ rooms: 1 });
  });

  it('leaves another courier alone', async () => {
    const first = await openLine();
    const second = await openLine({ courier: { id: 'courier-2', name: '刘师傅' } });
    await first.courier.ask('calls.start', { lineId: first.lineId });
    expect(await second.recipient.ask('calls.start', { lineId: second.lineId })).toMatchObject({ phase: 'ringing' });
  });
});

describe('whoever is not on the line', () => {
  it('can neither see, start, take, nor listen to its calls', async () => {
    const { lineId, courier } = await openLine();
    const { recipient: stranger } = await openLine({ courier: { id: 'courier-3', name: '赵师傅' } });
    const { id: callId } = await courier.ask('calls.start', { lineId });
    for (const ask of [
      stranger.ask('calls.current', { lineId }),
      stranger.ask('calls.start', { lineId }),
      stranger.ask('calls.answer', { lineId, callId }),
      stranger.ask('calls.decline', { lineId, callId }),
      stranger.ask('calls.hang_up', { lineId, callId }),
      stranger.ask('calls.open_media', { lineId, callId }),
      stranger.ask('calls.receive', { lineId, callId, rtpCapabilities: phoneCapabilities() }),
      stranger.ask('calls.set_muted', { lineId, callId, muted: true }),
    ]) {
      expect(await refusal(ask)).toBe('forbidden');
    }
    expect(stranger.untaken('calls.changed')).toEqual([]);
  });

  it('cannot reach a call through a line of its own', async () => {
    const { lineId, courier } = await openLine();
    const other = await openLine({ courier: { id: 'courier-4', name: '孙师傅' } });
    const { id: callId } = await courier.ask('calls.start', { lineId });
    expect(await refusal(other.recipient.ask('calls.answer', { lineId: other.lineId, callId }))).toBe('call_over');
  });

  it('is out at once when its link is revoked', async () => {
    const { lineId, courier, recipient, linkIds } = await openLine();
    const { id: callId } = await courier.ask('calls.start', { lineId });
    await openMedia(recipient, lineId, callId);
    await recipient.ask('calls.answer', { lineId, callId });
    await server.operator('DELETE', `/links/${linkIds.recipient}`);
    expect(await courier.next('calls.changed', inPhase('ended'))).toMatchObject({ end: 'failed' });
  });

  it('is out at once when its link is revoked while its network is away', async () => {
    const { lineId, courier, recipient, linkIds } = await openLine();
    const { id: callId } = await courier.ask('calls.start', { lineId });
    await openMedia(recipient, lineId, callId);
    await recipient.ask('calls.answer', { lineId, callId });
    recipient.close();
    await courier.next('calls.changed', isAway);
    await server.operator('DELETE', `/links/${linkIds.recipient}`);
    // No time has passed: it was not the grace that ended.
    expect(await courier.next('calls.changed', inPhase('ended'))).toMatchObject({ end: 'failed' });
  });
});
