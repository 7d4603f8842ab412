import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallId, DeviceId, LineId, MemberId } from '#protocol';
import type { CallState } from '../../server/calls/call-state.ts';
import { toCall } from '../../server/calls/call-view.ts';
import { type CallEffect, type CallEvent, isEngaged, startCall, step } from '../../server/calls/rules.ts';

const courier = 'courier-member' as MemberId;
const recipient = 'recipient-member' as MemberId;
const keeper = 'station-member' as MemberId;
const scooterPhone = 'scooter-phone' as DeviceId;
const phone = 'recipient-phone' as DeviceId;
const tablet = 'recipient-tablet' as DeviceId;
const desk = 'station-desk' as DeviceId;

const atPhone = { deviceId: phone, memberId: recipient };
const atTablet = { deviceId: tablet, memberId: recipient };
const atDesk = { deviceId: desk, memberId: keeper };
const atScooter = { deviceId: scooterPhone, memberId: courier };

/** The courier calls at 1000; events happen at 5000 unless told otherwise. */
function call(...events: CallEvent[]): { state: CallState; effects: readonly CallEffect[]; refused?: string } {
  return going(ringing(), ...events);
}
function ringing(invited: MemberId[] = [recipient]): CallState {
  return startCall(
    { id: 'call-0001' as CallId, lineId: 'line-0001' as LineId, startedBy: courier, startedAt: 1000, invited },
    scooterPhone,
  ).state;
}
function going(from: CallState, ...events: CallEvent[]) {
  let state = from;
  let effects: readonly CallEffect[] = [];
  let refused: string | undefined;
  for (const event of events) {
    const next = step(state, event, 5000);
    state = next.state;
    effects = next.effects;
    refused = next.refused?.code;
  }
  return { state, effects, ...(refused === undefined ? {} : { refused }) };
}
const answered: CallEvent[] = [
  { type: 'join', ...atPhone },
  { type: 'answer', ...atPhone },
];
const legs = (state: CallState) => {
  const shown = toCall(state);
  return shown.phase === 'ended' ? [] : shown.legs.map((leg) => [leg.memberId, leg.state]);
};

describe('while it rings', () => {
  it('begins with the caller in it, a ring timer, and everybody told', () => {
    const first = startCall(
      {
        id: 'call-0001' as CallId,
        lineId: 'line-0001' as LineId,
        startedBy: courier,
        startedAt: 1000,
        invited: [recipient],
      },
      scooterPhone,
    );
    expect(legs(first.state)).toEqual([[courier, 'talking']]);
    expect(first.effects).toEqual([{ type: 'start_ring_timer' }, { type: 'tell' }]);
  });

  it('shows each device that has opened its media, up to four of one member', () => {
    const { state } = call({ type: 'join', ...atPhone }, { type: 'join', ...atTablet });
    expect(legs(state)).toEqual([
      [courier, 'talking'],
      [recipient, 'invited'],
      [recipient, 'invited'],
    ]);
    const many = ['d-three', 'd-four', 'd-five'].map((id): CallEvent => ({
      type: 'join',
      deviceId: id as DeviceId,
      memberId: recipient,
    }));
    expect(going(state, ...many).refused).toBe('too_many');
  });

  it('lets nothing of a microphone through before the answer', () => {
    const { effects } = call({ type: 'join', ...atPhone }, { type: 'path', deviceId: phone, up: true });
    expect(effects.filter((effect) => effect.type === 'let_through')).toEqual([]);
  });

  it('on the answer lets both through, silences the other devices and stops ringing', () => {
    const { state, effects } = call(
      { type: 'join', ...atPhone },
      { type: 'join', ...atTablet },
      { type: 'answer', ...atPhone },
    );
    expect(toCall(state)).toMatchObject({ phase: 'talking', answeredAt: 5000 });
    expect(legs(state)).toEqual([
      [courier, 'talking'],
      [recipient, 'talking'],
    ]);
    expect(effects).toEqual([
      { type: 'let_through', deviceId: scooterPhone, on: true },
      { type: 'let_through', deviceId: phone, on: true },
      { type: 'close_media', deviceId: tablet },
      { type: 'tell' },
      { type: 'record_answer' },
      { type: 'stop_ring_timer' },
    ]);
  });

  it('may be answered by a device whose media is not ready yet', () => {
    expect(call({ type: 'answer', ...atPhone }).state.phase).toBe('talking');
  });

  it.each<[string, CallEvent, string]>([
    ['declined', { type: 'decline', memberId: recipient }, 'declined'],
    ['given up by the caller', { type: 'hang_up', deviceId: scooterPhone }, 'no_answer'],
    ['given up by a caller who vanished', { type: 'lost', deviceId: scooterPhone }, 'no_answer'],
    ['not answered in time', { type: 'rang_out' }, 'no_answer'],
    ['to somebody who talks elsewhere', { type: 'busy' }, 'busy'],
    ['about a delivery that is over', { type: 'line_over' }, 'no_answer'],
    ['on a server that stops', { type: 'server_closing' }, 'failed'],
  ])('when %s, ends as %s without a second of talk', (_, event, end) => {
    const { state, effects } = call({ type: 'join', ...atPhone }, event);
    expect(toCall(state)).toMatchObject({ phase: 'ended', end, talkMs: 0 });
    expect(effects.filter((effect) => effect.type === 'end')).toHaveLength(1);
    expect(effects).toContainEqual({ type: 'close_media', deviceId: phone });
    expect(effects).toContainEqual({ type: 'stop_ring_timer' });
  });

  it('stops at a device whose socket is gone, and goes on at the others', () => {
    const { state, effects } = call({ type: 'join', ...atPhone }, { type: 'socket', deviceId: phone, up: false });
    expect(legs(state)).toEqual([[courier, 'talking']]);
    expect(effects).toContainEqual({ type: 'close_media', deviceId: phone });
    expect(state.phase).toBe('ringing');
  });

  it('ends as declined only when everybody who was rung has declined', () => {
    const both = ringing([recipient, keeper]);
    const one = going(both, { type: 'join', ...atDesk }, { type: 'decline', memberId: keeper });
    expect(one.state.phase).toBe('ringing');
    expect(one.effects).toContainEqual({ type: 'close_media', deviceId: desk });
    expect(going(one.state, { type: 'decline', memberId: keeper }).refused).toBe('conflict');
    expect(toCall(going(one.state, { type: 'decline', memberId: recipient }).state)).toMatchObject({
      end: 'declined',
    });
  });
});

describe('while they talk', () => {
  it('counts from the answer to the hang-up, whoever hangs up', () => {
    const { state } = call(...answered);
    for (const deviceId of [phone, scooterPhone]) {
      const ended = step(state, { type: 'hang_up', deviceId }, 47_000);
      expect(toCall(ended.state)).toMatchObject({ phase: 'ended', end: 'hung_up', talkMs: 42_000 });
    }
  });

  it('refuses a second device of the same member, before and after its media', () => {
    expect(call(...answered, { type: 'join', ...atTablet }).refused).toBe('conflict');
    expect(call(...answered, { type: 'answer', ...atTablet }).refused).toBe('conflict');
    expect(call({ type: 'answer', deviceId: tablet, memberId: courier }).refused).toBe('conflict');
    expect(call(...answered, { type: 'decline', memberId: recipient }).refused).toBe('conflict');
    expect(call(...answered, { type: 'hang_up', deviceId: tablet }).refused).toBe('conflict');
  });

  it('refuses a device that says it is somebody else', () => {
    expect(call({ type: 'join', deviceId: scooterPhone, memberId: recipient }).refused).toBe('conflict');
  });

  it('takes a repeated answer as the same answer', () => {
    const { state, effects } = call(...answered, { type: 'answer', ...atPhone });
    expect(effects).toEqual([]);
    expect(state.phase).toBe('talking');
  });

  it('lets a muted microphone not through, and tells', () => {
    const muted = call(...answered, { type: 'mute', deviceId: phone, muted: true });
    expect(muted.effects).toEqual([{ type: 'let_through', deviceId: phone, on: false }, { type: 'tell' }]);
    const back = going(muted.state, { type: 'mute', deviceId: phone, muted: false });
    expect(back.effects).toEqual([{ type: 'let_through', deviceId: phone, on: true }, { type: 'tell' }]);
  });

  it('is not rung out, not busy and not ended by the delivery', () => {
    for (const type of ['rang_out', 'busy', 'line_over'] as const) {
      expect(call(...answered, { type }).state.phase).toBe('talking');
    }
  });

  it('goes on with those who are left when one of three leaves, and stops ringing at a fourth in time', () => {
    const three = going(
      ringing([recipient, keeper]),
      { type: 'join', ...atDesk },
      { type: 'answer', ...atPhone },
      { type: 'answer', ...atDesk },
    );
    expect(three.effects).toContainEqual({ type: 'stop_ring_timer' });
    const two = going(three.state, { type: 'hang_up', deviceId: scooterPhone });
    expect(legs(two.state)).toEqual([
      [recipient, 'talking'],
      [keeper, 'talking'],
    ]);
    expect(going(two.state, { type: 'join', ...atScooter }).refused).toBe('conflict');
    const alone = going(ringing([recipient, keeper]), { type: 'join', ...atDesk }, { type: 'answer', ...atPhone });
    expect(legs(going(alone.state, { type: 'rang_out' }).state)).toEqual([
      [courier, 'talking'],
      [recipient, 'talking'],
    ]);
  });
});

describe('who comes to the line or leaves it in the meantime', () => {
  it('is rung too, with a time of their own once the others talk, and only once', () => {
    const rung = call({ type: 'member_came', memberId: keeper });
    expect(rung.effects).toEqual([{ type: 'tell' }]);
    expect(toCall(rung.state)).toMatchObject({ phase: 'ringing' });
    expect(going(rung.state, { type: 'member_came', memberId: keeper }).effects).toEqual([]);
    expect(going(rung.state, { type: 'member_came', memberId: courier }).effects).toEqual([]);

    const late = call(...answered, { type: 'member_came', memberId: keeper });
    expect(late.effects).toEqual([{ type: 'stop_ring_timer' }, { type: 'start_ring_timer' }, { type: 'tell' }]);
    expect(legs(going(late.state, { type: 'answer', ...atDesk }).state)).toHaveLength(3);
    expect(going(late.state, { type: 'rang_out' }, { type: 'answer', ...atDesk }).refused).toBe('conflict');
  });

  it('is out of the call at once, and those who are left go on', () => {
    const three = going(ringing([recipient, keeper]), ...answered, { type: 'answer', ...atDesk });
    const left = going(three.state, { type: 'member_left', memberId: keeper });
    expect(left.effects).toContainEqual({ type: 'close_media', deviceId: desk });
    expect(legs(left.state)).toEqual([
      [courier, 'talking'],
      [recipient, 'talking'],
    ]);
    expect(going(left.state, { type: 'join', ...atDesk }).refused).toBe('conflict');
    expect(going(left.state, { type: 'member_left', memberId: keeper }).effects).toEqual([]);
  });

  it('rings no more, and ends what only they were in', () => {
    const ringsAtDesk = going(ringing([recipient, keeper]), { type: 'join', ...atDesk });
    const left = going(ringsAtDesk.state, { type: 'member_left', memberId: keeper });
    expect(left.effects).toContainEqual({ type: 'close_media', deviceId: desk });
    expect(left.state).toMatchObject({ phase: 'ringing', invited: [recipient] });
    expect(going(ringing([keeper]), { type: 'member_left', memberId: keeper }).state).toMatchObject({
      end: 'declined',
    });
    const alone = going(ringing([keeper]), { type: 'answer', ...atDesk }, { type: 'member_left', memberId: keeper });
    expect(alone.state).toMatchObject({ phase: 'ended', end: 'hung_up' });
  });
});

describe('a device that is gone for a while', () => {
  const talking = call(...answered, { type: 'path', deviceId: phone, up: true }).state;

  it('keeps talking as long as its sound flows, but has its time from the moment its socket is gone', () => {
    const { state, effects } = going(talking, { type: 'socket', deviceId: phone, up: false });
    expect(effects).toEqual([{ type: 'start_grace', deviceId: phone }]);
    expect(legs(state)).toContainEqual([recipient, 'talking']);
  });

  it('is shown as reconnecting when its sound is gone, and as talking when it is back', () => {
    const gone = going(talking, { type: 'path', deviceId: phone, up: false });
    expect(legs(gone.state)).toContainEqual([recipient, 'reconnecting']);
    expect(gone.effects).toEqual([{ type: 'start_grace', deviceId: phone }, { type: 'tell' }]);
    const back = going(gone.state, { type: 'path', deviceId: phone, up: true });
    expect(legs(back.state)).toContainEqual([recipient, 'talking']);
    expect(back.effects).toEqual([{ type: 'stop_grace', deviceId: phone }, { type: 'tell' }]);
  });

  it('has its time until both its socket and its sound are back', () => {
    const { state } = going(
      talking,
      { type: 'path', deviceId: phone, up: false },
      { type: 'socket', deviceId: phone, up: false },
    );
    expect(going(state, { type: 'socket', deviceId: phone, up: true }).effects).toEqual([]);
    expect(
      going(state, { type: 'socket', deviceId: phone, up: true }, { type: 'path', deviceId: phone, up: true }).effects,
    ).toContainEqual({ type: 'stop_grace', deviceId: phone });
  });

  it('comes back with fresh media and is silent until it is connected', () => {
    const { state } = going(talking, { type: 'socket', deviceId: phone, up: false }, { type: 'join', ...atPhone });
    expect(legs(state)).toContainEqual([recipient, 'reconnecting']);
    expect(legs(going(state, { type: 'path', deviceId: phone, up: true }).state)).toContainEqual([
      recipient,
      'talking',
    ]);
  });

  it('ends the call as failed when its time is over', () => {
    expect(toCall(going(talking, { type: 'lost', deviceId: phone }).state)).toMatchObject({
      phase: 'ended',
      end: 'failed',
    });
  });

  it('has its time as well when it answers over a path that is down', () => {
    const { effects } = call(
      { type: 'join', ...atPhone },
      { type: 'path', deviceId: phone, up: false },
      { type: 'answer', ...atPhone },
    );
    expect(effects).toContainEqual({ type: 'start_grace', deviceId: phone });
  });

  it('is everybody when the room under the call dies', () => {
    const { state, effects } = going(talking, { type: 'room_died' });
    expect(legs(state)).toEqual([
      [courier, 'reconnecting'],
      [recipient, 'reconnecting'],
    ]);
    expect(effects).toContainEqual({ type: 'start_grace', deviceId: scooterPhone });
  });
});

describe('whatever happens', () => {
  const deviceOf = fc.constantFrom(atScooter, atPhone, atTablet, atDesk);
  const event: fc.Arbitrary<CallEvent> = fc.oneof(
    deviceOf.map((on): CallEvent => ({ type: 'join', ...on })),
    deviceOf.map((on): CallEvent => ({ type: 'answer', ...on })),
    fc
      .tuple(deviceOf, fc.constantFrom('decline', 'member_came', 'member_left'))
      .map(([{ memberId }, type]): CallEvent => ({ type, memberId })),
    fc
      .tuple(deviceOf, fc.constantFrom('hang_up', 'lost'))
      .map(([{ deviceId }, type]): CallEvent => ({ type, deviceId })),
    fc
      .tuple(deviceOf, fc.constantFrom('socket', 'path'), fc.boolean())
      .map(([{ deviceId }, type, up]): CallEvent => ({ type, deviceId, up })),
    fc.tuple(deviceOf, fc.boolean()).map(([{ deviceId }, muted]): CallEvent => ({ type: 'mute', deviceId, muted })),
    fc
      .constantFrom('rang_out', 'busy', 'room_died', 'line_over', 'server_closing')
      .map((type): CallEvent => ({ type })),
  );

  it('ends at most once, never talks on two devices of one member, and closes what it opened', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let state = ringing([recipient, keeper]);
        let ends = 0;
        const graces = new Set<string>();
        const through = new Set<string>();
        let now = 5000;
        for (const one of events) {
          const wasOver = state.phase === 'ended';
          const next = step(state, one, (now += 1000));
          if (wasOver) expect(next).toMatchObject({ state, effects: [], refused: { code: 'call_over' } });
          if (next.refused !== undefined) expect(next.state).toBe(state);
          state = next.state;
          for (const effect of next.effects) {
            if (effect.type === 'end') ends += 1;
            if (effect.type === 'start_grace') graces.add(effect.deviceId);
            if (effect.type === 'stop_grace') graces.delete(effect.deviceId);
            if (effect.type === 'let_through') through[effect.on ? 'add' : 'delete'](effect.deviceId);
            if (effect.type === 'close_media') through.delete(effect.deviceId);
          }
          for (const member of [courier, recipient, keeper]) {
            expect(state.legs.filter((leg) => leg.answered && leg.memberId === member).length).toBeLessThan(2);
          }
          if (state.phase === 'talking') {
            const talking = state.legs.filter((leg) => leg.answered);
            expect(talking.length).toBeGreaterThan(1);
            expect([...through].sort()).toEqual(
              talking
                .filter((leg) => !leg.muted)
                .map((leg) => leg.deviceId)
                .sort(),
            );
          } else {
            expect(through.size).toBe(0);
          }
          if (state.phase === 'ended') expect(isEngaged(state, courier)).toBe(false);
        }
        expect(ends).toBe(state.phase === 'ended' ? 1 : 0);
        if (state.phase === 'ended') expect(graces.size).toBe(0);
      }),
      { numRuns: 2000 },
    );
  });
});
